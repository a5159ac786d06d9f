"""Registers of attendance, notices of absence, and the calendar with its closures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


# Marks are corrected, and nothing of a register is deleted.
_TABLES = {
    "calendar_events": "SELECT, INSERT, UPDATE",
    "attendance_registers": "SELECT, INSERT, UPDATE",
    "attendance_marks": "SELECT, INSERT, UPDATE",
    "attendance_corrections": "SELECT, INSERT",
    "absence_notices": "SELECT, INSERT, UPDATE",
}


def upgrade() -> None:
    op.create_table(
        "absence_notices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('PERMISSION', 'MEDICAL')", name=op.f("absence_notices_kind_check")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("absence_notices_order_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("absence_notices_tenant_id_made_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("absence_notices_tenant_id_student_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("absence_notices_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("absence_notices_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("absence_notices_tenant_id_student_id_last_day_idx"),
        "absence_notices",
        ["tenant_id", "student_id", "last_day"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "attendance_registers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "session IN ('MORNING', 'AFTERNOON')", name=op.f("attendance_registers_session_check")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("attendance_registers_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "taken_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("attendance_registers_tenant_id_taken_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("attendance_registers_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("attendance_registers_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "class_id",
            "date",
            "session",
            name=op.f("attendance_registers_tenant_id_class_id_date_session_key"),
        ),
        schema="app",
    )
    op.create_index(
        op.f("attendance_registers_tenant_id_date_idx"),
        "attendance_registers",
        ["tenant_id", "date"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "calendar_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kh", sa.Text(), nullable=True),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("sessions", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
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
            "kind IN ('EVENT', 'CLOSURE', 'EXAM', 'MEETING')",
            name=op.f("calendar_events_kind_check"),
        ),
        sa.CheckConstraint(
            "(starts IS NULL) = (ends IS NULL)", name=op.f("calendar_events_times_check")
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("calendar_events_days_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "class_id"],
            ["app.classes.tenant_id", "app.classes.id"],
            name=op.f("calendar_events_tenant_id_class_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("calendar_events_tenant_id_created_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("calendar_events_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("calendar_events_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("calendar_events_tenant_id_first_day_last_day_idx"),
        "calendar_events",
        ["tenant_id", "first_day", "last_day"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "attendance_corrections",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "after IN ('PRESENT', 'LATE', 'ABSENT', 'EXCUSED', 'PERMISSION', 'MEDICAL')",
            name=op.f("attendance_corrections_after_check"),
        ),
        sa.CheckConstraint(
            "before IN ('PRESENT', 'LATE', 'ABSENT', 'EXCUSED', 'PERMISSION', 'MEDICAL')",
            name=op.f("attendance_corrections_before_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrected_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("attendance_corrections_tenant_id_corrected_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "register_id"],
            ["app.attendance_registers.tenant_id", "app.attendance_registers.id"],
            name=op.f("attendance_corrections_tenant_id_register_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("attendance_corrections_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("attendance_corrections_pkey")),
        schema="app",
    )
    op.create_index(
        op.f("attendance_corrections_tenant_id_register_id_idx"),
        "attendance_corrections",
        ["tenant_id", "register_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "attendance_marks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('PRESENT', 'LATE', 'ABSENT', 'EXCUSED', 'PERMISSION', 'MEDICAL')",
            name=op.f("attendance_marks_status_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "marked_by"],
            ["app.memberships.tenant_id", "app.memberships.user_id"],
            name=op.f("attendance_marks_tenant_id_marked_by_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "register_id"],
            ["app.attendance_registers.tenant_id", "app.attendance_registers.id"],
            name=op.f("attendance_marks_tenant_id_register_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "student_id"],
            ["app.students.tenant_id", "app.students.id"],
            name=op.f("attendance_marks_tenant_id_student_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "register_id", "student_id", name=op.f("attendance_marks_pkey")
        ),
        schema="app",
    )
    op.create_index(
        op.f("attendance_marks_tenant_id_student_id_idx"),
        "attendance_marks",
        ["tenant_id", "student_id"],
        unique=False,
        schema="app",
    )

    for table, grant in _TABLES.items():
        op.execute(secure(table, grant=grant))


def downgrade() -> None:
    op.drop_index(
        op.f("attendance_marks_tenant_id_student_id_idx"),
        table_name="attendance_marks",
        schema="app",
    )
    op.drop_table("attendance_marks", schema="app")
    op.drop_index(
        op.f("attendance_corrections_tenant_id_register_id_idx"),
        table_name="attendance_corrections",
        schema="app",
    )
    op.drop_table("attendance_corrections", schema="app")
    op.drop_index(
        op.f("calendar_events_tenant_id_first_day_last_day_idx"),
        table_name="calendar_events",
        schema="app",
    )
    op.drop_table("calendar_events", schema="app")
    op.drop_index(
        op.f("attendance_registers_tenant_id_date_idx"),
        table_name="attendance_registers",
        schema="app",
    )
    op.drop_table("attendance_registers", schema="app")
    op.drop_index(
        op.f("absence_notices_tenant_id_student_id_last_day_idx"),
        table_name="absence_notices",
        schema="app",
    )
    op.drop_table("absence_notices", schema="app")
