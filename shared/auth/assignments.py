"""Roles that a person holds besides that of the membership, for a part of the school."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import Role


class ScopeType(StrEnum):
    """What a role is given for."""

    TENANT = "TENANT"
    BOARD = "BOARD"
    CLASS = "CLASS"
    CLUB = "CLUB"
    COURSE = "COURSE"


@dataclass(frozen=True, slots=True)
class Scope:
    """The school, or one board, class, club or course."""

    type: ScopeType
    id: UUID


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role, and where it holds."""

    role: Role
    scope: Scope

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``ROLE:SCOPE:id``, as the database spells it."""
        role, scope_type, scope_id = text.split(":")
        return cls(Role(role), Scope(ScopeType(scope_type), UUID(scope_id)))

    def grants(self, permission: Permission) -> bool:
        """Whether the role has the permission at all."""
        return permission in GRANTS[self.role]
