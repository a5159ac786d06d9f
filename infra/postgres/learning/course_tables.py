"""Courses: their people, modules and lessons, and what pupils have done of them."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Index, Numeric, UniqueConstraint, Uuid, desc, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
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
from infra.postgres.core.data_rules import Data, Erasure, Retention, of_person, of_school
from shared.learning.courses.certificates import snapshot_schema
from shared.learning.courses.types import (
    ContentFormat,
    CourseLevel,
    CourseRole,
    Enrolment,
    MemberStatus,
    ResourceKind,
)

courses = table(
    "courses",
    of_person("owner_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("owner_id"),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    words("description", Data.PERSONAL, nullable=True),
    words("description_kh", Data.PERSONAL, nullable=True),
    words("thumbnail", Data.PERSONAL, nullable=True),
    words("category", Data.FACT, nullable=True),
    *choice("level", CourseLevel, default=CourseLevel.ALL),
    *choice("enrolment", Enrolment, default=Enrolment.OPEN),
    flag("is_paid"),
    number("price", Numeric(10, 2), nullable=True),
    flag("certificates", default=True),
    words("join_code", Data.FACT),
    instant("starts_at"),
    instant("ends_at"),
    instant("published_at"),
    instant("archived_at"),
    instant("deleted_at"),
    # The course that it was copied from.
    identifier("copied_from", nullable=True),
    stamped("created_at"),
    stamped("updated_at"),
    UniqueConstraint("tenant_id", "join_code"),
    CheckConstraint("is_paid = (price IS NOT NULL)", name="what_is_paid_has_a_price"),
    belongs_to_tenant(),
    is_member("owner_id"),
    Index(
        "courses_catalogue_idx",
        "tenant_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index("courses_owner_idx", "tenant_id", "owner_id"),
)

course_members = table(
    "course_members",
    # Grades hang on it, which the school has to keep.
    of_person("user_id", Erasure.KEEP, Retention.RECORD),
    tenant_id(),
    key("course_id"),
    key("user_id"),
    *choice("role", CourseRole, default=CourseRole.STUDENT),
    *choice("status", MemberStatus, default=MemberStatus.ACTIVE),
    # Both follow the lessons: they are counted anew when lessons change.
    number("progress", Numeric(5, 2), default=0),
    counter("completed_lessons"),
    identifier("added_by", nullable=True),
    stamped("joined_at"),
    instant("completed_at"),
    instant("left_at"),
    same_tenant("course_id", "courses"),
    is_member("user_id"),
    Index("course_members_person_idx", "tenant_id", "user_id", desc("joined_at")),
)

course_modules = table(
    "course_modules",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    number("position"),
    instant("available_from"),
    stamped("created_at"),
    stamped("updated_at"),
    same_tenant("course_id", "courses"),
    Index(None, "tenant_id", "course_id", "position"),
)

lessons = table(
    "lessons",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    identifier("module_id", nullable=True),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    words("content", Data.PERSONAL, nullable=True),
    words("content_kh", Data.PERSONAL, nullable=True),
    *choice("content_format", ContentFormat, default=ContentFormat.MD),
    # In minutes.
    number("duration", nullable=True),
    number("position"),
    column("prerequisites", ARRAY(Uuid()), Data.KEY, default="'{}'"),
    instant("available_from"),
    # A draft that publishes itself at this moment.
    instant("publish_at"),
    instant("published_at"),
    instant("deleted_at"),
    number("version", default=1),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("publish_at IS NULL OR published_at IS NULL", name="published_once"),
    same_tenant("course_id", "courses"),
    same_tenant("module_id", "course_modules"),
    Index(
        "lessons_order_idx",
        "tenant_id",
        "course_id",
        "position",
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index(
        "lessons_scheduled_idx",
        "tenant_id",
        "publish_at",
        postgresql_where=text("publish_at IS NOT NULL AND deleted_at IS NULL"),
    ),
    Index(None, "tenant_id", "module_id"),
)

lesson_resources = table(
    "lesson_resources",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("lesson_id"),
    words("title", Data.PERSONAL),
    *choice("kind", ResourceKind),
    words("url", Data.PERSONAL, nullable=True),
    identifier("quiz_id", nullable=True),
    number("position"),
    stamped("created_at"),
    CheckConstraint("(kind = 'QUIZ') = (quiz_id IS NOT NULL)", name="a_quiz_is_named"),
    # The file of a FILE is attached to the row.
    CheckConstraint("(kind IN ('LINK', 'VIDEO')) = (url IS NOT NULL)", name="links_lead_somewhere"),
    same_tenant("lesson_id", "lessons"),
    same_tenant("quiz_id", "quizzes"),
    Index(None, "tenant_id", "lesson_id", "position"),
    Index(None, "tenant_id", "quiz_id"),
)

lesson_progress = table(
    "lesson_progress",
    of_person("user_id", Erasure.DELETE),
    tenant_id(),
    key("user_id"),
    key("lesson_id"),
    identifier("course_id"),
    stamped("completed_at"),
    same_tenant("lesson_id", "lessons"),
    same_tenant("course_id", "courses"),
    is_member("user_id"),
    Index(None, "tenant_id", "course_id", "user_id"),
    Index(None, "tenant_id", "lesson_id"),
)

course_announcements = table(
    "course_announcements",
    of_person("author_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    identifier("author_id"),
    words("title", Data.PERSONAL),
    words("content", Data.PERSONAL),
    *choice("content_format", ContentFormat, default=ContentFormat.MD),
    stamped("created_at"),
    same_tenant("course_id", "courses"),
    is_member("author_id"),
    Index(
        "course_announcements_list_idx", "tenant_id", "course_id", desc("created_at"), desc("id")
    ),
)

course_faq = table(
    "course_faq",
    of_person("promoted_by", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    identifier("lesson_id", nullable=True),
    # The question of a board that it was.
    identifier("question_id", nullable=True),
    words("question", Data.PERSONAL),
    words("answer", Data.PERSONAL),
    identifier("promoted_by"),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "course_id", "question_id"),
    same_tenant("course_id", "courses"),
    same_tenant("lesson_id", "lessons"),
    same_tenant("question_id", "questions"),
    is_member("promoted_by"),
    Index("course_faq_list_idx", "tenant_id", "course_id", desc("created_at"), desc("id")),
    Index(None, "tenant_id", "lesson_id"),
    Index(None, "tenant_id", "question_id"),
)

course_reviews = table(
    "course_reviews",
    of_person("user_id", Erasure.DELETE),
    tenant_id(),
    key("course_id"),
    key("user_id"),
    number("rating"),
    words("body", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    same_tenant("course_id", "courses"),
    is_member("user_id"),
    Index("course_reviews_list_idx", "tenant_id", "course_id", desc("updated_at"), desc("user_id")),
)

certificates = table(
    "certificates",
    of_person("user_id", Erasure.DELETE),
    tenant_id(),
    identifier(),
    identifier("course_id"),
    identifier("user_id"),
    words("code", Data.FACT),
    # What was earned, in the words of that day: names and titles change, a certificate does not.
    document("snapshot", Data.PERSONAL, snapshot_schema),
    stamped("issued_at"),
    instant("revoked_at"),
    UniqueConstraint("code"),
    UniqueConstraint("tenant_id", "course_id", "user_id"),
    same_tenant("course_id", "courses"),
    is_member("user_id"),
)
