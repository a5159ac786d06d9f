"""Rules of belonging to a school, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import STAFF, Role
from shared.http.paging import Cursor
from shared.tenants.types import ClaimType

INVITATION_DAYS = 14
CLAIM_WARNING_DAYS = 7
MEMBERS_QUOTA = "members"

ASSIGNABLE = (Role.MODERATOR,)
"""Roles that a school gives for a part of itself. Who operates the platform is not its to say."""

CLAIM_ROLES: Mapping[ClaimType, Role] = MappingProxyType(
    {
        ClaimType.STUDENT: Role.STUDENT,
        ClaimType.TEACHER: Role.TEACHER,
        # There is no role for offices and libraries: they work among teachers, with no class.
        ClaimType.STAFF: Role.TEACHER,
        ClaimType.PARENT: Role.PARENT,
    }
)

STAFF_FACTORS = "staff_factors_from"
"""The setting that says from when on staff need a second factor; a moment, as JSON has it."""

# What everybody has who belongs to a school: to give it away takes nothing from anybody.
_EVERYBODYS = frozenset(GRANTS[Role.STUDENT]) | frozenset(GRANTS[Role.PARENT])


def may_grant(holds: Callable[[Permission], bool], role: Role) -> bool:
    """Whether somebody who holds these permissions may give the role, or take it.

    Nobody gives more than they hold themselves.
    """
    return all(holds(permission) for permission in GRANTS[role] if permission not in _EVERYBODYS)


def factors_demanded_from(settings: Mapping[str, Any], role: Role) -> datetime | None:
    """From when on the school asks somebody of this role for a second factor; None for never."""
    since: str | None = settings.get(STAFF_FACTORS)
    return datetime.fromisoformat(since) if since is not None and role in STAFF else None


@dataclass(frozen=True, slots=True)
class MemberPlace(Cursor):
    """Where a member stands in the order by name."""

    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*\z")]
    id: UUID
