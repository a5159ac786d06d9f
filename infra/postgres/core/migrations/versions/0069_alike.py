"""What resembles a text, and what begins so, are found by indexes that open no text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.sql import run_file

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "search_documents_titles_idx",
        "search_documents",
        [sa.text("ts_filter(lexemes, '{a}'::\"char\"[])")],
        schema="app",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    run_file("0069_alike.sql")


def downgrade() -> None:
    run_file("0069_alike_down.sql")
    op.drop_index("search_documents_titles_idx", "search_documents", schema="app")
