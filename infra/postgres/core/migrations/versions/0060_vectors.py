"""Vectors of texts, by pgvector."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure
from infra.postgres.core.vector import Halfvec

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Does nothing, and asks for no right, where somebody has done it before.
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "embedding_models",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("centres", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("unrelated", sa.Double(), nullable=False),
        sa.Column("related", sa.Double(), nullable=False),
        sa.Column(
            "calibrated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("embedding_models_pkey")),
        schema="app",
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON app.embedding_models TO stunity_app")
    op.create_table(
        "embeddings",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("collection", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vector", Halfvec(384), nullable=True),
        sa.Column(
            "embedded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("embeddings_tenant_id_owner_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "collection", "id", name=op.f("embeddings_pkey")),
        schema="app",
    )
    op.create_index("embeddings_owner_idx", "embeddings", ["tenant_id", "owner_id"], schema="app")
    op.create_index(
        "embeddings_vector_idx",
        "embeddings",
        ["vector"],
        schema="app",
        postgresql_using="hnsw",
        postgresql_ops={"vector": "halfvec_cosine_ops"},
    )
    op.execute(secure("embeddings", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    # The extension stays: others may use it, and who owns the schema may not own it.
    op.drop_table("embeddings", schema="app")
    op.drop_table("embedding_models", schema="app")
