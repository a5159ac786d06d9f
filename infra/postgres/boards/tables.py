"""Q&A boards: boards, questions, votes, tags and polls."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Index, Integer, Text, UniqueConstraint, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
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
    lines,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, Told, about, of_person, of_school
from shared.boards.types import BoardScope, BoardStatus, PollKind, PollStatus, QuestionStatus

SHOWN = "status IN ('OPEN', 'ANSWERED')"


boards = table(
    "boards",
    of_school(),
    tenant_id(),
    identifier(),
    words("slug", Data.FACT),
    words("title", Data.PERSONAL),
    *choice("scope_type", BoardScope, default=BoardScope.TENANT),
    identifier("scope_id", nullable=True),
    words("join_code", Data.FACT),
    document("settings", Data.FACT, empty=True),
    # Makes the pseudonyms of an anonymous board; other boards have none.
    binary("salt", Data.HIDDEN, nullable=True),
    *choice("status", BoardStatus, default=BoardStatus.OPEN),
    identifier("presenting_question_id", nullable=True),
    identifier("created_by"),
    counter("questions_count"),
    counter("refused_count"),
    counter("held_count"),
    counter("rejected_count"),
    stamped("created_at"),
    stamped("updated_at"),
    UniqueConstraint("tenant_id", "slug"),
    UniqueConstraint("join_code"),
    belongs_to_tenant(),
    is_member("created_by"),
    CheckConstraint("(scope_type = 'TENANT') = (scope_id IS NULL)", name="scope_is_named"),
    Index(None, "tenant_id", "scope_id"),
)

questions = table(
    "questions",
    of_person(
        "author_id",
        Erasure.EMPTY,
        then={"status": QuestionStatus.REJECTED},
        # What the filter found, and who looked at it: for those who moderate the board.
        told=Told(never=("moderation", "reviewed_by")),
    ),
    tenant_id(),
    identifier(),
    identifier("board_id"),
    # The scope of the board.
    identifier("team_id", nullable=True),
    # Only of members, and only where the board is not anonymous.
    identifier("author_id", nullable=True),
    words("author_name", Data.PERSONAL, nullable=True),
    words("author_key", Data.HIDDEN),
    words("body", Data.PERSONAL),
    *choice("status", QuestionStatus, default=QuestionStatus.OPEN),
    counter("upvotes"),
    about("responded_by", words("response_text", Data.PERSONAL, nullable=True)),
    identifier("responded_by", nullable=True),
    instant("responded_at"),
    flag("is_pinned"),
    identifier("pinned_by", nullable=True),
    instant("pinned_at"),
    flag("is_frozen"),
    identifier("frozen_by", nullable=True),
    instant("frozen_at"),
    identifier("merged_into", nullable=True),
    document("moderation", Data.FACT, empty=True),
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

question_upvotes = table(
    "question_upvotes",
    of_school(),
    tenant_id(),
    key("question_id"),
    # The person or guest, or their pseudonym on this board.
    key("voter_key", Text(), Data.HIDDEN),
    identifier("board_id"),
    # Empty on anonymous boards: a time would say who it was.
    instant("created_at"),
    same_tenant("question_id", "questions"),
    Index(None, "tenant_id", "board_id", "voter_key"),
)

question_terms = table(
    "question_terms",
    of_school(),
    tenant_id(),
    key("board_id"),
    key("term", Integer(), Data.FACT),
    key("question_id"),
    same_tenant("question_id", "questions"),
    Index(None, "tenant_id", "question_id"),
)

tags = table(
    "tags",
    of_school(),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    # The canonical form of the name; none where the release before wrote the row.
    words("name_key", Data.DERIVED, nullable=True),
    words("color", Data.FACT, default="#3B82F6"),
    words("description", Data.FACT, nullable=True),
    stamped("created_at"),
    belongs_to_tenant(),
    Index("tags_name_key", "tenant_id", text("lower(name)"), unique=True),
    Index("tags_same_name_key", "tenant_id", "name_key", unique=True),
)

question_tags = table(
    "question_tags",
    of_school(),
    tenant_id(),
    key("question_id"),
    key("tag_id"),
    same_tenant("question_id", "questions"),
    same_tenant("tag_id", "tags"),
    Index(None, "tenant_id", "tag_id"),
)

board_polls = table(
    "board_polls",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("board_id"),
    *choice("kind", PollKind),
    words("prompt", Data.PERSONAL),
    lines("options", Data.PERSONAL),
    flag("multiple"),
    *choice("status", PollStatus, default=PollStatus.OPEN),
    stamped("opened_at"),
    instant("closed_at"),
    same_tenant("board_id", "boards"),
    Index(None, "tenant_id", "board_id", "opened_at"),
)

board_poll_votes = table(
    "board_poll_votes",
    of_school(),
    tenant_id(),
    key("poll_id"),
    key("voter_key", Text(), Data.HIDDEN),
    # Numbers of options, the rating, or words.
    column("answer", ARRAY(Text()), Data.PERSONAL),
    same_tenant("poll_id", "board_polls"),
)
