"""What administrators did."""

from __future__ import annotations

from sqlalchemy import Index, desc

from infra.postgres.core.columns import (
    belongs_to_tenant,
    document,
    identifier,
    is_user,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person

audit_logs = table(
    "audit_logs",
    of_person("actor_id", Erasure.EMPTY, Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("actor_id", nullable=True),
    words("action", Data.FACT),
    words("entity_type", Data.FACT),
    words("entity_id", Data.FACT, nullable=True),
    document("before", Data.PERSONAL, nullable=True),
    document("after", Data.PERSONAL, nullable=True),
    words("ip", Data.PERSONAL, nullable=True),
    words("user_agent", Data.PERSONAL, nullable=True),
    words("request_id", Data.FACT, nullable=True),
    stamped("created_at"),
    belongs_to_tenant(),
    # A user, not a member: an operator of the platform acts in schools without belonging to them.
    is_user("actor_id"),
    Index("audit_logs_created_idx", "tenant_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "entity_type", "entity_id"),
    Index(None, "tenant_id", "actor_id"),
)
