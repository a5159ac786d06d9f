"""Views and reactions by the day, what is rolled up from them, and the days of schools."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file
from infra.postgres.core.row_security import secure

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_GRANTS = {
    "post_views_ts": "SELECT, INSERT",
    "post_viewers": "SELECT, INSERT, UPDATE",
    "post_view_counts": "SELECT, INSERT, UPDATE",
    "post_views_hourly": "SELECT, INSERT, UPDATE, DELETE",
    "post_views_daily": "SELECT, INSERT, UPDATE, DELETE",
    "engagement_ts": "SELECT, INSERT",
    "engagement_hourly": "SELECT, INSERT, UPDATE, DELETE",
    "rollup_marks": "SELECT, INSERT, UPDATE",
    "school_activity_daily": "SELECT, INSERT, UPDATE",
    "user_active_days": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "engagement_hourly",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("likes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("comments", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shares", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "hour", name=op.f("engagement_hourly_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("engagement_hourly_tenant_id_hour_idx"),
        "engagement_hourly",
        ["tenant_id", "hour"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "engagement_ts",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('LIKE', 'REACTION', 'COMMENT', 'SHARE')",
            name=op.f("engagement_ts_kind_check"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "hour", "event_id", name=op.f("engagement_ts_pkey")
        ),
        schema="app",
        postgresql_partition_by="RANGE (hour)",
    )
    op.create_index(
        "engagement_ts_hour_idx", "engagement_ts", ["tenant_id", "hour"], unique=False, schema="app"
    )
    op.create_table(
        "post_views_daily",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("view_count", sa.Integer(), nullable=False),
        sa.Column("unique_viewers", sa.Integer(), nullable=False),
        sa.Column(
            "by_source",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", "day", name=op.f("post_views_daily_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("post_views_daily_tenant_id_day_idx"),
        "post_views_daily",
        ["tenant_id", "day"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "post_views_hourly",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("view_count", sa.Integer(), nullable=False),
        sa.Column("unique_viewers", sa.Integer(), nullable=False),
        sa.Column(
            "by_source",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "hour", name=op.f("post_views_hourly_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("post_views_hourly_tenant_id_hour_idx"),
        "post_views_hourly",
        ["tenant_id", "hour"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "post_views_ts",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("view_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('feed', 'search', 'profile', 'direct')",
            name=op.f("post_views_ts_source_check"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "hour", "view_id", name=op.f("post_views_ts_pkey")
        ),
        schema="app",
        postgresql_partition_by="RANGE (hour)",
    )
    op.create_index(
        "post_views_ts_hour_idx", "post_views_ts", ["tenant_id", "hour"], unique=False, schema="app"
    )
    op.create_table(
        "rollup_marks",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("rollup", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rolled_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_day", sa.Date(), nullable=False),
        sa.Column("final_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("tenant_id", "rollup", name=op.f("rollup_marks_pkey")),
        schema="app",
    )
    op.create_table(
        "school_activity_daily",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("active_users", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "active_by_role",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("posts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("comments", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("messages", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("submissions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("live_sessions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("views", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attendance_rate", sa.Float(), nullable=True),
        sa.Column(
            "computed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("tenant_id", "day", name=op.f("school_activity_daily_pkey")),
        schema="app",
    )
    op.create_table(
        "user_active_days",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("user_active_days_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "day", "user_id", name=op.f("user_active_days_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("user_active_days_tenant_id_user_id_idx"),
        "user_active_days",
        ["tenant_id", "user_id", sa.literal_column("day DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "post_view_counts",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("views_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("post_view_counts_tenant_id_post_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "post_id", name=op.f("post_view_counts_pkey")),
        schema="app",
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "post_viewers",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("viewer_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("post_viewers_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "viewer_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("post_viewers_tenant_id_viewer_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "post_id", "viewer_id", name=op.f("post_viewers_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "post_viewers_last_idx",
        "post_viewers",
        ["tenant_id", "post_id", "last_seen_at"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "post_viewers_viewer_idx",
        "post_viewers",
        ["tenant_id", "viewer_id"],
        unique=False,
        schema="app",
    )
    for name, grant in _GRANTS.items():
        op.execute(secure(name, grant=grant))
    run_file("0052_analytics.sql")
    # Days that views may still be of, and a week ahead; a job goes on from there.
    for name in ("post_views_ts", "engagement_ts"):
        op.execute(
            f"SELECT app.ensure_day_partitions('{name}', (now() AT TIME ZONE 'UTC')::date - 4,"
            " (now() AT TIME ZONE 'UTC')::date + 7)"
        )


def downgrade() -> None:
    run_file("0052_analytics_down.sql")
    op.drop_table("post_viewers", schema="app")
    op.drop_table("post_view_counts", schema="app")
    op.drop_table("user_active_days", schema="app")
    op.drop_table("school_activity_daily", schema="app")
    op.drop_table("rollup_marks", schema="app")
    op.drop_table("post_views_ts", schema="app")
    op.drop_table("post_views_hourly", schema="app")
    op.drop_table("post_views_daily", schema="app")
    op.drop_table("engagement_ts", schema="app")
    op.drop_table("engagement_hourly", schema="app")
