"""What queries on people select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.people.types import Audience


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the school as another member sees them."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    profile_visibility: Audience


@dataclass(frozen=True, slots=True)
class Follower:
    """A person in a list of followers or followed people."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    followed_by_me: bool
    since: datetime

    @property
    def position(self) -> Position:
        """Where this person stands in the list."""
        return Position(self.since, self.id)


@dataclass(frozen=True, slots=True)
class Receiver:
    """An active member, to be told something in their language."""

    id: UUID
    locale: str


@dataclass(frozen=True, slots=True)
class HiddenPerson:
    """Somebody whom a person blocks, mutes or both; a mute without an end lasts."""

    id: UUID
    name: str
    avatar: str | None
    blocked: bool
    muted: bool
    muted_until: datetime | None
    since: datetime

    @property
    def position(self) -> Position:
        """Where this person stands in the list."""
        return Position(self.since, self.id)
