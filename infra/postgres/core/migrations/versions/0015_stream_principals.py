"""Whom a stream leaves out: people who are blocked or muted."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0015_stream_principals.sql")


def downgrade() -> None:
    run_file("0015_stream_principals_down.sql")
