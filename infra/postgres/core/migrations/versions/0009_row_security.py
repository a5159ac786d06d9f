"""Row security, roles and grants."""

from __future__ import annotations

from infra.postgres.core.migrations.sql import run_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0009_row_security.sql")


def downgrade() -> None:
    run_file("0009_row_security_down.sql")
