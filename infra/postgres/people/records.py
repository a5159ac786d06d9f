"""What queries on people select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.people.types import Audience, DevicePlatform, Theme


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the school as another member sees them."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    profile_visibility: Audience


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of themselves, and how many follow."""

    verified: bool
    cover_photo: str | None
    bio: str | None
    pronouns: str | None
    location: str | None
    website: str | None
    linkedin: str | None
    github: str | None
    twitter: str | None
    skills: Sequence[str]
    interests: Sequence[str]
    education: Sequence[Mapping[str, Any]]
    experience: Sequence[Mapping[str, Any]]
    activity_visibility: Audience
    followers_count: int
    following_count: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A person who asks to follow another."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    since: datetime

    @property
    def position(self) -> Position:
        """Where this person stands in the list."""
        return Position(self.since, self.id)


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


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's own profile, whole; without a row it is empty."""

    pronouns: str | None = None
    date_of_birth: date | None = None
    location: str | None = None
    website: str | None = None
    linkedin: str | None = None
    github: str | None = None
    twitter: str | None = None
    skills: Sequence[str] = ()
    interests: Sequence[str] = ()
    education: Sequence[Mapping[str, Any]] | None = None
    experience: Sequence[Mapping[str, Any]] | None = None
    profile_visibility: Audience = Audience.PUBLIC
    activity_visibility: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants the app."""

    locale: str
    timezone: str | None
    school_timezone: str
    theme: Theme
    sound: bool
    reduced_motion: bool | None
    presence_visible: bool
    dm_policy: str | None


@dataclass(frozen=True, slots=True)
class PushTarget:
    """A device, and what it takes to push to it."""

    id: UUID
    platform: DevicePlatform
    token: str
    p256dh: str | None
    auth: str | None
    wait_until: datetime | None
    waiting: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a person shows that they are there, and what Postgres knows of it."""

    shown: bool
    until: datetime | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PushDevice:
    """Where pushes to a person go."""

    id: UUID
    family_id: UUID
    platform: DevicePlatform
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class KeyBundle:
    """The public keys of one device."""

    device_id: UUID
    identity_key: bytes
    prekey_id: int
    prekey: bytes
    prekey_signature: bytes
    identity_changed_at: datetime
    updated_at: datetime
