"""The event log: gapless numbers per channel, events by day, and what is not published yet.

Only the functions of the log write these tables; ``docs`` and the migration say how.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, SmallInteger
from sqlalchemy.dialects.postgresql import JSON

from infra.postgres.core.columns import column, identifier, instant, key, number, table, words
from infra.postgres.core.data_rules import Data, Retention, of_school

stream_meta = table(
    "stream_meta",
    of_school(),
    column("one", Boolean(), Data.FACT, primary_key=True, default="true"),
    # Changes when the database is restored: positions handed out before mean nothing after.
    words("epoch", Data.FACT),
    CheckConstraint("one", name="single_row"),
    open_because="one row for the whole database",
)

channel_head = table(
    "channel_head",
    of_school(),
    key("channel_id", BigInteger()),
    identifier("tenant_id"),
    words("name", Data.FACT),
    number("last_seq", BigInteger()),
    # Room for updates in place (HOT), and early vacuum of a table that is all updates.
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0.02,
        "autovacuum_vacuum_threshold": 500,
    },
    open_because="no role of the product may write it; the relay reads it for all schools",
)

event = table(
    "event",
    of_school(Retention.EXPIRES),
    key("channel_id", BigInteger()),
    key("seq", BigInteger(), Data.FACT),
    key("day", Date(), Data.FACT),
    identifier("tenant_id"),
    identifier("event_id"),
    words("type", Data.FACT),
    number("copy", SmallInteger()),
    # json keeps the text as it was written, and readers publish that text.
    column("payload", JSON(), Data.DERIVED),
    instant("created_at", nullable=False),
    CheckConstraint("octet_length(payload::text) <= 16384", name="payload_size"),
    postgresql_partition_by="RANGE (day)",
    open_because="no role of the product may write it; the relay reads it for all schools",
)

outbox = table(
    "outbox",
    of_school(Retention.EXPIRES),
    key("channel_id", BigInteger()),
    key("seq", BigInteger(), Data.FACT),
    # The time of the event itself, to the microsecond: it names the partition to join.
    instant("created_at", nullable=False),
    open_because="no role of the product may touch it but through functions",
)
