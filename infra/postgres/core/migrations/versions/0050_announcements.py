"""School announcements, and who has said that they read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_kh", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), server_default=sa.text("'NORMAL'"), nullable=False),
        sa.Column("requires_ack", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "priority IN ('NORMAL', 'URGENT')", name=op.f("announcements_priority_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("announcements_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("announcements_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("announcements_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("announcements_pkey")),
        schema="app",
    )
    op.create_index(
        "announcements_due_idx",
        "announcements",
        ["tenant_id", "publish_at"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_index(
        "announcements_list_idx",
        "announcements",
        ["tenant_id", sa.literal_column("publish_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("announcements_tenant_id_class_id_idx"),
        "announcements",
        ["tenant_id", "class_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "announcement_acks",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("announcement_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column(
            "acked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "announcement_id"],
            ["app.announcements.tenant_id", "app.announcements.id"],
            name=op.f("announcement_acks_tenant_id_announcement_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("announcement_acks_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "announcement_id", "user_id", name=op.f("announcement_acks_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("announcement_acks_tenant_id_user_id_idx"),
        "announcement_acks",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.execute(secure("announcements", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("announcement_acks", grant="SELECT, INSERT, DELETE"))


def downgrade() -> None:
    op.drop_table("announcement_acks", schema="app")
    op.drop_table("announcements", schema="app")
