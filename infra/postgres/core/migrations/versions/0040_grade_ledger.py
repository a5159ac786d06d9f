"""Sheets of marks with their chains, the seals of the chains, schemes and report cards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grade_seal_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('sheet', 'card')", name=op.f("grade_seal_items_kind_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("grade_seal_items_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "number", "kind", "item_id", name=op.f("grade_seal_items_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("grade_seal_items_tenant_id_item_id_idx"),
        "grade_seal_items",
        ["tenant_id", "item_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "grade_seals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("grade_seals_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "number", name=op.f("grade_seals_pkey")),
        schema="app",
    )
    op.create_table(
        "grading_scales",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("scheme", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "band IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY')",
            name=op.f("grading_scales_band_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("grading_scales_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "band", name=op.f("grading_scales_pkey")),
        schema="app",
    )
    op.create_table(
        "grade_sheets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("max_score", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_by", sa.Uuid(), nullable=True),
        sa.Column("head_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("kind IN ('MONTH', 'EXAM')", name=op.f("grade_sheets_kind_check")),
        sa.CheckConstraint(
            "status IN ('OPEN', 'SUBMITTED', 'LOCKED')", name=op.f("grade_sheets_status_check")
        ),
        sa.CheckConstraint(
            "(head_seq = 0) = (head_hash IS NULL)", name=op.f("grade_sheets_head_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("grade_sheets_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("grade_sheets_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "locked_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("grade_sheets_tenant_id_locked_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["app.subjects.tenant_id", "app.subjects.id"],
            name=op.f("grade_sheets_tenant_id_subject_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "submitted_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("grade_sheets_tenant_id_submitted_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "term_id"],
            ["app.terms.tenant_id", "app.terms.id"],
            name=op.f("grade_sheets_tenant_id_term_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("grade_sheets_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("grade_sheets_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "class_id",
            "subject_id",
            "term_id",
            "period",
            name=op.f("grade_sheets_tenant_id_class_id_subject_id_term_id_period_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("grade_sheets_tenant_id_academic_year_id_idx"),
        "grade_sheets",
        ["tenant_id", "academic_year_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "report_cards",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column(
            "issued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint(
            "scope IN ('MONTH', 'SEMESTER', 'YEAR')", name=op.f("report_cards_scope_check")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("report_cards_version_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("report_cards_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("report_cards_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "issued_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("report_cards_tenant_id_issued_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("report_cards_tenant_id_student_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "term_id"],
            ["app.terms.tenant_id", "app.terms.id"],
            name=op.f("report_cards_tenant_id_term_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("report_cards_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "student_id",
            "academic_year_id",
            "scope",
            "term_id",
            "period",
            "version",
            name="report_cards_version_key",
            postgresql_nulls_not_distinct=True,
        ),
        schema="app",
    )
    op.create_index(
        "report_cards_issued_idx",
        "report_cards",
        ["tenant_id", "issued_at"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("report_cards_tenant_id_class_id_academic_year_id_idx"),
        "report_cards",
        ["tenant_id", "class_id", "academic_year_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "grade_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'SCORED') = (score IS NOT NULL)", name=op.f("grade_entries_score_check")
        ),
        sa.CheckConstraint(
            "state IN ('SCORED', 'ABSENT', 'EXEMPT')", name=op.f("grade_entries_state_check")
        ),
        sa.CheckConstraint("score >= 0", name=op.f("grade_entries_score_sign_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entered_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("grade_entries_tenant_id_entered_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id"],
            ["app.grade_sheets.tenant_id", "app.grade_sheets.id"],
            name=op.f("grade_entries_tenant_id_sheet_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("grade_entries_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "sheet_id", "student_id", name=op.f("grade_entries_pkey")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "student_id",
            "subject_id",
            "term_id",
            "period",
            name="grade_entries_once_key",
        ),
        schema="app",
    )
    op.create_table(
        "grade_history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('ENTERED', 'CHANGED', 'REMOVED', 'CORRECTED', 'SUBMITTED', 'LOCKED')",
            name=op.f("grade_history_action_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "changed_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("grade_history_tenant_id_changed_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sheet_id"],
            ["app.grade_sheets.tenant_id", "app.grade_sheets.id"],
            name=op.f("grade_history_tenant_id_sheet_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("grade_history_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "sheet_id", "seq", name=op.f("grade_history_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "sheet_id",
            "previous",
            name=op.f("grade_history_tenant_id_sheet_id_previous_key"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="app",
    )
    # What was signed, chained or issued is added to and read: nothing of the product changes it.
    op.execute(secure("grading_scales", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("grade_sheets", grant="SELECT, INSERT, UPDATE"))
    op.execute(secure("grade_entries", grant="SELECT, INSERT, UPDATE, DELETE"))
    op.execute(secure("grade_history", grant="SELECT, INSERT"))
    op.execute(secure("grade_seals", grant="SELECT, INSERT"))
    op.execute(secure("grade_seal_items", grant="SELECT, INSERT"))
    op.execute(secure("report_cards", grant="SELECT, INSERT"))


def downgrade() -> None:
    op.drop_table("grade_history", schema="app")
    op.drop_table("grade_entries", schema="app")
    op.drop_index(
        op.f("report_cards_tenant_id_class_id_academic_year_id_idx"),
        table_name="report_cards",
        schema="app",
    )
    op.drop_index("report_cards_issued_idx", table_name="report_cards", schema="app")
    op.drop_table("report_cards", schema="app")
    op.drop_index(
        op.f("grade_sheets_tenant_id_academic_year_id_idx"), table_name="grade_sheets", schema="app"
    )
    op.drop_table("grade_sheets", schema="app")
    op.drop_table("grading_scales", schema="app")
    op.drop_table("grade_seals", schema="app")
    op.drop_index(
        op.f("grade_seal_items_tenant_id_item_id_idx"), table_name="grade_seal_items", schema="app"
    )
    op.drop_table("grade_seal_items", schema="app")
