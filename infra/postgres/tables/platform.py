"""What requests, workers and jobs remember about themselves."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    desc,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB

from infra.postgres.tables.base import (
    belongs_to_tenant,
    choice,
    identifier,
    instant,
    is_user,
    metadata,
    stamped,
    tenant_id,
    words,
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    tenant_id(),
    # Not a person: a digest of one and the key.
    Column("user_id", Uuid(), primary_key=True),
    Column("route", Text(), primary_key=True),
    Column("key", Text(), primary_key=True),
    Column("request_hash", LargeBinary(), nullable=False),
    # Empty until the handler has answered, which is in the same transaction: nobody sees it so.
    Column("response_status", SmallInteger()),
    # json, not jsonb: a replay repeats the first answer byte by byte.
    Column("response_headers", JSON()),
    words("response_body", nullable=True),
    stamped("created_at"),
    instant("expires_at", nullable=False),
    Index(None, "tenant_id", "expires_at"),
)

rate_limit_counters = Table(
    "rate_limit_counters",
    metadata,
    Column("bucket", Text(), primary_key=True),
    Column("window_start", instant("window_start").type, primary_key=True),
    Column("count", Integer(), nullable=False),
    Index(None, "window_start"),
)

consumed_messages = Table(
    "consumed_messages",
    metadata,
    Column("consumer", Text(), primary_key=True),
    Column("event_id", Uuid(), primary_key=True),
    stamped("consumed_at"),
    Index(None, "consumed_at"),
)

job_runs = Table(
    "job_runs",
    metadata,
    identifier(),
    words("job"),
    instant("started_at", nullable=False),
    instant("finished_at"),
    *choice("status", "RUNNING", "SUCCEEDED", "FAILED"),
    Column("cursor", JSONB()),
    Column("rows", BigInteger()),
    words("error", nullable=True),
    Index("job_runs_job_idx", "job", desc("started_at")),
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
