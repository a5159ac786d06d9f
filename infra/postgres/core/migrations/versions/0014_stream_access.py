"""Which live, host, board and moderation channels a person or a guest may read."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0014_stream_access.sql")


def downgrade() -> None:
    run_file("0014_stream_access_down.sql")
