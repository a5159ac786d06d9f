"""What queries on schools and memberships select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.auth.roles import Role
from shared.tenants.types import MembershipStatus, TenantStatus


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
    timezone: str
    locale: str
    tenant_status: TenantStatus
    role: Role
    status: MembershipStatus
