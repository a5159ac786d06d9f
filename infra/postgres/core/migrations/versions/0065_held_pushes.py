"""Pushes wait while their readers are not to be disturbed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notifications",
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        schema="app",
    )
    op.create_index(
        "notifications_held_idx",
        "notifications",
        ["tenant_id", "held_until"],
        schema="app",
        postgresql_where=sa.text("held_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("notifications_held_idx", table_name="notifications", schema="app")
    op.drop_column("notifications", "held_until", schema="app")
