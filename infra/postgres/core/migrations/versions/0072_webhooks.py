"""Webhooks of schools, and what is sent to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

_MEMBER = ["app.memberships.tenant_id", "app.memberships.user_id"]


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _stamped(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("former_secret_sealed", sa.LargeBinary(), nullable=True),
        _at("secret_rotated_at"),
        sa.Column("events", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failure_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _at("failing_since"),
        _at("disabled_at"),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        _stamped("created_at"),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("webhooks_tenant_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            _MEMBER,
            name=op.f("webhooks_tenant_id_created_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("webhooks_pkey")),
        schema="app",
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'PENDING'"), nullable=False),
        sa.Column("attempts", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _at("next_attempt_at"),
        _at("delivered_at"),
        _stamped("created_at"),
        sa.CheckConstraint(
            "state IN ('PENDING', 'DELIVERED', 'FAILED')",
            name=op.f("webhook_deliveries_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "webhook_id"],
            ["app.webhooks.tenant_id", "app.webhooks.id"],
            name=op.f("webhook_deliveries_tenant_id_webhook_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("webhook_deliveries_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "webhook_id",
            "event_id",
            name=op.f("webhook_deliveries_tenant_id_webhook_id_event_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        "webhook_deliveries_listed_idx",
        "webhook_deliveries",
        ["tenant_id", "webhook_id", "created_at", "id"],
        schema="app",
    )
    op.create_index(
        "webhook_deliveries_due_idx",
        "webhook_deliveries",
        ["tenant_id", "next_attempt_at"],
        schema="app",
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    op.create_index(
        op.f("webhook_deliveries_tenant_id_created_at_idx"),
        "webhook_deliveries",
        ["tenant_id", "created_at"],
        schema="app",
    )
    op.execute(secure("webhooks", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("webhook_deliveries", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_table("webhook_deliveries", schema="app")
    op.drop_table("webhooks", schema="app")
