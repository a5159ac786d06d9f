"""People may wish not to be disturbed in lessons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "user_preferences",
        sa.Column("quiet_in_lessons", sa.Boolean(), nullable=True),
        schema="app",
    )


def downgrade() -> None:
    op.drop_column("user_preferences", "quiet_in_lessons", schema="app")
