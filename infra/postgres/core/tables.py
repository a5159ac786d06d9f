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

from infra.postgres.core.columns import (
    choice,
    identifier,
    instant,
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
