"""Invitations, claim codes, suspensions, flags and guardians."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


# In the order of their references.
_SECURED = {
    "flag_overrides": "SELECT, INSERT, UPDATE, DELETE",
    "guardians": "SELECT, INSERT, UPDATE",
    "invitations": "SELECT, INSERT, UPDATE",
    "suspensions": "SELECT, INSERT, UPDATE",
    "claim_codes": "SELECT, INSERT, UPDATE",
    "student_guardians": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "feature_flags",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("rollout", sa.SmallInteger(), server_default=sa.text("100"), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("rollout BETWEEN 0 AND 100", name=op.f("feature_flags_rollout_check")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["app.users.id"], name=op.f("feature_flags_updated_by_fkey")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("feature_flags_pkey")),
        schema="app",
    )
    op.create_table(
        "flag_overrides",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "updated_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("flag_overrides_tenant_id_updated_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("flag_overrides_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("flag_overrides_pkey")),
        schema="app",
    )
    op.create_table(
        "guardians",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("family_name_kh", sa.Text(), nullable=True),
        sa.Column("given_name_kh", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("guardians_tenant_id_user_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("guardians_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("guardians_pkey")),
        sa.UniqueConstraint(
            "tenant_id", "external_id", name=op.f("guardians_tenant_id_external_id_key")
        ),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("guardians_tenant_id_user_id_key")),
        schema="app",
    )
    op.create_table(
        "invitations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), server_default=sa.text("'en'"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "role IN ('STUDENT', 'TEACHER', 'RESEARCHER', 'PARENT', 'ADMIN')",
            name=op.f("invitations_role_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "accepted_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("invitations_tenant_id_accepted_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("invitations_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("invitations_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("invitations_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("invitations_tenant_id_created_at_id_idx"),
        "invitations",
        ["tenant_id", "created_at", "id"],
        schema="app",
    )
    op.create_index(
        op.f("invitations_tenant_id_email_idx"),
        "invitations",
        ["tenant_id", "email"],
        schema="app",
    )
    op.create_table(
        "suspensions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("suspensions_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("suspensions_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("suspensions_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("suspensions_tenant_id_until_idx"),
        "suspensions",
        ["tenant_id", "until"],
        schema="app",
    )
    op.create_index(
        op.f("suspensions_tenant_id_user_id_idx"),
        "suspensions",
        ["tenant_id", "user_id"],
        schema="app",
    )
    op.create_table(
        "claim_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hint", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "type IN ('STUDENT', 'TEACHER', 'STAFF', 'PARENT')", name=op.f("claim_codes_type_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claimed_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("claim_codes_tenant_id_claimed_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("claim_codes_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("claim_codes_tenant_id_student_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("claim_codes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("claim_codes_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("claim_codes_expires_at_idx"),
        "claim_codes",
        ["expires_at"],
        schema="app",
    )
    op.create_index(
        op.f("claim_codes_tenant_id_batch_id_idx"),
        "claim_codes",
        ["tenant_id", "batch_id"],
        schema="app",
    )
    op.create_index(
        op.f("claim_codes_tenant_id_created_at_id_idx"),
        "claim_codes",
        ["tenant_id", "created_at", "id"],
        schema="app",
    )
    op.create_index(
        op.f("claim_codes_tenant_id_type_idx"),
        "claim_codes",
        ["tenant_id", "type"],
        schema="app",
    )
    op.create_table(
        "student_guardians",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guardian_id"],
            ["app.guardians.tenant_id", "app.guardians.id"],
            name=op.f("student_guardians_tenant_id_guardian_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("student_guardians_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "student_id", "guardian_id", name=op.f("student_guardians_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("student_guardians_tenant_id_guardian_id_idx"),
        "student_guardians",
        ["tenant_id", "guardian_id"],
        schema="app",
    )
    op.create_table(
        "code_reservations",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "code_id"],
            ["app.claim_codes.tenant_id", "app.claim_codes.id"],
            name=op.f("code_reservations_tenant_id_code_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app.users.id"], name=op.f("code_reservations_user_id_fkey")
        ),
        sa.PrimaryKeyConstraint("user_id", "code_id", name=op.f("code_reservations_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("code_reservations_created_at_idx"),
        "code_reservations",
        ["created_at"],
        schema="app",
    )
    op.create_index(
        op.f("code_reservations_tenant_id_code_id_idx"),
        "code_reservations",
        ["tenant_id", "code_id"],
        schema="app",
    )
    op.add_column("students", sa.Column("family_name_kh", sa.Text(), nullable=True), schema="app")
    op.add_column("students", sa.Column("given_name_kh", sa.Text(), nullable=True), schema="app")
    op.add_column("students", sa.Column("external_id", sa.Text(), nullable=True), schema="app")
    op.create_unique_constraint(
        op.f("students_tenant_id_external_id_key"),
        "students",
        ["tenant_id", "external_id"],
        schema="app",
    )
    op.add_column(
        "tenants",
        sa.Column("settings_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    for name, grant in _SECURED.items():
        op.execute(secure(name, grant=grant))
    # Of the platform, and of people who belong nowhere yet: row security does not guard them.
    op.execute("GRANT SELECT, INSERT, UPDATE ON app.feature_flags TO stunity_app")
    op.execute("GRANT SELECT, INSERT, DELETE ON app.code_reservations TO stunity_app")


def downgrade() -> None:
    op.drop_column("tenants", "settings_version", schema="app")
    op.drop_constraint(
        op.f("students_tenant_id_external_id_key"), "students", schema="app", type_="unique"
    )
    for column in ("external_id", "given_name_kh", "family_name_kh"):
        op.drop_column("students", column, schema="app")
    for name in reversed(("feature_flags", *_SECURED, "code_reservations")):
        op.drop_table(name, schema="app")
