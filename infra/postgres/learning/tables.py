"""Quizzes and attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Index,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    desc,
    exists,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

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
from shared.learning.quizzes.questions import (
    QuestionType,
    answers_schema,
    bank_question_schema,
    corrections_schema,
    questions_schema,
)
from shared.learning.quizzes.types import QuizStatus, ResultsVisibility

quizzes = table(
    "quizzes",
    of_person("author_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("author_id"),
    words("title", Data.PERSONAL),
    words("title_kh", Data.PERSONAL, nullable=True),
    words("description", Data.PERSONAL, nullable=True),
    words("description_kh", Data.PERSONAL, nullable=True),
    # With their solutions.
    document("questions", Data.PERSONAL, questions_schema),
    number("question_count"),
    number("total_points"),
    number("time_limit", nullable=True),
    number("passing_score", nullable=True),
    number("max_attempts", nullable=True),
    flag("shuffle"),
    *choice("results_visibility", ResultsVisibility, default=ResultsVisibility.IMMEDIATE),
    instant("opens_at"),
    instant("closes_at"),
    *choice("status", QuizStatus, default=QuizStatus.DRAFT),
    instant("deleted_at"),
    stamped("created_at"),
    stamped("updated_at"),
    belongs_to_tenant(),
    is_member("author_id"),
    Index(
        "quizzes_list_idx",
        "tenant_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index("quizzes_author_idx", "tenant_id", "author_id", desc("created_at"), desc("id")),
)


def _shows_score(attempts: Table, now: datetime) -> ColumnElement[bool]:
    """As :func:`shared.learning.quizzes.policy.shows_score` has it."""
    late = quizzes.c.results_visibility == ResultsVisibility.AFTER_CLOSE
    return exists().where(
        quizzes.c.tenant_id == attempts.c.tenant_id,
        quizzes.c.id == attempts.c.quiz_id,
        or_(~late, quizzes.c.closes_at <= now),
    )


quiz_attempts = table(
    "quiz_attempts",
    of_person(
        "user_id",
        Erasure.DELETE,
        told=Told(("score", "points_earned", "passed", "corrections"), when=_shows_score),
    ),
    tenant_id(),
    identifier(),
    identifier("quiz_id"),
    identifier("user_id"),
    number("number"),
    document("answers", Data.PERSONAL, answers_schema, empty=True),
    number("score", Numeric(5, 2, asdecimal=False), nullable=True),
    number("points_earned", Numeric(9, 2, asdecimal=False), nullable=True),
    column("passed", Boolean(), Data.FACT, nullable=True),
    # What a teacher gave by hand, by the id of the question; the history says why.
    document("corrections", Data.FACT, corrections_schema, empty=True),
    counter("version"),
    stamped("started_at"),
    instant("saved_at"),
    instant("deadline_at"),
    instant("submitted_at"),
    CheckConstraint(
        "(submitted_at IS NULL) = (score IS NULL)"
        " AND (submitted_at IS NULL) = (points_earned IS NULL)",
        name="graded_when_submitted",
    ),
    # Two attempts begun at once are one.
    UniqueConstraint("tenant_id", "quiz_id", "user_id", "number"),
    same_tenant("quiz_id", "quizzes"),
    is_member("user_id"),
    Index("quiz_attempts_list_idx", "tenant_id", "quiz_id", desc("started_at"), desc("id")),
    Index(
        "quiz_attempts_open_idx",
        "tenant_id",
        "deadline_at",
        postgresql_where=text("submitted_at IS NULL AND deadline_at IS NOT NULL"),
    ),
)

quiz_corrections = table(
    "quiz_corrections",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("attempt_id"),
    # Of the attempt after the change.
    number("version"),
    words("question_id", Data.FACT),
    number("points_before", Numeric(9, 2, asdecimal=False)),
    number("points_after", Numeric(9, 2, asdecimal=False)),
    number("points_by_hand", Numeric(9, 2, asdecimal=False), nullable=True),
    words("reason", Data.PERSONAL),
    identifier("corrected_by"),
    stamped("corrected_at"),
    UniqueConstraint("tenant_id", "attempt_id", "version", "question_id"),
    same_tenant("attempt_id", "quiz_attempts"),
    is_member("corrected_by"),
)

bank_questions = table(
    "bank_questions",
    of_person("owner_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    identifier("owner_id"),
    document("question", Data.PERSONAL, bank_question_schema),
    # Of the question, for lists and searches.
    *choice("type", QuestionType),
    words("text", Data.PERSONAL),
    words("text_kh", Data.PERSONAL, nullable=True),
    column("tags", ARRAY(Text()), Data.PERSONAL),
    flag("shared"),
    # How often it was copied into a quiz.
    counter("used"),
    stamped("created_at"),
    stamped("updated_at"),
    belongs_to_tenant(),
    is_member("owner_id"),
    Index("bank_questions_owner_idx", "tenant_id", "owner_id", desc("created_at"), desc("id")),
    Index(
        "bank_questions_shared_idx",
        "tenant_id",
        desc("created_at"),
        desc("id"),
        postgresql_where=text("shared"),
    ),
    Index("bank_questions_tags_idx", "tags", postgresql_using="gin"),
)
