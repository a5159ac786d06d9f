"""By which ways notifications come, when the last digest was sent, and devices that are to wait."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.row_security import secure

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_NOW: dict[str, Any] = {"server_default": sa.text("now()"), "nullable": False}
_YES: dict[str, Any] = {"server_default": sa.text("true"), "nullable": False}


def _member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "user_id"],
        ["app.memberships.tenant_id", "app.memberships.user_id"],
        name=op.f(f"{table}_tenant_id_user_id_fkey"),
    )


def upgrade() -> None:
    for column in (
        sa.Column("in_app", sa.Boolean(), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("notifications", column, schema="app")
    # Rows are deleted by their owner from now on.
    op.execute("GRANT DELETE ON app.notifications TO stunity_app")
    op.create_table(
        "notification_preferences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("in_app", sa.Boolean(), **_YES),
        sa.Column("push", sa.Boolean(), **_YES),
        sa.Column("email", sa.Text(), server_default=sa.text("'OFF'"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), **_NOW),
        sa.CheckConstraint(
            "email IN ('OFF', 'INSTANT', 'DAILY', 'WEEKLY')",
            name=op.f("notification_preferences_email_check"),
        ),
        _member("notification_preferences"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "user_id", "type", name=op.f("notification_preferences_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "notification_preferences_digest_idx",
        "notification_preferences",
        ["tenant_id", "email", "user_id"],
        schema="app",
        postgresql_where=sa.text("email IN ('DAILY', 'WEEKLY')"),
    )
    op.create_table(
        "notification_digests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), **_NOW),
        _member("notification_digests"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "user_id", "frequency", name=op.f("notification_digests_pkey")
        ),
        schema="app",
    )
    for table in ("notification_preferences", "notification_digests"):
        op.execute(secure(table, grant="SELECT, INSERT, UPDATE, DELETE"))
    waiting: tuple[sa.Column[Any], ...] = (
        sa.Column("failures", sa.Integer(), nullable=True),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting", JSONB(), nullable=True),
    )
    for added in waiting:
        op.add_column("device_tokens", added, schema="app")
    op.create_index(
        op.f("device_tokens_wait_until_idx"),
        "device_tokens",
        ["wait_until"],
        schema="app",
        postgresql_where=sa.text("wait_until IS NOT NULL"),
    )


def downgrade() -> None:
    for column in ("waiting", "wait_until", "failures"):
        op.drop_column("device_tokens", column, schema="app")
    op.drop_table("notification_digests", schema="app")
    op.drop_table("notification_preferences", schema="app")
    op.execute("REVOKE DELETE ON app.notifications FROM stunity_app")
    for column in ("pushed_at", "in_app"):
        op.drop_column("notifications", column, schema="app")
