"""Assignments, what is handed in for them, and grades with their history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.row_security import secure

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_GRANTS = {
    "grade_categories": "SELECT, INSERT, UPDATE, DELETE",
    "late_policies": "SELECT, INSERT, UPDATE",
    "assignments": "SELECT, INSERT, UPDATE",
    "assignment_extensions": "SELECT, INSERT, UPDATE, DELETE",
    "assignment_extension_people": "SELECT, INSERT, DELETE",
    "assignment_submissions": "SELECT, INSERT, UPDATE",
    "submission_attempts": "SELECT, INSERT, UPDATE, DELETE",
    "submission_comments": "SELECT, INSERT",
    # What was, was: nothing of it is changed or removed.
    "submission_history": "SELECT, INSERT",
    "grading_comments": "SELECT, INSERT, DELETE",
    "assignment_reminders": "SELECT, INSERT, DELETE",
    "calendar_tokens": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "calendar_tokens",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("calendar_tokens_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("calendar_tokens_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("calendar_tokens_token_hash_key")),
        schema="app",
    )
    op.create_table(
        "grading_comments",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_kh", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("grading_comments_tenant_id_owner_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("grading_comments_pkey")),
        schema="app",
    )
    op.create_index(
        "grading_comments_list_idx",
        "grading_comments",
        [
            "tenant_id",
            "owner_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_table(
        "grade_categories",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("weight", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("spread", sa.Text(), server_default=sa.text("'POINTS'"), nullable=False),
        sa.Column("drop_lowest", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("drop_highest", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "spread IN ('POINTS', 'EQUAL')", name=op.f("grade_categories_spread_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("grade_categories_tenant_id_course_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("grade_categories_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("grade_categories_tenant_id_course_id_position_idx"),
        "grade_categories",
        ["tenant_id", "course_id", "position"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "late_policies",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("course_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column(
            "deduction_percent",
            sa.Numeric(precision=5, scale=2),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("interval", sa.Text(), server_default=sa.text("'DAY'"), nullable=False),
        sa.Column(
            "minimum_percent",
            sa.Numeric(precision=5, scale=2),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("grace_minutes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("missing_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "interval IN ('HOUR', 'DAY')", name=op.f("late_policies_interval_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("late_policies_tenant_id_course_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "course_id", name=op.f("late_policies_pkey")),
        schema="app",
    )
    op.create_table(
        "assignments",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_kh", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("max_points", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("extra_credit", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unlock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("keep", sa.Text(), server_default=sa.text("'HIGHEST'"), nullable=False),
        sa.Column("anonymous", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("grades_hidden", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "include_late_joiners", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("quiz_id", sa.Uuid(), nullable=True),
        sa.Column("rubric", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint(
            "(type IN ('QUIZ', 'LIVE')) = (quiz_id IS NOT NULL)",
            name=op.f("assignments_a_quiz_is_named_check"),
        ),
        sa.CheckConstraint(
            "keep IN ('HIGHEST', 'LATEST', 'AVERAGE')", name=op.f("assignments_keep_check")
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'PUBLISHED', 'CLOSED')", name=op.f("assignments_status_check")
        ),
        sa.CheckConstraint(
            "type IN ('TEXT', 'FILE', 'LINK', 'VIDEO', 'QUIZ', 'LIVE', 'ON_PAPER')",
            name=op.f("assignments_type_check"),
        ),
        sa.CheckConstraint("max_points > 0", name=op.f("assignments_worth_something_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "category_id"],
            ["app.grade_categories.tenant_id", "app.grade_categories.id"],
            name=op.f("assignments_tenant_id_category_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("assignments_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignments_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quiz_id"],
            ["app.quizzes.tenant_id", "app.quizzes.id"],
            name=op.f("assignments_tenant_id_quiz_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("assignments_pkey")),
        schema="app",
    )
    op.create_index(
        "assignments_due_idx",
        "assignments",
        ["tenant_id", "due_at"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL AND status = 'PUBLISHED'"),
    )
    op.create_index(
        "assignments_list_idx",
        "assignments",
        [
            "tenant_id",
            "course_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        op.f("assignments_tenant_id_category_id_idx"),
        "assignments",
        ["tenant_id", "category_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("assignments_tenant_id_quiz_id_idx"),
        "assignments",
        ["tenant_id", "quiz_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "assignment_extensions",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("unlock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'CLASS') = (class_id IS NOT NULL)",
            name=op.f("assignment_extensions_a_class_is_named_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('CLASS', 'GROUP', 'PERSON')", name=op.f("assignment_extensions_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assignment_id"],
            ["app.assignments.tenant_id", "app.assignments.id"],
            name=op.f("assignment_extensions_tenant_id_assignment_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("assignment_extensions_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "granted_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignment_extensions_tenant_id_granted_by_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("assignment_extensions_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "assignment_id",
            "class_id",
            name=op.f("assignment_extensions_tenant_id_assignment_id_class_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("assignment_extensions_tenant_id_class_id_idx"),
        "assignment_extensions",
        ["tenant_id", "class_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "assignment_reminders",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("assignment_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("hours_left", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assignment_id"],
            ["app.assignments.tenant_id", "app.assignments.id"],
            name=op.f("assignment_reminders_tenant_id_assignment_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignment_reminders_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "assignment_id",
            "user_id",
            "hours_left",
            name=op.f("assignment_reminders_pkey"),
        ),
        schema="app",
    )
    op.create_table(
        "assignment_submissions",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'PENDING'"), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("overridden", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("graded_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_content", sa.Text(), nullable=True),
        sa.Column("draft_link", sa.Text(), nullable=True),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
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
        sa.CheckConstraint(
            "state <> 'EXCUSED' OR points IS NULL",
            name=op.f("assignment_submissions_excused_counts_nothing_check"),
        ),
        sa.CheckConstraint(
            "state IN ('PENDING', 'SUBMITTED', 'LATE', 'GRADED', 'EXCUSED', 'MISSING')",
            name=op.f("assignment_submissions_state_check"),
        ),
        sa.CheckConstraint(
            "(points IS NULL) OR (source IS NOT NULL)",
            name=op.f("assignment_submissions_points_have_a_source_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assignment_id"],
            ["app.assignments.tenant_id", "app.assignments.id"],
            name=op.f("assignment_submissions_tenant_id_assignment_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("assignment_submissions_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "graded_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignment_submissions_tenant_id_graded_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignment_submissions_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("assignment_submissions_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "assignment_id",
            "student_id",
            name=op.f("assignment_submissions_tenant_id_assignment_id_student_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        "assignment_submissions_book_idx",
        "assignment_submissions",
        ["tenant_id", "course_id", "student_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "assignment_submissions_person_idx",
        "assignment_submissions",
        ["tenant_id", "student_id", sa.literal_column("updated_at DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "assignment_submissions_to_grade_idx",
        "assignment_submissions",
        ["tenant_id", "assignment_id"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("state IN ('SUBMITTED', 'LATE')"),
    )
    op.create_table(
        "assignment_extension_people",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("extension_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "extension_id"],
            ["app.assignment_extensions.tenant_id", "app.assignment_extensions.id"],
            name=op.f("assignment_extension_people_tenant_id_extension_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("assignment_extension_people_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "extension_id", "user_id", name=op.f("assignment_extension_people_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("assignment_extension_people_tenant_id_user_id_idx"),
        "assignment_extension_people",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "submission_attempts",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("raw_points", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column(
            "deduction_percent",
            sa.Numeric(precision=5, scale=2),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "floor_percent",
            sa.Numeric(precision=5, scale=2),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("waived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("choices", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("graded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "graded_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("submission_attempts_tenant_id_graded_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("submission_attempts_tenant_id_student_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "submission_id"],
            ["app.assignment_submissions.tenant_id", "app.assignment_submissions.id"],
            name=op.f("submission_attempts_tenant_id_submission_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("submission_attempts_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "submission_id",
            "attempt",
            name=op.f("submission_attempts_tenant_id_submission_id_attempt_key"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "submission_id",
            "source_id",
            name=op.f("submission_attempts_tenant_id_submission_id_source_id_key"),
        ),
        schema="app",
    )
    op.create_table(
        "submission_comments",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("submission_comments_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "submission_id"],
            ["app.assignment_submissions.tenant_id", "app.assignment_submissions.id"],
            name=op.f("submission_comments_tenant_id_submission_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("submission_comments_pkey")),
        schema="app",
    )
    op.create_index(
        "submission_comments_list_idx",
        "submission_comments",
        ["tenant_id", "submission_id", "created_at", "id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "submission_history",
        sa.Column("tenant_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.Uuid(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "cause IN ('SUBMITTED', 'UNSUBMITTED', 'GRADED', 'TYPED', 'IMPORTED',"
            " 'EXCUSED', 'MISSING', 'CLEARED', 'RELEASED', 'EXTENDED', 'RUBRIC', 'QUIZ', 'LIVE')",
            name=op.f("submission_history_cause_check"),
        ),
        sa.CheckConstraint(
            "state IN ('PENDING', 'SUBMITTED', 'LATE', 'GRADED', 'EXCUSED', 'MISSING')",
            name=op.f("submission_history_state_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "changed_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("submission_history_tenant_id_changed_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "submission_id"],
            ["app.assignment_submissions.tenant_id", "app.assignment_submissions.id"],
            name=op.f("submission_history_tenant_id_submission_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "submission_id", "version", name=op.f("submission_history_pkey")
        ),
        schema="app",
    )
    for table, grant in _GRANTS.items():
        op.execute(secure(table, grant=grant))


def downgrade() -> None:
    op.drop_table("submission_history", schema="app")
    op.drop_index("submission_comments_list_idx", table_name="submission_comments", schema="app")
    op.drop_table("submission_comments", schema="app")
    op.drop_table("submission_attempts", schema="app")
    op.drop_index(
        op.f("assignment_extension_people_tenant_id_user_id_idx"),
        table_name="assignment_extension_people",
        schema="app",
    )
    op.drop_table("assignment_extension_people", schema="app")
    op.drop_index(
        "assignment_submissions_to_grade_idx",
        table_name="assignment_submissions",
        schema="app",
        postgresql_where=sa.text("state IN ('SUBMITTED', 'LATE')"),
    )
    op.drop_index(
        "assignment_submissions_person_idx", table_name="assignment_submissions", schema="app"
    )
    op.drop_index(
        "assignment_submissions_book_idx", table_name="assignment_submissions", schema="app"
    )
    op.drop_table("assignment_submissions", schema="app")
    op.drop_table("assignment_reminders", schema="app")
    op.drop_index(
        op.f("assignment_extensions_tenant_id_class_id_idx"),
        table_name="assignment_extensions",
        schema="app",
    )
    op.drop_table("assignment_extensions", schema="app")
    op.drop_index(op.f("assignments_tenant_id_quiz_id_idx"), table_name="assignments", schema="app")
    op.drop_index(
        op.f("assignments_tenant_id_category_id_idx"), table_name="assignments", schema="app"
    )
    op.drop_index(
        "assignments_list_idx",
        table_name="assignments",
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "assignments_due_idx",
        table_name="assignments",
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL AND status = 'PUBLISHED'"),
    )
    op.drop_table("assignments", schema="app")
    op.drop_table("late_policies", schema="app")
    op.drop_index(
        op.f("grade_categories_tenant_id_course_id_position_idx"),
        table_name="grade_categories",
        schema="app",
    )
    op.drop_table("grade_categories", schema="app")
    op.drop_index("grading_comments_list_idx", table_name="grading_comments", schema="app")
    op.drop_table("grading_comments", schema="app")
    op.drop_table("calendar_tokens", schema="app")
