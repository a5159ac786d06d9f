"""Idempotency, limits, jobs and audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consumed_messages",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "consumed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("consumed_messages_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("consumed_messages_consumed_at_idx"),
        "consumed_messages",
        ["consumed_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cursor", postgresql.JSONB(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('RUNNING', 'SUCCEEDED', 'FAILED')", name=op.f("job_runs_status_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("job_runs_pkey")),
        schema="app",
    )
    op.create_index(
        "job_runs_job_idx",
        "job_runs",
        ["job", sa.literal_column("started_at DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "rate_limit_counters",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "window_start", name=op.f("rate_limit_counters_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("rate_limit_counters_window_start_idx"),
        "rate_limit_counters",
        ["window_start"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "audit_logs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["app.users.id"], name=op.f("audit_logs_actor_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("audit_logs_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("audit_logs_pkey")),
        schema="app",
    )
    op.create_index(
        "audit_logs_created_idx",
        "audit_logs",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("audit_logs_tenant_id_actor_id_idx"),
        "audit_logs",
        ["tenant_id", "actor_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("audit_logs_tenant_id_entity_type_entity_id_idx"),
        "audit_logs",
        ["tenant_id", "entity_type", "entity_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("response_status", sa.SmallInteger(), nullable=True),
        sa.Column("response_headers", postgresql.JSON(), nullable=True),
        sa.Column("response_body", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("idempotency_keys_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "user_id", "route", "key", name=op.f("idempotency_keys_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("idempotency_keys_tenant_id_expires_at_idx"),
        "idempotency_keys",
        ["tenant_id", "expires_at"],
        unique=False,
        schema="app",
    )


def downgrade() -> None:
    op.drop_index(
        op.f("idempotency_keys_tenant_id_expires_at_idx"),
        table_name="idempotency_keys",
        schema="app",
    )
    op.drop_table("idempotency_keys", schema="app")
    op.drop_index(
        op.f("audit_logs_tenant_id_entity_type_entity_id_idx"),
        table_name="audit_logs",
        schema="app",
    )
    op.drop_index(op.f("audit_logs_tenant_id_actor_id_idx"), table_name="audit_logs", schema="app")
    op.drop_index("audit_logs_created_idx", table_name="audit_logs", schema="app")
    op.drop_table("audit_logs", schema="app")
    op.drop_index(
        op.f("rate_limit_counters_window_start_idx"), table_name="rate_limit_counters", schema="app"
    )
    op.drop_table("rate_limit_counters", schema="app")
    op.drop_index("job_runs_job_idx", table_name="job_runs", schema="app")
    op.drop_table("job_runs", schema="app")
    op.drop_index(
        op.f("consumed_messages_consumed_at_idx"), table_name="consumed_messages", schema="app"
    )
    op.drop_table("consumed_messages", schema="app")
