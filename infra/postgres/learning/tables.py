"""Quizzes and attempts."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Numeric,
    Table,
    UniqueConstraint,
    desc,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    identifier,
    instant,
    is_member,
    metadata,
    same_tenant,
    stamped,
    tenant_id,
    words,
)

quizzes = Table(
    "quizzes",
    metadata,
    tenant_id(),
    identifier(),
    identifier("author_id"),
    words("title"),
    words("title_kh", nullable=True),
    words("description", nullable=True),
    words("description_kh", nullable=True),
    # With their solutions; ``shared.learning.quizzes.questions`` is the schema.
    Column("questions", JSONB(), nullable=False),
    Column("question_count", Integer(), nullable=False),
    Column("total_points", Integer(), nullable=False),
    Column("time_limit", Integer()),
    Column("passing_score", Integer()),
    Column("max_attempts", Integer()),
    Column("shuffle", Boolean(), nullable=False, server_default=text("false")),
    *choice("results_visibility", "IMMEDIATE", "AFTER_CLOSE", "SCORE_ONLY", default="IMMEDIATE"),
    instant("opens_at"),
    instant("closes_at"),
    *choice("status", "DRAFT", "PUBLISHED", default="DRAFT"),
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

quiz_attempts = Table(
    "quiz_attempts",
    metadata,
    tenant_id(),
    identifier(),
    identifier("quiz_id"),
    identifier("user_id"),
    Column("number", Integer(), nullable=False),
    Column("answers", JSONB(), nullable=False, server_default=text("'{}'")),
    Column("score", Numeric(5, 2)),
    Column("points_earned", Numeric(9, 2)),
    Column("passed", Boolean()),
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
)
