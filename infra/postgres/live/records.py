"""What queries on live games select."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.live.policy import GameStatus


@dataclass(frozen=True, slots=True)
class Game:
    """A game without its questions. ``revealed`` is of the current question."""

    id: UUID
    code: str
    title: str
    host_id: UUID
    status: GameStatus
    revealed: bool
    current_index: int | None
    question_started_at: datetime | None
    revealed_at: datetime | None
    settings: Mapping[str, Any]
    question_count: int
    state_version: int
    board_tag: UUID
    seats: int
    last_seq: int
    locked: bool
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a game; scores are as of the last reveal."""

    id: UUID
    nickname: str
    user_id: UUID | None
    guest_id: UUID | None
    join_seq: int
    score: int
    correct: int
    answered: int
    streak: int
    previous_rank: int | None
    left_at: datetime | None
    kicked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A seat on the leaderboard; ``tag`` names the state of the board that it is from."""

    rank: int
    id: UUID
    nickname: str
    join_seq: int
    score: int
    correct: int
    answered: int
    streak: int
    previous_rank: int | None
    tag: UUID


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that counts."""

    question_index: int
    participant_id: UUID
    answer: Mapping[str, Any]
    correct: bool | None
    points: int
    bonus: int
    time_ms: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer; see ``app.live_answer`` for the outcomes.

    ``before`` is how many were certain when it came: there may be more by now, never fewer.
    """

    outcome: str
    session_id: UUID | None
    participant_id: UUID | None
    seats: int | None
    said: Mapping[str, Any] | None
    said_ms: int | None
    before: int
