"""What a board does not show any more is not found any more, whoever took it away."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0068_questions_in_search.sql")


def downgrade() -> None:
    run_file("0068_questions_in_search_down.sql")
