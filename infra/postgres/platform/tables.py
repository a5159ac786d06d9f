"""What administrators did."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    Table,
    desc,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.columns import (
    belongs_to_tenant,
    identifier,
    is_user,
    metadata,
    stamped,
    tenant_id,
    words,
)

audit_logs = Table(
    "audit_logs",
    metadata,
    tenant_id(),
    identifier(),
    identifier("actor_id", nullable=True),
    words("action"),
    words("entity_type"),
    words("entity_id", nullable=True),
    Column("before", JSONB()),
    Column("after", JSONB()),
    words("ip", nullable=True),
    words("user_agent", nullable=True),
    words("request_id", nullable=True),
    stamped("created_at"),
    belongs_to_tenant(),
    # A user, not a member: an operator of the platform acts in schools without belonging to them.
    is_user("actor_id"),
    Index("audit_logs_created_idx", "tenant_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "entity_type", "entity_id"),
    Index(None, "tenant_id", "actor_id"),
)
