"""Live games: the game with the questions it was made from, who sits in it, and what was said."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)

from infra.postgres.core.columns import (
    SCHEMA,
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
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Erasure, of_person, of_school
from shared.live.policy import GameStatus

live_sessions = table(
    "live_sessions",
    of_person("host_id", Erasure.KEEP),
    tenant_id(),
    identifier(),
    # Six digits. join_codes keeps them apart among the running games of all schools; a school uses
    # each once, so that neither an old pass nor an old channel opens a later game.
    words("code", Data.FACT),
    identifier("quiz_id", nullable=True),
    identifier("host_id"),
    words("title", Data.PERSONAL),
    *choice("status", GameStatus, default=GameStatus.LOBBY),
    flag("revealed"),
    number("current_index", SmallInteger(), nullable=True),
    instant("question_started_at"),
    # Of the last question that was revealed.
    instant("revealed_at"),
    document("settings", Data.FACT),
    document("quiz_snapshot", Data.PERSONAL),
    number("question_count", SmallInteger()),
    # Goes up with every change that a screen shows.
    counter("state_version"),
    # New whenever a score or the set of players changes: what a copy of the leaderboard is of.
    identifier("board_tag"),
    # Seats that are taken, and the number of the next one.
    counter("seats"),
    counter("last_seq"),
    flag("locked"),
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

live_participants = table(
    "live_participants",
    of_person("user_id", Erasure.EMPTY),
    tenant_id(),
    identifier(),
    identifier("session_id"),
    # A member or a guest; a guest's pass is forgotten before the game is.
    identifier("user_id", nullable=True),
    identifier("guest_id", nullable=True),
    words("nickname", Data.PERSONAL),
    words("nickname_key", Data.DERIVED),
    number("join_seq"),
    # As of the last reveal: a score that moved earlier would tell who was right.
    counter("score"),
    counter("correct"),
    counter("answered"),
    counter("streak"),
    number("previous_rank", nullable=True),
    stamped("joined_at"),
    instant("left_at"),
    instant("kicked_at"),
    # Marks the address, so that one who was sent away does not come back as somebody new.
    binary("origin", Data.HIDDEN, nullable=True),
    # The way back for a guest who lost the device.
    binary("return_hash", Data.SECRET, nullable=True),
    instant("return_until"),
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

live_answers = table(
    "live_answers",
    of_school(),
    tenant_id(),
    key("session_id"),
    key("question_index", SmallInteger(), Data.FACT),
    key("participant_id"),
    document("answer", Data.PERSONAL),
    # NULL where there is no right or wrong.
    column("correct", Boolean(), Data.FACT, nullable=True),
    number("points"),
    counter("bonus"),
    number("time_ms"),
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
