"""Schools, who belongs to them, and with which rights."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, desc

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    counter,
    document,
    identifier,
    instant,
    is_member,
    is_user,
    key,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school
from shared.auth.assignments import ScopeType
from shared.auth.roles import MEMBER_ROLES, Role
from shared.tenants.types import ClaimType, MembershipStatus, TenantKind, TenantStatus

tenants = table(
    "tenants",
    of_school(),
    identifier(),
    words("slug", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    # Where the small picture of the school's sign lies in the store.
    words("logo", Data.KEY, nullable=True),
    *choice("kind", TenantKind, default=TenantKind.SCHOOL),
    *choice("status", TenantStatus, default=TenantStatus.ACTIVE),
    words("timezone", Data.FACT, default="UTC"),
    words("locale", Data.FACT, default="en"),
    document("settings", Data.FACT, empty=True),
    # Goes up with each change, so that two administrators do not undo each other's unseen.
    counter("settings_version"),
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
    Index("memberships_newest_idx", "tenant_id", desc("joined_at")),
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

invitations = table(
    "invitations",
    of_person("accepted_by"),
    tenant_id(),
    identifier(),
    words("email", Data.PERSONAL),
    *choice("role", Role, only=MEMBER_ROLES),
    words("locale", Data.FACT, default="en"),
    instant("expires_at", nullable=False),
    identifier("accepted_by", nullable=True),
    instant("accepted_at"),
    instant("revoked_at"),
    identifier("created_by"),
    stamped("created_at"),
    belongs_to_tenant(),
    is_member("accepted_by"),
    is_member("created_by"),
    Index(None, "tenant_id", "email"),
    Index(None, "tenant_id", "created_at", "id"),
)

claim_codes = table(
    "claim_codes",
    of_school(),
    tenant_id(),
    identifier(),
    # The code itself is nowhere; its digest stands among the join codes, which lead here.
    words("code_hint", Data.FACT),
    *choice("type", ClaimType),
    identifier("student_id", nullable=True),
    identifier("batch_id"),
    instant("expires_at", nullable=False),
    instant("claimed_at"),
    identifier("claimed_by", nullable=True),
    instant("revoked_at"),
    instant("warned_at"),
    identifier("created_by"),
    stamped("created_at"),
    belongs_to_tenant(),
    same_tenant("student_id", "students"),
    is_member("claimed_by"),
    is_member("created_by"),
    Index(None, "tenant_id", "type"),
    Index(None, "tenant_id", "batch_id"),
    Index(None, "tenant_id", "created_at", "id"),
    Index(None, "expires_at"),
)

code_reservations = table(
    "code_reservations",
    of_person("user_id", retention=Retention.EXPIRES),
    key("user_id"),
    key("code_id"),
    identifier("tenant_id"),
    stamped("created_at"),
    is_user("user_id"),
    same_tenant("code_id", "claim_codes"),
    Index(None, "tenant_id", "code_id"),
    Index(None, "created_at"),
    open_because="whoever confirms an address is asked for it before they belong to a school",
    own_rows=True,
)

suspensions = table(
    "suspensions",
    of_person("user_id"),
    tenant_id(),
    identifier(),
    identifier("user_id"),
    instant("until"),
    words("reason", Data.PERSONAL),
    identifier("created_by"),
    instant("lifted_at"),
    stamped("created_at"),
    is_member("user_id"),
    is_member("created_by"),
    Index(None, "tenant_id", "user_id"),
    Index(None, "tenant_id", "until"),
)
