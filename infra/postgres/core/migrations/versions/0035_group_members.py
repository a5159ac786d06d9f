"""Who is counted in a group of notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notifications", sa.Column("actor_ids", sa.ARRAY(sa.Uuid()), nullable=True), schema="app"
    )


def downgrade() -> None:
    op.drop_column("notifications", "actor_ids", schema="app")
