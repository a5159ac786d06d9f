"""Live games: the game with the questions it was made from, who sits in it, and what was said."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from infra.postgres.core.columns import (
    SCHEMA,
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


def _count(name: str) -> Column[int]:
    return Column(name, Integer(), nullable=False, server_default=text("0"))


live_sessions = Table(
    "live_sessions",
    metadata,
    tenant_id(),
    identifier(),
    # Six digits. join_codes keeps them apart among the running games of all schools; a school uses
    # each once, so that neither an old pass nor an old channel opens a later game.
    words("code"),
    identifier("quiz_id", nullable=True),
    identifier("host_id"),
    words("title"),
    *choice("status", "LOBBY", "ACTIVE", "COMPLETED", "ABANDONED", default="LOBBY"),
    Column("revealed", Boolean(), nullable=False, server_default=false()),
    Column("current_index", SmallInteger(), nullable=True),
    instant("question_started_at"),
    Column("settings", JSONB(), nullable=False),
    Column("quiz_snapshot", JSONB(), nullable=False),
    Column("question_count", SmallInteger(), nullable=False),
    # Goes up with every change that a screen shows.
    _count("state_version"),
    # New whenever a score or the set of players changes: what a copy of the leaderboard is of.
    identifier("board_tag"),
    # Seats that are taken, and the number of the next one.
    _count("seats"),
    _count("last_seq"),
    Column("locked", Boolean(), nullable=False, server_default=false()),
    stamped("created_at"),
    stamped("updated_at"),
    instant("started_at"),
    instant("ended_at"),
    belongs_to_tenant(),
    is_member("host_id"),
    same_tenant("quiz_id", "quizzes"),
    UniqueConstraint("tenant_id", "code"),
    Index(None, "tenant_id", "host_id"),
    Index(None, "tenant_id", "status", "updated_at"),
)

live_participants = Table(
    "live_participants",
    metadata,
    tenant_id(),
    identifier(),
    identifier("session_id"),
    # A member or a guest; a guest's pass is forgotten before the game is.
    identifier("user_id", nullable=True),
    identifier("guest_id", nullable=True),
    words("nickname"),
    words("nickname_key"),
    Column("join_seq", Integer(), nullable=False),
    # As of the last reveal: a score that moved earlier would tell who was right.
    _count("score"),
    _count("correct"),
    _count("answered"),
    _count("streak"),
    Column("previous_rank", Integer(), nullable=True),
    stamped("joined_at"),
    instant("left_at"),
    instant("kicked_at"),
    CheckConstraint("num_nonnulls(user_id, guest_id) = 1", name="member_or_guest"),
    same_tenant("session_id", "live_sessions"),
    is_member("user_id"),
    UniqueConstraint("tenant_id", "session_id", "id", name="live_participants_seat_key"),
    UniqueConstraint("tenant_id", "session_id", "user_id", name="live_participants_user_key"),
    UniqueConstraint("tenant_id", "session_id", "guest_id", name="live_participants_guest_key"),
    UniqueConstraint(
        "tenant_id", "session_id", "nickname_key", name="live_participants_nickname_key"
    ),
    Index(
        "live_participants_board_idx",
        "tenant_id",
        "session_id",
        text("score DESC"),
        "join_seq",
    ),
)

live_answers = Table(
    "live_answers",
    metadata,
    tenant_id(),
    Column("session_id", Uuid(), primary_key=True),
    Column("question_index", SmallInteger(), primary_key=True),
    Column("participant_id", Uuid(), primary_key=True),
    Column("answer", JSONB(), nullable=False),
    # NULL where there is no right or wrong.
    Column("correct", Boolean(), nullable=True),
    Column("points", Integer(), nullable=False),
    _count("bonus"),
    Column("time_ms", Integer(), nullable=False),
    instant("answered_at", nullable=False),
    # Through the seat, and not to the game itself: that row would be locked by every answer.
    ForeignKeyConstraint(
        ["tenant_id", "session_id", "participant_id"],
        [
            f"{SCHEMA}.live_participants.tenant_id",
            f"{SCHEMA}.live_participants.session_id",
            f"{SCHEMA}.live_participants.id",
        ],
        name="live_answers_seat_fkey",
    ),
)
