"""Shares of posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "posts",
        sa.Column("shares_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.create_table(
        "shares",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("shares_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("shares_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("shares_pkey")),
        sa.UniqueConstraint(
            "tenant_id", "post_id", "user_id", name=op.f("shares_tenant_id_post_id_user_id_key")
        ),
        schema="app",
    )
    op.create_index(
        "shares_user_idx",
        "shares",
        ["tenant_id", "user_id", sa.literal_column("created_at DESC")],
        schema="app",
    )
    op.execute(secure("shares", grant="SELECT, INSERT, DELETE"))


def downgrade() -> None:
    op.drop_table("shares", schema="app")
    op.drop_column("posts", "shares_count", schema="app")
