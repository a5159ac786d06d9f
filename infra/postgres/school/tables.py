"""Classes, and who teaches and attends them."""

from __future__ import annotations

from sqlalchemy import Date, Index, Numeric, UniqueConstraint, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    flag,
    identifier,
    instant,
    is_member,
    key,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school, severed
from shared.school.types import StudentStatus, YearStatus

academic_years = table(
    "academic_years",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    column("start_date", Date(), Data.FACT),
    column("end_date", Date(), Data.FACT),
    flag("is_current"),
    *choice("status", YearStatus, default=YearStatus.PLANNING),
    UniqueConstraint("tenant_id", "name"),
    belongs_to_tenant(),
)

subjects = table(
    "subjects",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("code", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    number("coefficient", Numeric(), default=1),
    number("max_score", Numeric(), default=100),
    words("grade_level", Data.FACT, nullable=True),
    flag("is_active", default=True),
    UniqueConstraint("tenant_id", "code"),
    belongs_to_tenant(),
)

classes = table(
    "classes",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    words("name", Data.FACT),
    words("grade_level", Data.FACT, nullable=True),
    words("section", Data.FACT, nullable=True),
    words("track", Data.FACT, nullable=True),
    number("capacity", nullable=True),
    identifier("homeroom_teacher_id", nullable=True),
    instant("archived_at"),
    UniqueConstraint("tenant_id", "academic_year_id", "name"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    is_member("homeroom_teacher_id"),
    Index(None, "tenant_id", "homeroom_teacher_id"),
)

class_teachers = table(
    "class_teachers",
    of_person("user_id", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    key("class_id"),
    key("user_id"),
    key("subject_id"),
    same_tenant("class_id", "classes"),
    is_member("user_id"),
    same_tenant("subject_id", "subjects"),
    Index(None, "tenant_id", "user_id"),
)

students = table(
    "students",
    of_person("user_id", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    identifier(),
    severed(identifier("user_id", nullable=True)),
    words("student_number", Data.PERSONAL),
    words("first_name", Data.PERSONAL),
    words("last_name", Data.PERSONAL),
    words("name_kh", Data.PERSONAL, nullable=True),
    words("family_name_kh", Data.PERSONAL, nullable=True),
    words("given_name_kh", Data.PERSONAL, nullable=True),
    words("gender", Data.PERSONAL, nullable=True),
    column("date_of_birth", Date(), Data.FACT, nullable=True),
    # What another system calls them: an import finds them by it again.
    words("external_id", Data.FACT, nullable=True),
    *choice("status", StudentStatus, default=StudentStatus.ACTIVE),
    UniqueConstraint("tenant_id", "student_number"),
    UniqueConstraint("tenant_id", "external_id"),
    belongs_to_tenant(),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
)

guardians = table(
    "guardians",
    # A record of the school. An account is one of the things that a guardian may have.
    of_person("user_id", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    identifier(),
    severed(identifier("user_id", nullable=True)),
    words("first_name", Data.PERSONAL),
    words("last_name", Data.PERSONAL),
    words("family_name_kh", Data.PERSONAL, nullable=True),
    words("given_name_kh", Data.PERSONAL, nullable=True),
    # Not unique: a family shares one.
    words("phone", Data.PERSONAL, nullable=True),
    words("external_id", Data.FACT, nullable=True),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "user_id"),
    UniqueConstraint("tenant_id", "external_id"),
    belongs_to_tenant(),
    is_member("user_id"),
)

student_guardians = table(
    "student_guardians",
    of_school(Retention.RECORD),
    tenant_id(),
    key("student_id"),
    key("guardian_id"),
    words("relationship", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    same_tenant("student_id", "students"),
    same_tenant("guardian_id", "guardians"),
    Index(None, "tenant_id", "guardian_id"),
)

class_enrollments = table(
    "class_enrollments",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("class_id"),
    identifier("student_id"),
    identifier("academic_year_id"),
    words("entry_reason", Data.FACT, nullable=True),
    column("started_on", Date(), Data.FACT),
    words("exit_reason", Data.FACT, nullable=True),
    column("ended_on", Date(), Data.FACT, nullable=True),
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
