"""How a person wants the app to look and move."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "user_preferences",
        sa.Column("theme", sa.Text(), server_default=sa.text("'SYSTEM'"), nullable=False),
        schema="app",
    )
    op.create_check_constraint(
        op.f("user_preferences_theme_check"),
        "user_preferences",
        "theme IN ('SYSTEM', 'LIGHT', 'DARK')",
        schema="app",
    )
    op.add_column(
        "user_preferences", sa.Column("reduced_motion", sa.Boolean(), nullable=True), schema="app"
    )


def downgrade() -> None:
    op.drop_column("user_preferences", "reduced_motion", schema="app")
    op.drop_column("user_preferences", "theme", schema="app")
