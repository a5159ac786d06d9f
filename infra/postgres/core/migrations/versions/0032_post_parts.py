"""What people do with posts: reactions, bookmarks, polls, events, hashtags, read markers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


# Counts with one more of what was gained and one less of what was lost; nothing is counted as 0.
_COUNTED = """
CREATE FUNCTION app.counted(p_counts jsonb, p_gained text, p_lost text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(key, n) FILTER (WHERE n > 0), '{}'::jsonb)
    FROM (SELECT key, sum(n)::integer AS n
            FROM (SELECT key, value::integer AS n FROM jsonb_each_text(p_counts)
                  UNION ALL SELECT p_gained, 1 WHERE p_gained IS NOT NULL
                  UNION ALL SELECT p_lost, -1 WHERE p_lost IS NOT NULL) AS changes
           GROUP BY key) AS counted
$$
"""
_REACTIONS = """
UPDATE app.posts AS p SET reaction_counts = l.counts
  FROM (SELECT post_id, jsonb_object_agg(reaction_type, n) AS counts
          FROM (SELECT post_id, reaction_type, count(*) AS n FROM app.likes
                 WHERE tenant_id = :school AND post_id IS NOT NULL GROUP BY 1, 2) AS each
         GROUP BY post_id) AS l
 WHERE p.tenant_id = :school AND p.id = l.post_id
"""
_HASHTAGS = """
INSERT INTO app.post_hashtags (tenant_id, tag, post_id, author_id, created_at)
SELECT DISTINCT p.tenant_id, tag, p.id, p.author_id, p.created_at
  FROM app.posts AS p, unnest(p.topic_tags) AS tag
 WHERE p.tenant_id = :school AND p.status = 'PUBLISHED' AND p.deleted_at IS NULL
"""


def upgrade() -> None:
    op.create_table(
        "hashtag_follows",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("hashtag_follows_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "tag", name=op.f("hashtag_follows_pkey")),
        schema="app",
    )
    op.create_table(
        "markers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("last_read_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("markers_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "timeline", name=op.f("markers_pkey")),
        schema="app",
    )
    op.create_table(
        "bookmarks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("bookmarks_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("bookmarks_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "post_id", name=op.f("bookmarks_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("bookmarks_tenant_id_post_id_idx"), "bookmarks", ["tenant_id", "post_id"], schema="app"
    )
    op.create_index(
        "bookmarks_user_idx",
        "bookmarks",
        [
            "tenant_id",
            "user_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("post_id DESC"),
        ],
        schema="app",
    )
    op.create_table(
        "event_rsvps",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('GOING', 'MAYBE', 'NO')", name=op.f("event_rsvps_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("event_rsvps_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("event_rsvps_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", "user_id", name=op.f("event_rsvps_pkey")),
        schema="app",
    )
    op.create_table(
        "poll_votes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("single", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("poll_votes_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("poll_votes_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "option_id", "user_id", name=op.f("poll_votes_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "poll_votes_single_key",
        "poll_votes",
        ["tenant_id", "post_id", "user_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("single"),
    )
    op.create_table(
        "post_hashtags",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("post_hashtags_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("post_hashtags_tenant_id_post_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "tag", "post_id", name=op.f("post_hashtags_pkey")),
        schema="app",
    )
    op.create_index(
        "post_hashtags_tag_idx",
        "post_hashtags",
        [
            "tenant_id",
            "tag",
            sa.literal_column("created_at DESC"),
            sa.literal_column("post_id DESC"),
        ],
        schema="app",
    )
    op.create_index(
        op.f("post_hashtags_tenant_id_post_id_idx"),
        "post_hashtags",
        ["tenant_id", "post_id"],
        schema="app",
    )
    op.add_column(
        "comments",
        sa.Column("mentions", postgresql.JSONB(), nullable=True),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column("bookmarks_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column(
            "reaction_counts",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column("poll", postgresql.JSONB(), nullable=True),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column("event", postgresql.JSONB(), nullable=True),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column("mentions", postgresql.JSONB(), nullable=True),
        schema="app",
    )
    op.add_column(
        "posts",
        sa.Column("link", postgresql.JSONB(), nullable=True),
        schema="app",
    )
    op.create_index(
        "posts_scheduled_idx",
        "posts",
        ["tenant_id", "publish_at"],
        schema="app",
        postgresql_where=sa.text("status = 'SCHEDULED' AND deleted_at IS NULL"),
    )
    op.execute(secure("bookmarks", grant="SELECT, INSERT, DELETE"))
    op.execute(secure("event_rsvps", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("hashtag_follows", grant="SELECT, INSERT, DELETE"))
    op.execute(secure("markers", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("poll_votes", grant="SELECT, INSERT, DELETE"))
    op.execute(secure("post_hashtags", grant="SELECT, INSERT, DELETE"))

    op.execute(_COUNTED)
    op.execute("REVOKE ALL ON FUNCTION app.counted(jsonb, text, text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app.counted(jsonb, text, text) TO stunity_app")
    connection = op.get_bind()
    for (school,) in connection.execute(sa.text("SELECT id FROM app.tenants")).all():
        chosen = sa.text("SELECT set_config('app.tenant_id', :school, true)")
        connection.execute(chosen, {"school": str(school)})
        for statement in (_REACTIONS, _HASHTAGS):
            connection.execute(sa.text(statement), {"school": school})


def downgrade() -> None:
    op.execute("DROP FUNCTION app.counted(jsonb, text, text)")
    op.drop_index(
        "posts_scheduled_idx",
        table_name="posts",
        schema="app",
        postgresql_where=sa.text("status = 'SCHEDULED' AND deleted_at IS NULL"),
    )
    op.drop_column("posts", "link", schema="app")
    op.drop_column("posts", "mentions", schema="app")
    op.drop_column("posts", "event", schema="app")
    op.drop_column("posts", "poll", schema="app")
    op.drop_column("posts", "reaction_counts", schema="app")
    op.drop_column("posts", "bookmarks_count", schema="app")
    op.drop_column("comments", "mentions", schema="app")
    op.drop_index(
        op.f("post_hashtags_tenant_id_post_id_idx"), table_name="post_hashtags", schema="app"
    )
    op.drop_index("post_hashtags_tag_idx", table_name="post_hashtags", schema="app")
    op.drop_table("post_hashtags", schema="app")
    op.drop_index(
        "poll_votes_single_key",
        table_name="poll_votes",
        schema="app",
        postgresql_where=sa.text("single"),
    )
    op.drop_table("poll_votes", schema="app")
    op.drop_table("event_rsvps", schema="app")
    op.drop_index("bookmarks_user_idx", table_name="bookmarks", schema="app")
    op.drop_index(op.f("bookmarks_tenant_id_post_id_idx"), table_name="bookmarks", schema="app")
    op.drop_table("bookmarks", schema="app")
    op.drop_table("markers", schema="app")
    op.drop_table("hashtag_follows", schema="app")
