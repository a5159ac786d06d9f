"""Courses: their people, modules and lessons, and what pupils have done of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from infra.postgres.core.migrations.sql import run_file
from infra.postgres.core.row_security import secure

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_GRANTS = {
    "courses": "SELECT, INSERT, UPDATE",
    "course_members": "SELECT, INSERT, UPDATE",
    "course_modules": "SELECT, INSERT, UPDATE, DELETE",
    "lessons": "SELECT, INSERT, UPDATE",
    "lesson_resources": "SELECT, INSERT, UPDATE, DELETE",
    "lesson_progress": "SELECT, INSERT, DELETE",
    "course_announcements": "SELECT, INSERT, DELETE",
    "course_faq": "SELECT, INSERT, UPDATE, DELETE",
    "course_reviews": "SELECT, INSERT, UPDATE, DELETE",
    "certificates": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_kh", sa.Text(), nullable=True),
        sa.Column("thumbnail", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column(
            "level",
            sa.Text(),
            server_default=sa.text("'ALL'"),
            nullable=False,
        ),
        sa.Column(
            "enrolment",
            sa.Text(),
            server_default=sa.text("'OPEN'"),
            nullable=False,
        ),
        sa.Column("is_paid", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("certificates", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("join_code", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copied_from", sa.Uuid(), nullable=True),
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
            "enrolment IN ('OPEN', 'CODE', 'CLOSED')", name=op.f("courses_enrolment_check")
        ),
        sa.CheckConstraint(
            "level IN ('ALL', 'BEGINNER', 'INTERMEDIATE', 'ADVANCED')",
            name=op.f("courses_level_check"),
        ),
        sa.CheckConstraint(
            "is_paid = (price IS NOT NULL)", name=op.f("courses_what_is_paid_has_a_price_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("courses_tenant_id_owner_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("courses_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("courses_pkey")),
        sa.UniqueConstraint("tenant_id", "join_code", name=op.f("courses_tenant_id_join_code_key")),
        schema="app",
    )
    op.create_index(
        "courses_catalogue_idx",
        "courses",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "courses_owner_idx", "courses", ["tenant_id", "owner_id"], unique=False, schema="app"
    )
    op.create_table(
        "certificates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(), nullable=False),
        sa.Column(
            "issued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("certificates_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("certificates_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("certificates_pkey")),
        sa.UniqueConstraint("code", name=op.f("certificates_code_key")),
        sa.UniqueConstraint(
            "tenant_id",
            "course_id",
            "user_id",
            name=op.f("certificates_tenant_id_course_id_user_id_key"),
        ),
        schema="app",
    )
    op.create_table(
        "course_announcements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "content_format",
            sa.Text(),
            server_default=sa.text("'MD'"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "content_format IN ('MD', 'HTML')",
            name=op.f("course_announcements_content_format_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("course_announcements_tenant_id_author_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("course_announcements_tenant_id_course_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("course_announcements_pkey")),
        schema="app",
    )
    op.create_index(
        "course_announcements_list_idx",
        "course_announcements",
        [
            "tenant_id",
            "course_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_table(
        "course_members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Text(),
            server_default=sa.text("'STUDENT'"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Text(),
            server_default=sa.text("'ACTIVE'"),
            nullable=False,
        ),
        sa.Column(
            "progress",
            sa.Numeric(precision=5, scale=2),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("completed_lessons", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column(
            "joined_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('OWNER', 'TEACHER', 'ASSISTANT', 'STUDENT')",
            name=op.f("course_members_role_check"),
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'LEFT')", name=op.f("course_members_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("course_members_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("course_members_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "course_id", "user_id", name=op.f("course_members_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "course_members_person_idx",
        "course_members",
        ["tenant_id", "user_id", sa.literal_column("joined_at DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "course_modules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.DateTime(timezone=True), nullable=True),
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
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("course_modules_tenant_id_course_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("course_modules_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("course_modules_tenant_id_course_id_position_idx"),
        "course_modules",
        ["tenant_id", "course_id", "position"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "course_reviews",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
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
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("course_reviews_rating_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("course_reviews_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("course_reviews_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "course_id", "user_id", name=op.f("course_reviews_pkey")
        ),
        schema="app",
    )
    op.create_index(
        "course_reviews_list_idx",
        "course_reviews",
        [
            "tenant_id",
            "course_id",
            sa.literal_column("updated_at DESC"),
            sa.literal_column("user_id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_table(
        "lessons",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_kh", sa.Text(), nullable=True),
        sa.Column(
            "content_format",
            sa.Text(),
            server_default=sa.text("'MD'"),
            nullable=False,
        ),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "prerequisites", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("available_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
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
            "content_format IN ('MD', 'HTML')", name=op.f("lessons_content_format_check")
        ),
        sa.CheckConstraint(
            "publish_at IS NULL OR published_at IS NULL", name=op.f("lessons_published_once_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("lessons_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "module_id"],
            ["app.course_modules.tenant_id", "app.course_modules.id"],
            name=op.f("lessons_tenant_id_module_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("lessons_pkey")),
        schema="app",
    )
    op.create_index(
        "lessons_order_idx",
        "lessons",
        ["tenant_id", "course_id", "position"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "lessons_scheduled_idx",
        "lessons",
        ["tenant_id", "publish_at"],
        unique=False,
        schema="app",
        postgresql_where=sa.text("publish_at IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_index(
        op.f("lessons_tenant_id_module_id_idx"),
        "lessons",
        ["tenant_id", "module_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "course_faq",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("promoted_by", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("course_faq_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lesson_id"],
            ["app.lessons.tenant_id", "app.lessons.id"],
            name=op.f("course_faq_tenant_id_lesson_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "promoted_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("course_faq_tenant_id_promoted_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "question_id"],
            ["app.questions.tenant_id", "app.questions.id"],
            name=op.f("course_faq_tenant_id_question_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("course_faq_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "course_id",
            "question_id",
            name=op.f("course_faq_tenant_id_course_id_question_id_key"),
        ),
        schema="app",
    )
    op.create_index(
        "course_faq_list_idx",
        "course_faq",
        [
            "tenant_id",
            "course_id",
            sa.literal_column("created_at DESC"),
            sa.literal_column("id DESC"),
        ],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("course_faq_tenant_id_lesson_id_idx"),
        "course_faq",
        ["tenant_id", "lesson_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("course_faq_tenant_id_question_id_idx"),
        "course_faq",
        ["tenant_id", "question_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "lesson_progress",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column(
            "completed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "course_id"],
            ["app.courses.tenant_id", "app.courses.id"],
            name=op.f("lesson_progress_tenant_id_course_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lesson_id"],
            ["app.lessons.tenant_id", "app.lessons.id"],
            name=op.f("lesson_progress_tenant_id_lesson_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("lesson_progress_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "user_id", "lesson_id", name=op.f("lesson_progress_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("lesson_progress_tenant_id_course_id_user_id_idx"),
        "lesson_progress",
        ["tenant_id", "course_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("lesson_progress_tenant_id_lesson_id_idx"),
        "lesson_progress",
        ["tenant_id", "lesson_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "lesson_resources",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("quiz_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'QUIZ') = (quiz_id IS NOT NULL)",
            name=op.f("lesson_resources_a_quiz_is_named_check"),
        ),
        sa.CheckConstraint(
            "(kind = 'QUIZ') = (url IS NULL)",
            name=op.f("lesson_resources_the_others_have_an_address_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('FILE', 'LINK', 'VIDEO', 'QUIZ')", name=op.f("lesson_resources_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lesson_id"],
            ["app.lessons.tenant_id", "app.lessons.id"],
            name=op.f("lesson_resources_tenant_id_lesson_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quiz_id"],
            ["app.quizzes.tenant_id", "app.quizzes.id"],
            name=op.f("lesson_resources_tenant_id_quiz_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("lesson_resources_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("lesson_resources_tenant_id_lesson_id_position_idx"),
        "lesson_resources",
        ["tenant_id", "lesson_id", "position"],
        unique=False,
        schema="app",
    )
    op.create_index(
        op.f("lesson_resources_tenant_id_quiz_id_idx"),
        "lesson_resources",
        ["tenant_id", "quiz_id"],
        unique=False,
        schema="app",
    )
    for table, grant in _GRANTS.items():
        op.execute(secure(table, grant=grant))
    run_file("0036_courses.sql")


def downgrade() -> None:
    run_file("0036_courses_down.sql")
    op.drop_table("lesson_resources", schema="app")
    op.drop_table("lesson_progress", schema="app")
    op.drop_table("course_faq", schema="app")
    op.drop_table("lessons", schema="app")
    op.drop_table("course_reviews", schema="app")
    op.drop_table("course_modules", schema="app")
    op.drop_table("course_members", schema="app")
    op.drop_table("course_announcements", schema="app")
    op.drop_table("certificates", schema="app")
    op.drop_table("courses", schema="app")
