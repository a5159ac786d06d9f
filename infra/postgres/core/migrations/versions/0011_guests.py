"""Guest passes, and the codes that let people in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.migrations.sql import run_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guest_passes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("guest_passes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("guest_passes_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("guest_passes_tenant_id_scope_idx"),
        "guest_passes",
        ["tenant_id", "scope"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("guest_passes_tenant_id_expires_at_idx"),
        "guest_passes",
        ["tenant_id", "expires_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "join_codes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("join_codes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("join_codes_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("join_codes_tenant_id_object_id_idx"),
        "join_codes",
        ["tenant_id", "object_id"],
        unique=False,
        schema="app",
    )
    # A guest repeats a request as safely as a member, and has no membership.
    op.drop_constraint("idempotency_keys_tenant_id_user_id_fkey", "idempotency_keys", schema="app")
    run_file("0011_guests.sql")


def downgrade() -> None:
    run_file("0011_guests_down.sql")
    op.create_foreign_key(
        "idempotency_keys_tenant_id_user_id_fkey",
        "idempotency_keys",
        "memberships",
        ["tenant_id", "user_id"],
        ["tenant_id", "user_id"],
        source_schema="app",
        referent_schema="app",
    )
    op.drop_index(op.f("join_codes_tenant_id_object_id_idx"), table_name="join_codes", schema="app")
    op.drop_table("join_codes", schema="app")
    op.drop_index(
        op.f("guest_passes_tenant_id_expires_at_idx"), table_name="guest_passes", schema="app"
    )
    op.drop_index(op.f("guest_passes_tenant_id_scope_idx"), table_name="guest_passes", schema="app")
    op.drop_table("guest_passes", schema="app")
