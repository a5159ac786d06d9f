"""Assignments, what is handed in for them, and grades with their history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    Integer,
    Numeric,
    Table,
    UniqueConstraint,
    desc,
    exists,
    text,
)

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    binary,
    choice,
    column,
    counter,
    document,
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
from infra.postgres.core.data_rules import (
    Data,
    Erasure,
    Retention,
    Told,
    of_person,
    of_school,
)
from shared.learning.assignments.rubric import choices_schema, rubric_schema
from shared.learning.assignments.types import (
    AssignmentStatus,
    AssignmentType,
    ExtensionFor,
    GradeCause,
    GradeSource,
    Keep,
    LateInterval,
    Spread,
    SubmissionState,
)

POINTS = Numeric(7, 2)
PERCENT = Numeric(5, 2)

grade_categories = table(
    "grade_categories",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    number("weight", PERCENT),
    *choice("spread", Spread, default=Spread.POINTS),
    counter("drop_lowest"),
    counter("drop_highest"),
    number("position"),
    same_tenant("course_id", "courses"),
    Index(None, "tenant_id", "course_id", "position"),
)

late_policies = table(
    "late_policies",
    of_school(Retention.RECORD),
    tenant_id(),
    key("course_id"),
    number("deduction_percent", PERCENT, default=0),
    *choice("interval", LateInterval, default=LateInterval.DAY),
    number("minimum_percent", PERCENT, default=0),
    counter("grace_minutes"),
    # What missing work counts; without it, nothing.
    number("missing_percent", PERCENT, nullable=True),
    stamped("updated_at"),
    same_tenant("course_id", "courses"),
)

assignments = table(
    "assignments",
    of_person("created_by", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    identifier("created_by"),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    words("description", Data.PERSONAL, nullable=True),
    words("description_kh", Data.PERSONAL, nullable=True),
    *choice("type", AssignmentType),
    *choice("status", AssignmentStatus, default=AssignmentStatus.DRAFT),
    number("max_points", POINTS),
    identifier("category_id", nullable=True),
    flag("extra_credit"),
    instant("unlock_at"),
    instant("due_at"),
    instant("lock_at"),
    number("attempts_allowed", nullable=True),
    *choice("keep", Keep, default=Keep.HIGHEST),
    flag("anonymous"),
    # Grades are seen when they are released, not when they are given.
    flag("grades_hidden"),
    instant("released_at"),
    # Who joins after the date owes it all the same.
    flag("include_late_joiners"),
    identifier("quiz_id", nullable=True),
    document("rubric", Data.PERSONAL, rubric_schema, nullable=True),
    number("version", default=1),
    instant("published_at"),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("max_points > 0", name="worth_something"),
    CheckConstraint("(type IN ('QUIZ', 'LIVE')) = (quiz_id IS NOT NULL)", name="a_quiz_is_named"),
    same_tenant("course_id", "courses"),
    same_tenant("category_id", "grade_categories"),
    same_tenant("quiz_id", "quizzes"),
    is_member("created_by"),
    Index(
        "assignments_list_idx",
        "tenant_id",
        "course_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index(
        "assignments_due_idx",
        "tenant_id",
        "due_at",
        postgresql_where=text("deleted_at IS NULL AND status = 'PUBLISHED'"),
    ),
    Index(None, "tenant_id", "category_id"),
    Index(None, "tenant_id", "quiz_id"),
)

assignment_extensions = table(
    "assignment_extensions",
    of_person("granted_by", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("assignment_id"),
    *choice("kind", ExtensionFor),
    identifier("class_id", nullable=True),
    instant("unlock_at"),
    instant("due_at"),
    instant("lock_at"),
    words("reason", Data.PERSONAL, nullable=True),
    identifier("granted_by"),
    stamped("created_at"),
    CheckConstraint("(kind = 'CLASS') = (class_id IS NOT NULL)", name="a_class_is_named"),
    UniqueConstraint("tenant_id", "assignment_id", "class_id"),
    same_tenant("assignment_id", "assignments"),
    same_tenant("class_id", "classes"),
    is_member("granted_by"),
    Index(None, "tenant_id", "class_id"),
)

assignment_extension_people = table(
    "assignment_extension_people",
    of_person("user_id", Erasure.DELETE, Retention.RECORD),
    tenant_id(),
    key("extension_id"),
    key("user_id"),
    same_tenant("extension_id", "assignment_extensions"),
    is_member("user_id"),
    Index(None, "tenant_id", "user_id"),
)

submissions = table(
    "assignment_submissions",
    # The grade is a record of the school; what the pupil wrote for it is not.
    of_person(
        "student_id",
        Erasure.EMPTY,
        Retention.RECORD,
        told=Told(
            ("state", "points", "source", "overridden", "feedback", "graded_at", "graded_by"),
            when=lambda mine, _now: mine.c.released_at.is_not(None),
        ),
    ),
    tenant_id(),
    identifier(),
    identifier("assignment_id"),
    identifier("course_id"),
    identifier("student_id"),
    *choice("state", SubmissionState, default=SubmissionState.PENDING),
    # How often something was handed in.
    counter("attempt"),
    flag("is_late"),
    instant("submitted_at"),
    # What counts, after deductions, and who says so.
    number("points", POINTS, nullable=True),
    column("source", Choice(GradeSource), Data.FACT, nullable=True),
    # Typed in the gradebook, past the attempts and their deductions.
    flag("overridden"),
    words("feedback", Data.PERSONAL, nullable=True),
    instant("graded_at"),
    identifier("graded_by", nullable=True),
    instant("released_at"),
    words("draft_content", Data.PERSONAL, nullable=True),
    words("draft_link", Data.PERSONAL, nullable=True),
    instant("draft_saved_at"),
    # Of all that is graded and handed in: whoever changes it names the one that they saw.
    counter("version"),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("(points IS NULL) OR (source IS NOT NULL)", name="points_have_a_source"),
    CheckConstraint("state <> 'EXCUSED' OR points IS NULL", name="excused_counts_nothing"),
    UniqueConstraint("tenant_id", "assignment_id", "student_id"),
    same_tenant("assignment_id", "assignments"),
    same_tenant("course_id", "courses"),
    is_member("student_id"),
    is_member("graded_by"),
    Index("assignment_submissions_book_idx", "tenant_id", "course_id", "student_id"),
    Index("assignment_submissions_person_idx", "tenant_id", "student_id", desc("updated_at")),
    Index(
        "assignment_submissions_to_grade_idx",
        "tenant_id",
        "assignment_id",
        postgresql_where=text("state IN ('SUBMITTED', 'LATE')"),
    ),
)


def _is_released(attempts: Table, _now: datetime) -> ColumnElement[bool]:
    of = (
        submissions.c.tenant_id == attempts.c.tenant_id,
        submissions.c.id == attempts.c.submission_id,
    )
    return exists().where(*of, submissions.c.released_at.is_not(None))


submission_attempts = table(
    "submission_attempts",
    of_person(
        "student_id",
        Erasure.EMPTY,
        Retention.RECORD,
        told=Told(
            (
                "raw_points",
                "deduction_percent",
                "floor_percent",
                "waived",
                "choices",
                "source",
                "graded_at",
                "graded_by",
            ),
            when=_is_released,
        ),
    ),
    tenant_id(),
    identifier(),
    identifier("submission_id"),
    identifier("student_id"),
    # 0 is graded without anything that was handed in here.
    number("attempt"),
    words("content", Data.PERSONAL, nullable=True),
    words("link", Data.PERSONAL, nullable=True),
    instant("received_at"),
    flag("is_late"),
    number("raw_points", POINTS, nullable=True),
    number("deduction_percent", PERCENT, default=0),
    number("floor_percent", PERCENT, default=0),
    # A teacher has let the lateness pass.
    flag("waived"),
    document("choices", Data.PERSONAL, choices_schema, nullable=True),
    column("source", Choice(GradeSource), Data.FACT, nullable=True),
    # The attempt of the quiz, or the live game, that it comes from: each comes once.
    identifier("source_id", nullable=True),
    instant("graded_at"),
    identifier("graded_by", nullable=True),
    UniqueConstraint("tenant_id", "submission_id", "attempt"),
    UniqueConstraint("tenant_id", "submission_id", "source_id"),
    same_tenant("submission_id", "assignment_submissions"),
    is_member("student_id"),
    is_member("graded_by"),
)

submission_comments = table(
    "submission_comments",
    of_person("author_id", Erasure.EMPTY),
    tenant_id(),
    identifier(),
    identifier("submission_id"),
    identifier("author_id"),
    words("body", Data.PERSONAL),
    stamped("created_at"),
    same_tenant("submission_id", "assignment_submissions"),
    is_member("author_id"),
    Index("submission_comments_list_idx", "tenant_id", "submission_id", "created_at", "id"),
)

submission_history = table(
    "submission_history",
    of_school(Retention.RECORD),
    tenant_id(),
    key("submission_id"),
    # The version that the change made: two changes of one version cannot be.
    key("version", Integer(), Data.FACT),
    *choice("state", SubmissionState),
    number("points", POINTS, nullable=True),
    column("source", Choice(GradeSource), Data.FACT, nullable=True),
    flag("released"),
    *choice("cause", GradeCause),
    words("reason", Data.PERSONAL, nullable=True),
    identifier("changed_by", nullable=True),
    stamped("changed_at"),
    same_tenant("submission_id", "assignment_submissions"),
    is_member("changed_by"),
)

grading_comments = table(
    "grading_comments",
    of_person("owner_id", Erasure.DELETE),
    tenant_id(),
    identifier(),
    identifier("owner_id"),
    words("body", Data.PERSONAL),
    words("body_kh", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    is_member("owner_id"),
    Index("grading_comments_list_idx", "tenant_id", "owner_id", desc("created_at"), desc("id")),
)

assignment_reminders = table(
    "assignment_reminders",
    of_person("user_id", Erasure.DELETE, Retention.EXPIRES),
    tenant_id(),
    key("assignment_id"),
    key("user_id"),
    # How many hours before; and before which date, for dates are moved.
    key("hours_left", Integer(), Data.FACT),
    stamped("due_at"),
    same_tenant("assignment_id", "assignments"),
    is_member("user_id"),
)

calendar_tokens = table(
    "calendar_tokens",
    of_person("user_id", Erasure.DELETE, Retention.PERSON),
    tenant_id(),
    key("user_id"),
    binary("token_hash", Data.SECRET),
    stamped("created_at"),
    UniqueConstraint("token_hash"),
    is_member("user_id"),
)
