"""Classes, and who teaches and attends them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, Numeric, Table, UniqueConstraint, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    identifier,
    instant,
    is_member,
    metadata,
    same_tenant,
    tenant_id,
    words,
)

academic_years = Table(
    "academic_years",
    metadata,
    tenant_id(),
    identifier(),
    words("name"),
    Column("start_date", Date(), nullable=False),
    Column("end_date", Date(), nullable=False),
    Column("is_current", Boolean(), nullable=False, server_default=text("false")),
    *choice("status", "PLANNING", "ACTIVE", "CLOSED", default="PLANNING"),
    UniqueConstraint("tenant_id", "name"),
    belongs_to_tenant(),
)

subjects = Table(
    "subjects",
    metadata,
    tenant_id(),
    identifier(),
    words("code"),
    words("name"),
    words("name_kh", nullable=True),
    Column("coefficient", Numeric(), nullable=False, server_default=text("1")),
    Column("max_score", Numeric(), nullable=False, server_default=text("100")),
    words("grade_level", nullable=True),
    Column("is_active", Boolean(), nullable=False, server_default=text("true")),
    UniqueConstraint("tenant_id", "code"),
    belongs_to_tenant(),
)

classes = Table(
    "classes",
    metadata,
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    words("name"),
    words("grade_level", nullable=True),
    words("section", nullable=True),
    words("track", nullable=True),
    Column("capacity", Integer()),
    identifier("homeroom_teacher_id", nullable=True),
    instant("archived_at"),
    UniqueConstraint("tenant_id", "academic_year_id", "name"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    is_member("homeroom_teacher_id"),
    Index(None, "tenant_id", "homeroom_teacher_id"),
)

class_teachers = Table(
    "class_teachers",
    metadata,
    tenant_id(),
    Column("class_id", classes.c.id.type, primary_key=True),
    Column("user_id", classes.c.id.type, primary_key=True),
    Column("subject_id", classes.c.id.type, primary_key=True),
    same_tenant("class_id", "classes"),
    is_member("user_id"),
    same_tenant("subject_id", "subjects"),
    Index(None, "tenant_id", "user_id"),
)

students = Table(
    "students",
    metadata,
    tenant_id(),
    identifier(),
    identifier("user_id", nullable=True),
    words("student_number"),
    words("first_name"),
    words("last_name"),
    words("name_kh", nullable=True),
    words("gender", nullable=True),
    Column("date_of_birth", Date()),
    *choice("status", "ACTIVE", "INACTIVE", "GRADUATED", "TRANSFERRED", default="ACTIVE"),
    UniqueConstraint("tenant_id", "student_number"),
    belongs_to_tenant(),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
)

class_enrollments = Table(
    "class_enrollments",
    metadata,
    tenant_id(),
    identifier(),
    identifier("class_id"),
    identifier("student_id"),
    identifier("academic_year_id"),
    words("entry_reason", nullable=True),
    Column("started_on", Date(), nullable=False),
    words("exit_reason", nullable=True),
    Column("ended_on", Date()),
    same_tenant("class_id", "classes"),
    same_tenant("student_id", "students"),
    same_tenant("academic_year_id", "academic_years"),
    Index(None, "tenant_id", "class_id", "ended_on"),
    # One class at a time in a year.
    Index(
        "class_enrollments_current_key",
        "tenant_id",
        "student_id",
        "academic_year_id",
        unique=True,
        postgresql_where=text("ended_on IS NULL"),
    ),
)
