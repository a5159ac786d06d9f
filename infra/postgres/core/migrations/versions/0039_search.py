"""Search: one row for each thing that can be found, and the words in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("facet", sa.Text(), nullable=True),
        sa.Column(
            "tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.Column("popularity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shown", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "indexed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("search_documents_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "collection", "id", name=op.f("search_documents_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "search_documents_lexemes_idx",
        "search_documents",
        ["lexemes"],
        schema="app",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "search_words",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("grams", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("search_words_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "word", name=op.f("search_words_pkey")),
        schema="app",
    )
    op.create_index(
        "search_words_grams_idx",
        "search_words",
        ["grams"],
        schema="app",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    run_file("0039_search.sql")


def downgrade() -> None:
    run_file("0039_search_down.sql")
    op.drop_index("search_words_grams_idx", table_name="search_words", schema="app")
    op.drop_table("search_words", schema="app")
    op.drop_index("search_documents_lexemes_idx", table_name="search_documents", schema="app")
    op.drop_table("search_documents", schema="app")
