"""Whom somebody follows is read from an index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "follows_accepted_idx",
        "follows",
        ["tenant_id", "follower_id", "following_id"],
        schema="app",
        postgresql_where=sa.text("status = 'ACCEPTED'"),
    )


def downgrade() -> None:
    op.drop_index("follows_accepted_idx", "follows", schema="app")
