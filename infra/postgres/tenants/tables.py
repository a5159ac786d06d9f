"""Schools, who belongs to them, and with which rights."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.columns import (
    OWN_ROWS,
    belongs_to_tenant,
    choice,
    identifier,
    instant,
    is_member,
    is_user,
    metadata,
    stamped,
    tenant_id,
    words,
)

tenants = Table(
    "tenants",
    metadata,
    identifier(),
    words("slug"),
    words("name"),
    words("name_kh", nullable=True),
    *choice("kind", "SCHOOL", "ORG", "DEFAULT", default="SCHOOL"),
    *choice("status", "ACTIVE", "SUSPENDED", default="ACTIVE"),
    words("timezone", default="UTC"),
    words("locale", default="en"),
    Column("settings", JSONB(), nullable=False, server_default=text("'{}'")),
    words("plan", nullable=True),
    Column("quotas", JSONB(), nullable=False, server_default=text("'{}'")),
    stamped("created_at"),
    UniqueConstraint("slug"),
)

memberships = Table(
    "memberships",
    metadata,
    tenant_id(),
    identifier(),
    identifier("user_id"),
    *choice("role", "STUDENT", "TEACHER", "RESEARCHER", "PARENT", "ADMIN"),
    *choice("status", "ACTIVE", "INVITED", "SUSPENDED", "LEFT", default="ACTIVE"),
    instant("joined_at"),
    instant("left_at"),
    UniqueConstraint("tenant_id", "user_id"),
    belongs_to_tenant(),
    is_user("user_id"),
    Index(None, "user_id"),
    Index(None, "tenant_id", "role", "status"),
    info=OWN_ROWS,
)

role_assignments = Table(
    "role_assignments",
    metadata,
    tenant_id(),
    identifier(),
    identifier("user_id"),
    words("role"),
    *choice("scope_type", "TENANT", "BOARD", "CLASS", "CLUB", "COURSE"),
    identifier("scope_id"),
    identifier("granted_by", nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "user_id", "role", "scope_type", "scope_id"),
    is_member("user_id"),
    is_member("granted_by"),
)
