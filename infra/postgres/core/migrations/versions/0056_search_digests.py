"""Rows of the search index say what they were made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.sql import run_file

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_documents", sa.Column("digest", sa.Text(), nullable=True), schema="app")
    run_file("0056_search_digests.sql")


def downgrade() -> None:
    run_file("0056_search_digests_down.sql")
    op.drop_column("search_documents", "digest", schema="app")
