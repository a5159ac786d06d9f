"""What queries on clubs select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.clubs.types import ClubMode, ClubRole, ClubStatus
from shared.http.paging import Position


@dataclass(frozen=True, slots=True)
class Club:
    """A club, and how a viewer stands to it."""

    id: UUID
    name: str
    description: str
    category: str | None
    mode: ClubMode
    tags: Sequence[str]
    capacity: int | None
    members_count: int
    role: ClubRole | None
    status: ClubStatus | None
    waiting: int
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a club."""

    role: ClubRole
    status: ClubStatus


@dataclass(frozen=True, slots=True)
class ClubMember:
    """Somebody in a club."""

    id: UUID
    name: str
    avatar: str | None
    school_role: Role
    role: ClubRole
    status: ClubStatus
    joined_at: datetime | None
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where they stand in the list."""
        return Position(self.updated_at, self.id)
