"""What queries on schools and memberships select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.auth.assignments import ScopeType
from shared.auth.roles import Role
from shared.http.paging import Position
from shared.tenants.policy import MemberPlace
from shared.tenants.types import ClaimType, MembershipStatus, TenantStatus


@dataclass(frozen=True, slots=True)
class School:
    """A school by its slug."""

    id: UUID
    slug: str
    status: TenantStatus
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Membership:
    """One of a person's schools."""

    tenant_id: UUID
    slug: str
    name: str
    name_kh: str | None
    logo: str | None
    timezone: str
    locale: str
    tenant_status: TenantStatus
    role: Role
    status: MembershipStatus


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """All that a school says of itself."""

    id: UUID
    slug: str
    name: str
    name_kh: str | None
    logo: str | None
    timezone: str
    locale: str
    status: TenantStatus
    settings: Mapping[str, Any]
    settings_version: int
    plan: str | None
    quotas: Mapping[str, Any]
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where the school stands among all, newest first."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Member:
    """A member, as those who run the school see them."""

    user_id: UUID
    name: str
    email: str
    avatar: str | None
    role: Role
    status: MembershipStatus
    joined_at: datetime | None
    sort_name: str

    @property
    def place(self) -> MemberPlace:
        """Where the member stands in the list."""
        return MemberPlace(self.sort_name, self.user_id)


@dataclass(frozen=True, slots=True)
class HeldAssignment:
    """A role that somebody holds for a part of the school."""

    id: UUID
    user_id: UUID
    role: Role
    scope_type: ScopeType
    scope_id: UUID
    scope_name: str | None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why somebody is shut out, and until when."""

    user_id: UUID
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to an address."""

    id: UUID
    email: str
    role: Role
    locale: str
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    created_by: UUID
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where the invitation stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """A claim code; the code itself is nowhere."""

    id: UUID
    batch_id: UUID
    code_hint: str
    type: ClaimType
    student_id: UUID | None
    student_name: str | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime
    created_by: UUID
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where the code stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil's record, and who is tied to it."""

    id: UUID
    name: str
    student_number: str
    class_name: str | None
    has_account: bool
    guardians: int
    sort_name: str

    @property
    def place(self) -> MemberPlace:
        """Where the pupil stands in the list."""
        return MemberPlace(self.sort_name, self.id)


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A claim code that still lets somebody in."""

    id: UUID
    type: ClaimType
    student_id: UUID | None
    created_by: UUID
