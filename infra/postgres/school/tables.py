"""Classes, and who teaches and attends them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Date, Index, Numeric, Text, UniqueConstraint, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    counter,
    flag,
    identifier,
    instant,
    is_member,
    key,
    lines,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school, severed
from shared.school.types import EntryReason, ExitReason, StudentStatus, YearStatus

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
    counter("version"),
    UniqueConstraint("tenant_id", "name"),
    CheckConstraint("start_date < end_date", name="order"),
    belongs_to_tenant(),
    # One year is the current one.
    Index(
        "academic_years_current_key",
        "tenant_id",
        unique=True,
        postgresql_where=text("is_current"),
    ),
)

subjects = table(
    "subjects",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("code", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    # What a new offering begins with; what counts is the offering's own.
    number("coefficient", Numeric(4, 2), default=1),
    number("max_score", Numeric(6, 2), default=100),
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
    identifier("grade_id", nullable=True),
    identifier("track_id", nullable=True),
    identifier("shift_id", nullable=True),
    identifier("room_id", nullable=True),
    number("capacity", nullable=True),
    identifier("homeroom_teacher_id", nullable=True),
    words("external_id", Data.FACT, nullable=True),
    # What was changed by hand: imports leave it alone.
    lines("sticky", Data.FACT),
    counter("version"),
    instant("archived_at"),
    UniqueConstraint("tenant_id", "academic_year_id", "name"),
    UniqueConstraint("tenant_id", "external_id"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    same_tenant("grade_id", "grade_levels"),
    same_tenant("track_id", "tracks"),
    same_tenant("shift_id", "shifts"),
    same_tenant("room_id", "rooms"),
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
    words("family_name_kh", Data.PERSONAL, nullable=True),
    words("given_name_kh", Data.PERSONAL, nullable=True),
    # Where the name stands in lists, family name first, and what a search looks into:
    # infra/postgres/school/naming.py makes both.
    column("sort_key", Text(collation="C"), Data.DERIVED, default="''"),
    words("search_text", Data.DERIVED, default=""),
    words("gender", Data.PERSONAL, nullable=True),
    column("date_of_birth", Date(), Data.FACT, nullable=True),
    words("place_of_birth", Data.PERSONAL, nullable=True),
    words("address", Data.PERSONAL, nullable=True),
    words("phone", Data.PERSONAL, nullable=True),
    # The number that the ministry gave; the student number is the school's own.
    words("official_id", Data.PERSONAL, nullable=True),
    # What another system calls them: an import finds them by it again.
    words("external_id", Data.FACT, nullable=True),
    *choice("status", StudentStatus, default=StudentStatus.ACTIVE),
    lines("sticky", Data.FACT),
    counter("version"),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "student_number"),
    UniqueConstraint("tenant_id", "official_id"),
    UniqueConstraint("tenant_id", "external_id"),
    belongs_to_tenant(),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
    Index(None, "tenant_id", "sort_key", "id"),
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
    lines("sticky", Data.FACT),
    counter("version"),
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
    flag("is_primary"),
    flag("can_view_grades", default=True),
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
    *choice("entry_reason", EntryReason, nullable=True),
    column("started_on", Date(), Data.FACT),
    *choice("exit_reason", ExitReason, nullable=True),
    # The first day on which the pupil is no longer in the class.
    column("ended_on", Date(), Data.FACT, nullable=True),
    words("external_id", Data.FACT, nullable=True),
    UniqueConstraint("tenant_id", "external_id"),
    CheckConstraint("ended_on >= started_on", name="order"),
    same_tenant("class_id", "classes"),
    same_tenant("student_id", "students"),
    same_tenant("academic_year_id", "academic_years"),
    Index(None, "tenant_id", "class_id", "ended_on"),
    Index(None, "tenant_id", "student_id", "started_on"),
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
