"""Classes, who teaches and who attends them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "academic_years",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PLANNING'"), nullable=False),
        sa.CheckConstraint(
            "status IN ('PLANNING', 'ACTIVE', 'CLOSED')", name=op.f("academic_years_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("academic_years_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("academic_years_pkey")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("academic_years_tenant_id_name_key")),
        schema="app",
    )
    op.create_table(
        "subjects",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("coefficient", sa.Numeric(), server_default=sa.text("1"), nullable=False),
        sa.Column("max_score", sa.Numeric(), server_default=sa.text("100"), nullable=False),
        sa.Column("grade_level", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("subjects_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("subjects_pkey")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("subjects_tenant_id_code_key")),
        schema="app",
    )
    op.create_table(
        "classes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grade_level", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("homeroom_teacher_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("classes_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "homeroom_teacher_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("classes_tenant_id_homeroom_teacher_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("classes_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("classes_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "academic_year_id",
            "name",
            name=op.f("classes_tenant_id_academic_year_id_name_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("classes_tenant_id_homeroom_teacher_id_idx"),
        "classes",
        ["tenant_id", "homeroom_teacher_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "students",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("student_number", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACTIVE'"), nullable=False),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'INACTIVE', 'GRADUATED', 'TRANSFERRED')",
            name=op.f("students_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("students_tenant_id_user_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("students_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("students_pkey")),
        sa.UniqueConstraint(
            "tenant_id", "student_number", name=op.f("students_tenant_id_student_number_key")
        ),
        schema="app",
    )
    op.create_index(
        op.f("students_tenant_id_user_id_idx"),
        "students",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "class_enrollments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("entry_reason", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("exit_reason", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("class_enrollments_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("class_enrollments_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("class_enrollments_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("class_enrollments_pkey")),
        schema="app",
    )
    op.create_index(
        "class_enrollments_current_key",
        "class_enrollments",
        ["tenant_id", "student_id", "academic_year_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        op.f("class_enrollments_tenant_id_class_id_ended_on_idx"),
        "class_enrollments",
        ["tenant_id", "class_id", "ended_on"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "class_teachers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("class_teachers_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["app.subjects.tenant_id", "app.subjects.id"],
            name=op.f("class_teachers_tenant_id_subject_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("class_teachers_tenant_id_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "class_id", "user_id", "subject_id", name=op.f("class_teachers_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("class_teachers_tenant_id_user_id_idx"),
        "class_teachers",
        ["tenant_id", "user_id"],
        unique=False,
        schema="app",
    )


def downgrade() -> None:
    op.drop_index(
        op.f("class_teachers_tenant_id_user_id_idx"), table_name="class_teachers", schema="app"
    )
    op.drop_table("class_teachers", schema="app")
    op.drop_index(
        op.f("class_enrollments_tenant_id_class_id_ended_on_idx"),
        table_name="class_enrollments",
        schema="app",
    )
    op.drop_index(
        "class_enrollments_current_key",
        table_name="class_enrollments",
        schema="app",
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_table("class_enrollments", schema="app")
    op.drop_index(op.f("students_tenant_id_user_id_idx"), table_name="students", schema="app")
    op.drop_table("students", schema="app")
    op.drop_index(
        op.f("classes_tenant_id_homeroom_teacher_id_idx"), table_name="classes", schema="app"
    )
    op.drop_table("classes", schema="app")
    op.drop_table("subjects", schema="app")
    op.drop_table("academic_years", schema="app")
