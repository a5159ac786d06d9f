"""What requests, workers and jobs remember about themselves."""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, Index, SmallInteger, Text, desc
from sqlalchemy.dialects.postgresql import JSON

from infra.postgres.core.columns import (
    binary,
    choice,
    column,
    document,
    identifier,
    instant,
    key,
    number,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school
from shared.platform.types import RunStatus

idempotency_keys = table(
    "idempotency_keys",
    of_school(Retention.EXPIRES),
    tenant_id(),
    # Not a person: a digest of one and the key.
    key("user_id", data=Data.SECRET),
    key("route", Text(), Data.FACT),
    key("key", Text(), Data.SECRET),
    binary("request_hash", Data.SECRET),
    # Empty until the handler has answered, which is in the same transaction: nobody sees it so.
    number("response_status", SmallInteger(), nullable=True),
    # json, not jsonb: a replay repeats the first answer byte by byte.
    column("response_headers", JSON(), Data.SECRET, nullable=True),
    words("response_body", Data.SECRET, nullable=True),
    stamped("created_at"),
    instant("expires_at", nullable=False),
    Index(None, "tenant_id", "expires_at"),
)

rate_limit_counters = table(
    "rate_limit_counters",
    of_school(Retention.EXPIRES),
    key("bucket", Text(), Data.SECRET),
    key("window_start", DateTime(timezone=True), Data.FACT),
    number("count"),
    Index(None, "window_start"),
    open_because="counted before anybody is known",
)

consumed_messages = table(
    "consumed_messages",
    of_school(Retention.EXPIRES),
    key("consumer", Text(), Data.FACT),
    key("event_id"),
    stamped("consumed_at"),
    Index(None, "consumed_at"),
    open_because="ids of messages; a worker asks for one before it opens a tenant",
)

job_runs = table(
    "job_runs",
    of_school(Retention.EXPIRES),
    identifier(),
    words("job", Data.FACT),
    instant("started_at", nullable=False),
    instant("finished_at"),
    *choice("status", RunStatus),
    document("cursor", Data.FACT, nullable=True),
    number("rows", BigInteger(), nullable=True),
    words("error", Data.FACT, nullable=True),
    Index("job_runs_job_idx", "job", desc("started_at")),
    open_because="jobs of the platform",
)
