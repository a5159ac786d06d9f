"""What people say about posts of their chosen feed, and the choice while Redis is away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_feedback",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('SEE_MORE', 'NOT_INTERESTED', 'HIDE_AUTHOR')",
            name=op.f("feed_feedback_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("feed_feedback_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["app.posts.tenant_id", "app.posts.id"],
            name=op.f("feed_feedback_tenant_id_post_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("feed_feedback_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "post_id", name=op.f("feed_feedback_pkey")),
        schema="app",
    )
    for name, column in (("post", "post_id"), ("author", "author_id")):
        op.create_index(
            f"feed_feedback_{name}_idx", "feed_feedback", ["tenant_id", column], schema="app"
        )
    op.create_table(
        "chosen_feeds",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("post_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("chosen_feeds_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "version", name=op.f("chosen_feeds_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("chosen_feeds_tenant_id_expires_at_idx"),
        "chosen_feeds",
        ["tenant_id", "expires_at"],
        schema="app",
    )
    op.execute(secure("feed_feedback", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("chosen_feeds", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_table("chosen_feeds", schema="app")
    op.drop_table("feed_feedback", schema="app")
