"""Blocks hide nothing from those who moderate, and staff from nobody's duty."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0018_blocks.sql")


def downgrade() -> None:
    run_file("0018_blocks_down.sql")
