"""Uploads, and what refers to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PENDING'"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("thumb_key", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column(
            "touched_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status = 'READY') <= (key IS NOT NULL)", name=op.f("uploads_ready_has_key_check")
        ),
        sa.CheckConstraint(
            "purpose IN ('POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON',"
            " 'SUBMISSION')",
            name=op.f("uploads_purpose_check"),
        ),
        sa.CheckConstraint(
            "status IN ('PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED')",
            name=op.f("uploads_status_check"),
        ),
        sa.CheckConstraint("size_bytes > 0", name=op.f("uploads_size_bytes_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("uploads_tenant_id_owner_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("uploads_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("uploads_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("uploads_tenant_id_owner_id_idx"), "uploads", ["tenant_id", "owner_id"], schema="app"
    )
    op.create_index(
        op.f("uploads_tenant_id_status_touched_at_idx"),
        "uploads",
        ["tenant_id", "status", "touched_at"],
        schema="app",
    )
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("alt", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('POST', 'COMMENT', 'MESSAGE', 'AVATAR', 'COVER', 'QUIZ', 'LESSON',"
            " 'SUBMISSION')",
            name=op.f("attachments_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("attachments_tenant_id_owner_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "upload_id"],
            ["app.uploads.tenant_id", "app.uploads.id"],
            name=op.f("attachments_tenant_id_upload_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "kind", "target_id", "upload_id", name=op.f("attachments_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("attachments_tenant_id_upload_id_idx"),
        "attachments",
        ["tenant_id", "upload_id"],
        schema="app",
    )
    op.execute(secure("uploads", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("attachments", grant="SELECT, INSERT, UPDATE, DELETE"))


def downgrade() -> None:
    op.drop_index(
        op.f("attachments_tenant_id_upload_id_idx"), table_name="attachments", schema="app"
    )
    op.drop_table("attachments", schema="app")
    op.drop_index(
        op.f("uploads_tenant_id_status_touched_at_idx"), table_name="uploads", schema="app"
    )
    op.drop_index(op.f("uploads_tenant_id_owner_id_idx"), table_name="uploads", schema="app")
    op.drop_table("uploads", schema="app")
