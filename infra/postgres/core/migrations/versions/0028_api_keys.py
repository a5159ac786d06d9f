"""Keys of people for programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.sql import run_file
from infra.postgres.core.row_security import secure

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "permissions", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("api_keys_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("api_keys_pkey")),
        sa.UniqueConstraint("key_hash", name=op.f("api_keys_key_hash_key")),
        schema="app",
    )
    op.create_index(
        op.f("api_keys_tenant_id_user_id_idx"), "api_keys", ["tenant_id", "user_id"], schema="app"
    )
    op.create_index(op.f("api_keys_user_id_idx"), "api_keys", ["user_id"], schema="app")
    op.create_index(op.f("api_keys_expires_at_idx"), "api_keys", ["expires_at"], schema="app")
    op.execute(secure("api_keys", grant="SELECT, INSERT, UPDATE"))
    run_file("0028_api_keys.sql")


def downgrade() -> None:
    op.execute("DROP FUNCTION app.begin_api_key(bytea, boolean)")
    op.drop_table("api_keys", schema="app")
