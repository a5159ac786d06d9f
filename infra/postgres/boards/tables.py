"""Q&A boards: boards, questions, votes, tags and polls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
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

SHOWN = "status IN ('OPEN', 'ANSWERED')"


def _count(name: str) -> Column[Any]:
    return Column(name, Integer(), nullable=False, server_default=text("0"))


boards = Table(
    "boards",
    metadata,
    tenant_id(),
    identifier(),
    words("slug"),
    words("title"),
    *choice("scope_type", "TENANT", "COURSE", "CLASS", "CLUB", "EVENT", default="TENANT"),
    identifier("scope_id", nullable=True),
    words("join_code"),
    Column("settings", JSONB(), nullable=False, server_default=text("'{}'")),
    # Makes the pseudonyms of an anonymous board; other boards have none.
    Column("salt", LargeBinary()),
    *choice("status", "OPEN", "CLOSED", "ARCHIVED", default="OPEN"),
    identifier("presenting_question_id", nullable=True),
    identifier("created_by"),
    _count("questions_count"),
    _count("refused_count"),
    _count("held_count"),
    _count("rejected_count"),
    stamped("created_at"),
    stamped("updated_at"),
    UniqueConstraint("tenant_id", "slug"),
    UniqueConstraint("join_code"),
    belongs_to_tenant(),
    is_member("created_by"),
    CheckConstraint("(scope_type = 'TENANT') = (scope_id IS NULL)", name="scope_is_named"),
    Index(None, "tenant_id", "scope_id"),
)

questions = Table(
    "questions",
    metadata,
    tenant_id(),
    identifier(),
    identifier("board_id"),
    # The scope of the board.
    identifier("team_id", nullable=True),
    # Only of members, and only where the board is not anonymous.
    identifier("author_id", nullable=True),
    words("author_name", nullable=True),
    words("author_key"),
    words("body"),
    *choice("status", "OPEN", "ANSWERED", "UNDER_REVIEW", "REJECTED", "MERGED", default="OPEN"),
    _count("upvotes"),
    words("response_text", nullable=True),
    identifier("responded_by", nullable=True),
    instant("responded_at"),
    Column("is_pinned", Boolean(), nullable=False, server_default=text("false")),
    identifier("pinned_by", nullable=True),
    instant("pinned_at"),
    Column("is_frozen", Boolean(), nullable=False, server_default=text("false")),
    identifier("frozen_by", nullable=True),
    instant("frozen_at"),
    identifier("merged_into", nullable=True),
    Column("moderation", JSONB(), nullable=False, server_default=text("'{}'")),
    identifier("reviewed_by", nullable=True),
    instant("reviewed_at"),
    stamped("created_at"),
    stamped("updated_at"),
    same_tenant("board_id", "boards"),
    same_tenant("merged_into", "questions"),
    is_member("author_id"),
    is_member("responded_by"),
    is_member("pinned_by"),
    is_member("frozen_by"),
    is_member("reviewed_by"),
    # Every vote moves a question in each of its indexes: as few as serve the lists.
    Index(
        "questions_top_idx",
        "tenant_id",
        "board_id",
        text("is_pinned DESC"),
        text("upvotes DESC"),
        text("id DESC"),
        postgresql_where=text(SHOWN),
    ),
    Index("questions_new_idx", "tenant_id", "board_id", text("id DESC")),
    Index(
        "questions_waiting_idx",
        "tenant_id",
        "board_id",
        text("id DESC"),
        postgresql_where=text("status = 'UNDER_REVIEW'"),
    ),
    Index(
        "questions_merged_idx",
        "tenant_id",
        "merged_into",
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)

question_upvotes = Table(
    "question_upvotes",
    metadata,
    tenant_id(),
    Column("question_id", Uuid(), primary_key=True),
    # The person or guest, or their pseudonym on this board.
    Column("voter_key", Text(), primary_key=True),
    identifier("board_id"),
    # Empty on anonymous boards: a time would say who it was.
    instant("created_at"),
    same_tenant("question_id", "questions"),
    Index(None, "tenant_id", "board_id", "voter_key"),
)

question_terms = Table(
    "question_terms",
    metadata,
    tenant_id(),
    Column("board_id", Uuid(), primary_key=True),
    Column("term", Integer(), primary_key=True),
    Column("question_id", Uuid(), primary_key=True),
    same_tenant("question_id", "questions"),
    Index(None, "tenant_id", "question_id"),
)

tags = Table(
    "tags",
    metadata,
    tenant_id(),
    identifier(),
    words("name"),
    words("color", default="#3B82F6"),
    words("description", nullable=True),
    stamped("created_at"),
    belongs_to_tenant(),
    Index("tags_name_key", "tenant_id", text("lower(name)"), unique=True),
)

question_tags = Table(
    "question_tags",
    metadata,
    tenant_id(),
    Column("question_id", Uuid(), primary_key=True),
    Column("tag_id", Uuid(), primary_key=True),
    same_tenant("question_id", "questions"),
    same_tenant("tag_id", "tags"),
    Index(None, "tenant_id", "tag_id"),
)

board_polls = Table(
    "board_polls",
    metadata,
    tenant_id(),
    identifier(),
    identifier("board_id"),
    *choice("kind", "CHOICE", "RATING", "WORDCLOUD"),
    words("prompt"),
    Column("options", ARRAY(Text()), nullable=False, server_default=text("'{}'")),
    Column("multiple", Boolean(), nullable=False, server_default=text("false")),
    *choice("status", "OPEN", "CLOSED", default="OPEN"),
    stamped("opened_at"),
    instant("closed_at"),
    same_tenant("board_id", "boards"),
    Index(None, "tenant_id", "board_id", "opened_at"),
)

board_poll_votes = Table(
    "board_poll_votes",
    metadata,
    tenant_id(),
    Column("poll_id", Uuid(), primary_key=True),
    Column("voter_key", Text(), primary_key=True),
    # Numbers of options, the rating, or words.
    Column("answer", ARRAY(Text()), nullable=False),
    same_tenant("poll_id", "board_polls"),
)
