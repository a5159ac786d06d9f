"""People, schools and memberships."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), server_default=sa.text("'SCHOOL'"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACTIVE'"), nullable=False),
        sa.Column("timezone", sa.Text(), server_default=sa.text("'UTC'"), nullable=False),
        sa.Column("locale", sa.Text(), server_default=sa.text("'en'"), nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("quotas", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("kind IN ('SCHOOL', 'ORG', 'DEFAULT')", name=op.f("tenants_kind_check")),
        sa.CheckConstraint("status IN ('ACTIVE', 'SUSPENDED')", name=op.f("tenants_status_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("tenants_pkey")),
        sa.UniqueConstraint("slug", name=op.f("tenants_slug_key")),
        schema="app",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column(
            "name",
            sa.Text(),
            sa.Computed("btrim(first_name || ' ' || last_name)", persisted=True),
            nullable=False,
        ),
        sa.Column("avatar", sa.Text(), nullable=True),
        sa.Column("cover_photo", sa.Text(), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("verified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("locale", sa.Text(), server_default=sa.text("'en'"), nullable=False),
        sa.Column("token_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint("email = lower(email)", name=op.f("users_email_is_lower_case_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("users_pkey")),
        sa.UniqueConstraint("email", name=op.f("users_email_key")),
        schema="app",
    )
    op.create_table(
        "memberships",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACTIVE'"), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('STUDENT', 'TEACHER', 'RESEARCHER', 'PARENT', 'ADMIN')",
            name=op.f("memberships_role_check"),
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'INVITED', 'SUSPENDED', 'LEFT')",
            name=op.f("memberships_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("memberships_tenant_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("memberships_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("memberships_pkey")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("memberships_tenant_id_user_id_key")),
        schema="app",
        info={"own_rows": True},
    )
    op.create_index(
        op.f("memberships_tenant_id_role_status_idx"),
        "memberships",
        ["tenant_id", "role", "status"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("memberships_user_id_idx"), "memberships", ["user_id"], unique=False, schema="app"
    )
    op.create_table(
        "profiles",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("pronouns", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("linkedin", sa.Text(), nullable=True),
        sa.Column("github", sa.Text(), nullable=True),
        sa.Column("twitter", sa.Text(), nullable=True),
        sa.Column("skills", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("interests", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("education", postgresql.JSONB(), nullable=True),
        sa.Column("experience", postgresql.JSONB(), nullable=True),
        sa.Column(
            "profile_visibility", sa.Text(), server_default=sa.text("'PUBLIC'"), nullable=False
        ),
        sa.Column(
            "activity_visibility", sa.Text(), server_default=sa.text("'PUBLIC'"), nullable=False
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "activity_visibility IN ('PUBLIC', 'CONNECTIONS', 'PRIVATE')",
            name=op.f("profiles_activity_visibility_check"),
        ),
        sa.CheckConstraint(
            "profile_visibility IN ('PUBLIC', 'CONNECTIONS', 'PRIVATE')",
            name=op.f("profiles_profile_visibility_check"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("profiles_user_id_fkey")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("profiles_pkey")),
        schema="app",
    )
    op.create_table(
        "user_blocks",
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("blocker_id <> blocked_id", name=op.f("user_blocks_not_oneself_check")),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["app.users.id"], name=op.f("user_blocks_blocked_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["blocker_id"], ["app.users.id"], name=op.f("user_blocks_blocker_id_fkey")
        ),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("user_blocks_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("user_blocks_blocked_id_idx"),
        "user_blocks",
        ["blocked_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "user_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("presence_visible", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("sound", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("quiet_hours", postgresql.JSONB(), nullable=True),
        sa.Column("feed_mode", sa.Text(), nullable=True),
        sa.Column("dm_policy", sa.Text(), nullable=True),
        sa.Column("extra", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("user_preferences_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("user_preferences_pkey")),
        schema="app",
    )
    op.create_table(
        "role_assignments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope_type", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "scope_type IN ('TENANT', 'BOARD', 'CLASS', 'CLUB', 'COURSE')",
            name=op.f("role_assignments_scope_type_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "granted_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("role_assignments_tenant_id_granted_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("role_assignments_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("role_assignments_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "role",
            "scope_type",
            "scope_id",
            name=op.f("role_assignments_tenant_id_user_id_role_scope_type_scope_id_key"),
        ),
        schema="app",
    )


def downgrade() -> None:
    op.drop_table("role_assignments", schema="app")
    op.drop_table("user_preferences", schema="app")
    op.drop_index(op.f("user_blocks_blocked_id_idx"), table_name="user_blocks", schema="app")
    op.drop_table("user_blocks", schema="app")
    op.drop_table("profiles", schema="app")
    op.drop_index(op.f("memberships_user_id_idx"), table_name="memberships", schema="app")
    op.drop_index(
        op.f("memberships_tenant_id_role_status_idx"), table_name="memberships", schema="app"
    )
    op.drop_table("memberships", schema="app")
    op.drop_table("users", schema="app")
    op.drop_table("tenants", schema="app")
