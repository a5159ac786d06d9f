"""Schools, who belongs to them, and with which rights."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    document,
    identifier,
    instant,
    is_member,
    is_user,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, of_person, of_school
from shared.auth.assignments import ScopeType
from shared.auth.roles import MEMBER_ROLES, Role
from shared.tenants.types import MembershipStatus, TenantKind, TenantStatus

tenants = table(
    "tenants",
    of_school(),
    identifier(),
    words("slug", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    *choice("kind", TenantKind, default=TenantKind.SCHOOL),
    *choice("status", TenantStatus, default=TenantStatus.ACTIVE),
    words("timezone", Data.FACT, default="UTC"),
    words("locale", Data.FACT, default="en"),
    document("settings", Data.FACT, empty=True),
    words("plan", Data.FACT, nullable=True),
    document("quotas", Data.FACT, empty=True),
    stamped("created_at"),
    UniqueConstraint("slug"),
)

memberships = table(
    "memberships",
    of_person("user_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    *choice("role", Role, only=MEMBER_ROLES),
    *choice("status", MembershipStatus, default=MembershipStatus.ACTIVE),
    instant("joined_at"),
    instant("left_at"),
    UniqueConstraint("tenant_id", "user_id"),
    belongs_to_tenant(),
    is_user("user_id"),
    Index(None, "user_id"),
    Index(None, "tenant_id", "role", "status"),
    own_rows=True,
)

role_assignments = table(
    "role_assignments",
    of_person("user_id"),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    words("role", Data.FACT),
    *choice("scope_type", ScopeType),
    identifier("scope_id"),
    identifier("granted_by", nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "user_id", "role", "scope_type", "scope_id"),
    is_member("user_id"),
    is_member("granted_by"),
)
