"""Comments, likes and notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), server_default=sa.text("'NORMAL'"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("group_key", sa.Text(), nullable=True),
        sa.Column("group_count", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("entity_type", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("read", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "priority IN ('LOW', 'NORMAL', 'HIGH', 'URGENT')",
            name=op.f("notifications_priority_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "actor_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("notifications_tenant_id_actor_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("notifications_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("notifications_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "dedupe_key",
            name=op.f("notifications_tenant_id_user_id_dedupe_key_key"),
        ),
        schema="app",
    )
    op.create_index(
        "notifications_group_idx",
        "notifications",
        ["tenant_id", "user_id", "group_key", sa.literal_column("created_at DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("group_key IS NOT NULL"),
    )
    op.create_index(
        "notifications_unread_idx",
        "notifications",
        [
            "tenant_id",
            "user_id",
            sa.literal_column("updated_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
        postgresql_where=sa.text("NOT read"),
    )
    op.create_index(
        "notifications_user_idx",
        "notifications",
        [
            "tenant_id",
            "user_id",
            sa.literal_column("updated_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_table(
        "comments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("depth", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("likes_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("comments_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["app.comments.tenant_id", "app.comments.id"],
            name=op.f("comments_tenant_id_parent_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("comments_tenant_id_post_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("comments_pkey")),
        schema="app",
    )
    op.create_index(
        "comments_parent_idx",
        "comments",
        ["tenant_id", "parent_id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index(
        op.f("comments_tenant_id_author_id_idx"),
        "comments",
        ["tenant_id", "author_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("comments_tenant_id_post_id_created_at_id_idx"),
        "comments",
        ["tenant_id", "post_id", "created_at", "id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "likes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("reaction_type", sa.Text(), server_default=sa.text("'LIKE'"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "reaction_type IN ('LIKE', 'LOVE', 'HELPFUL', 'INSIGHTFUL', 'CELEBRATE', 'CURIOUS')",
            name=op.f("likes_reaction_type_check"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(post_id, comment_id) = 1", name=op.f("likes_one_target_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "comment_id"],
            ["app.comments.tenant_id", "app.comments.id"],
            name=op.f("likes_tenant_id_comment_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("likes_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("likes_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("likes_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "comment_id",
            name=op.f("likes_tenant_id_user_id_comment_id_key"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "user_id", "post_id", name=op.f("likes_tenant_id_user_id_post_id_key")
        ),
        schema="app",
    )
    op.create_index(
        "likes_comment_idx",
        "likes",
        ["tenant_id", "comment_id", "reaction_type"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("comment_id IS NOT NULL"),
    )
    op.create_index(
        "likes_post_idx",
        "likes",
        ["tenant_id", "post_id", "reaction_type"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )
    op.create_index(
        "likes_user_idx",
        "likes",
        ["tenant_id", "user_id", sa.literal_column("created_at DESC")],
        unique=False,
        schema="app",
    )


def downgrade() -> None:
    op.drop_index("likes_user_idx", table_name="likes", schema="app")
    op.drop_index(
        "likes_post_idx",
        table_name="likes",
        schema="app",
        postgresql_where=sa.text("post_id IS NOT NULL"),
    )
    op.drop_index(
        "likes_comment_idx",
        table_name="likes",
        schema="app",
        postgresql_where=sa.text("comment_id IS NOT NULL"),
    )
    op.drop_table("likes", schema="app")
    op.drop_index(
        op.f("comments_tenant_id_post_id_created_at_id_idx"), table_name="comments", schema="app"
    )
    op.drop_index(op.f("comments_tenant_id_author_id_idx"), table_name="comments", schema="app")
    op.drop_index(
        "comments_parent_idx",
        table_name="comments",
        schema="app",
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.drop_table("comments", schema="app")
    op.drop_index("notifications_user_idx", table_name="notifications", schema="app")
    op.drop_index(
        "notifications_unread_idx",
        table_name="notifications",
        schema="app",
        postgresql_where=sa.text("NOT read"),
    )
    op.drop_index(
        "notifications_group_idx",
        table_name="notifications",
        schema="app",
        postgresql_where=sa.text("group_key IS NOT NULL"),
    )
    op.drop_table("notifications", schema="app")
