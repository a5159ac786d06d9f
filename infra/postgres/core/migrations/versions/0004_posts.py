"""Follows and posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("follower_id", sa.Uuid(), nullable=False),
        sa.Column("following_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACCEPTED'"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("status IN ('ACCEPTED', 'PENDING')", name=op.f("follows_status_check")),
        sa.CheckConstraint("follower_id <> following_id", name=op.f("follows_not_oneself_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "follower_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("follows_tenant_id_follower_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "following_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("follows_tenant_id_following_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "follower_id", "following_id", name=op.f("follows_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("follows_tenant_id_following_id_status_idx"),
        "follows",
        ["tenant_id", "following_id", "status"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "posts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_kh", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), server_default=sa.text("'TEXT'"), nullable=False),
        sa.Column("visibility", sa.Text(), server_default=sa.text("'SCHOOL'"), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("media", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("hashtags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "topic_tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("likes_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("comments_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PUBLISHED'"), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
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
            "status IN ('DRAFT', 'SCHEDULED', 'PUBLISHED', 'REMOVED')",
            name=op.f("posts_status_check"),
        ),
        sa.CheckConstraint(
            "type IN ('TEXT', 'IMAGE', 'VIDEO', 'POLL', 'QUIZ', 'ARTICLE', 'EVENT', 'QUESTION',"
            " 'ANNOUNCEMENT', 'RESOURCE')",
            name=op.f("posts_type_check"),
        ),
        sa.CheckConstraint(
            "visibility <> 'CLASS' OR class_id IS NOT NULL", name=op.f("posts_class_is_named_check")
        ),
        sa.CheckConstraint(
            "visibility IN ('PUBLIC', 'SCHOOL', 'CLASS', 'CONNECTIONS', 'PRIVATE')",
            name=op.f("posts_visibility_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("posts_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("posts_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("posts_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("posts_pkey")),
        schema="app",
    )
    op.create_index(
        "posts_author_idx",
        "posts",
        [
            "tenant_id",
            "author_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_index(
        "posts_class_idx",
        "posts",
        [
            "tenant_id",
            "class_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
        postgresql_where=sa.text("class_id IS NOT NULL"),
    )
    op.create_index(
        "posts_feed_idx",
        "posts",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("status = 'PUBLISHED' AND deleted_at IS NULL"),
    )
    op.create_table(
        "post_revisions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("editor_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_kh", sa.Text(), nullable=True),
        sa.Column("media", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "editor_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("post_revisions_tenant_id_editor_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("post_revisions_tenant_id_post_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("post_revisions_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("post_revisions_tenant_id_post_id_created_at_idx"),
        "post_revisions",
        ["tenant_id", "post_id", "created_at"],
        unique=False,
        schema="app",
    )


def downgrade() -> None:
    op.drop_index(
        op.f("post_revisions_tenant_id_post_id_created_at_idx"),
        table_name="post_revisions",
        schema="app",
    )
    op.drop_table("post_revisions", schema="app")
    op.drop_index(
        "posts_feed_idx",
        table_name="posts",
        schema="app",
        postgresql_where=sa.text("status = 'PUBLISHED' AND deleted_at IS NULL"),
    )
    op.drop_index(
        "posts_class_idx",
        table_name="posts",
        schema="app",
        postgresql_where=sa.text("class_id IS NOT NULL"),
    )
    op.drop_index("posts_author_idx", table_name="posts", schema="app")
    op.drop_table("posts", schema="app")
    op.drop_index(
        op.f("follows_tenant_id_following_id_status_idx"), table_name="follows", schema="app"
    )
    op.drop_table("follows", schema="app")
