"""The event log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_head",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("channel_head_pkey")),
        schema="app",
        postgresql_with={
            "fillfactor": 50,
            "autovacuum_vacuum_scale_factor": 0.02,
            "autovacuum_vacuum_threshold": 500,
        },
    )
    op.create_table(
        "event",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("copy", sa.SmallInteger(), nullable=False),
        sa.Column("payload", postgresql.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(payload::text) <= 16384", name=op.f("event_payload_size_check")
        ),
        sa.PrimaryKeyConstraint("channel_id", "seq", "day", name=op.f("event_pkey")),
        schema="app",
        postgresql_partition_by="RANGE (day)",
    )
    op.create_table(
        "outbox",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "seq", name=op.f("outbox_pkey")),
        schema="app",
    )
    op.create_table(
        "stream_meta",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.CheckConstraint("one", name=op.f("stream_meta_single_row_check")),
        sa.PrimaryKeyConstraint("one", name=op.f("stream_meta_pkey")),
        schema="app",
    )
    run_file("0007_event_log.sql")
    op.execute("SELECT app.new_epoch()")
    op.execute("SELECT app.ensure_partitions(7)")


def downgrade() -> None:
    run_file("0007_event_log_down.sql")
    op.drop_table("stream_meta", schema="app")
    op.drop_table("outbox", schema="app")
    op.drop_table("event", schema="app")
    op.drop_table("channel_head", schema="app")
