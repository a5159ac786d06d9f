"""How people sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jwt_revocations",
        sa.Column("jti", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jti", name=op.f("jwt_revocations_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("jwt_revocations_expires_at_idx"),
        "jwt_revocations",
        ["expires_at"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("login_attempts_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("login_attempts_email_hash_at_idx"),
        "login_attempts",
        ["email_hash", "at"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("login_attempts_ip_at_idx"), "login_attempts", ["ip", "at"], unique=False, schema="app"
    )
    op.create_table(
        "auth_sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("refresh_hash", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("successor_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("absolute_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "replaced_by"],
            ["app.auth_sessions.tenant_id", "app.auth_sessions.id"],
            name=op.f("auth_sessions_tenant_id_replaced_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("auth_sessions_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("auth_sessions_pkey")),
        sa.UniqueConstraint("refresh_hash", name=op.f("auth_sessions_refresh_hash_key")),
        schema="app",
        info={"own_rows": True},
    )
    op.create_index(
        op.f("auth_sessions_expires_at_idx"),
        "auth_sessions",
        ["expires_at"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("auth_sessions_tenant_id_family_id_idx"),
        "auth_sessions",
        ["tenant_id", "family_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("auth_sessions_user_id_idx"), "auth_sessions", ["user_id"], unique=False, schema="app"
    )


def downgrade() -> None:
    op.drop_index(op.f("auth_sessions_user_id_idx"), table_name="auth_sessions", schema="app")
    op.drop_index(
        op.f("auth_sessions_tenant_id_family_id_idx"), table_name="auth_sessions", schema="app"
    )
    op.drop_index(op.f("auth_sessions_expires_at_idx"), table_name="auth_sessions", schema="app")
    op.drop_table("auth_sessions", schema="app")
    op.drop_index(op.f("login_attempts_ip_at_idx"), table_name="login_attempts", schema="app")
    op.drop_index(
        op.f("login_attempts_email_hash_at_idx"), table_name="login_attempts", schema="app"
    )
    op.drop_table("login_attempts", schema="app")
    op.drop_index(
        op.f("jwt_revocations_expires_at_idx"), table_name="jwt_revocations", schema="app"
    )
    op.drop_table("jwt_revocations", schema="app")
