"""Archives of people's own data, and when an account is erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_exports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'QUEUED'"), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('QUEUED', 'READY', 'EXPIRED')", name=op.f("data_exports_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("data_exports_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("data_exports_pkey")),
        schema="app",
    )
    op.create_index(
        "data_exports_user_idx",
        "data_exports",
        ["tenant_id", "user_id", sa.literal_column("created_at DESC")],
        schema="app",
    )
    op.create_index(
        op.f("data_exports_tenant_id_status_idx"),
        "data_exports",
        ["tenant_id", "status"],
        schema="app",
    )
    op.execute(secure("data_exports", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.add_column(
        "users", sa.Column("erase_after", sa.DateTime(timezone=True), nullable=True), schema="app"
    )
    op.create_index(
        op.f("users_erase_after_idx"),
        "users",
        ["erase_after"],
        schema="app",
        postgresql_where=sa.text("erase_after IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_column("users", "erase_after", schema="app")
    op.drop_table("data_exports", schema="app")
