"""What is deleted is withheld from the log of events, which keeps its place."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0073_taking_back.sql")


def downgrade() -> None:
    run_file("0073_taking_back_down.sql")
