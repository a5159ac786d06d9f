"""Who is asking, and what they may read."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0008_access.sql")


def downgrade() -> None:
    run_file("0008_access_down.sql")
