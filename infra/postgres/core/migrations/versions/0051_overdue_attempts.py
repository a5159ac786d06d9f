"""Attempts of quizzes that are open, by their deadline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "quiz_attempts_open_idx",
        "quiz_attempts",
        ["tenant_id", "deadline_at"],
        schema="app",
        postgresql_where=sa.text("submitted_at IS NULL AND deadline_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("quiz_attempts_open_idx", "quiz_attempts", schema="app")
