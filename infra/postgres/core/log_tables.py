"""The event log: gapless numbers per channel, events by day, and what is not published yet.

Only the functions of the log write these tables; ``docs`` and the migration say how.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    SmallInteger,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import JSON

from infra.postgres.core.columns import identifier, instant, metadata, words

stream_meta = Table(
    "stream_meta",
    metadata,
    Column("one", Boolean(), primary_key=True, server_default=text("true")),
    # Changes when the database is restored: positions handed out before mean nothing after.
    words("epoch"),
    CheckConstraint("one", name="single_row"),
)

channel_head = Table(
    "channel_head",
    metadata,
    Column("channel_id", BigInteger(), primary_key=True, autoincrement=False),
    identifier("tenant_id"),
    words("name"),
    Column("last_seq", BigInteger(), nullable=False),
    # Room for updates in place (HOT), and early vacuum of a table that is all updates.
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0.02,
        "autovacuum_vacuum_threshold": 500,
    },
)

event = Table(
    "event",
    metadata,
    Column("channel_id", BigInteger(), primary_key=True, autoincrement=False),
    Column("seq", BigInteger(), primary_key=True, autoincrement=False),
    Column("day", Date(), primary_key=True),
    identifier("tenant_id"),
    identifier("event_id"),
    words("type"),
    Column("copy", SmallInteger(), nullable=False),
    # json keeps the text as it was written, and readers publish that text.
    Column("payload", JSON(), nullable=False),
    instant("created_at", nullable=False),
    CheckConstraint("octet_length(payload::text) <= 16384", name="payload_size"),
    postgresql_partition_by="RANGE (day)",
)

outbox = Table(
    "outbox",
    metadata,
    Column("channel_id", BigInteger(), primary_key=True, autoincrement=False),
    Column("seq", BigInteger(), primary_key=True, autoincrement=False),
    # The time of the event itself, to the microsecond: it names the partition to join.
    instant("created_at", nullable=False),
)
