"""Requests and responses of live games.

A screen is drawn from ``GameRead`` (``GET /v1/live/{code}``) and the events after it: ``index`` and
``phase`` only ever move forward, so an event that names an earlier place than the screen is old.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from shared.http.schema import (
    GIVEN,
    NOT_GIVEN,
    SAFE_LINE,
    Line,
    RequestModel,
    ResponseModel,
    example,
)
from shared.learning.quizzes.grading import Bar
from shared.learning.quizzes.questions import QUESTION_EXAMPLE, Answer, Questions, Solution
from shared.learning.quizzes.shown import PublicQuestion
from shared.live.policy import MAX_PLAYERS, TOP, GameStatus, Phase, Scoring

Nickname = Annotated[Line, Field(min_length=2, max_length=20)]


class GameSettings(RequestModel):
    """Rules of a game. A question's own ``seconds`` win over ``questionTime`` (seconds)."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    question_time: Annotated[int, Field(ge=5, le=240)] = 30
    points_per_question: Annotated[int, Field(ge=0, le=10_000)] = 1000
    speed_bonus_multiplier: Annotated[float, Field(ge=0, le=2)] = 0.5
    scoring: Scoring = Scoring.SPEED_BONUS
    streak_bonus: bool = False
    show_leaderboard: bool = True
    auto_advance: bool = False
    shuffle_options: bool = False
    guests: bool = False
    max_participants: Annotated[int, Field(ge=1, le=MAX_PLAYERS)] = 500


_ONE_SOURCE = {
    "oneOf": [
        {
            "required": ["quizId"],
            "properties": {"quizId": GIVEN, "questions": NOT_GIVEN},
        },
        {
            "required": ["questions", "title"],
            "properties": {
                "questions": GIVEN,
                "title": GIVEN,
                "quizId": NOT_GIVEN,
            },
        },
    ]
}


class GameCreate(
    RequestModel,
    json_schema_extra=example(title="A game", questions=[QUESTION_EXAMPLE]) | _ONE_SOURCE,
):
    """A game from a saved quiz (``quizId``), or from questions of its own with a ``title``."""

    quiz_id: UUID | None = None
    title: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    questions: Questions | None = None
    settings: GameSettings = GameSettings()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.quiz_id is None) == (self.questions is None):
            raise ValueError("give either quizId or questions")
        if self.questions is not None and self.title is None:
            raise ValueError("questions without a quiz need a title")
        return self


class GamePath(RequestModel):
    """The game that the path names by its six digits."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$"), SAFE_LINE]


class SeatPath(GamePath):
    """A seat of a game."""

    participant_id: UUID


class GameJoin(RequestModel, json_schema_extra=example(nickname="Dara", language="en")):
    """Sit down. Without a nickname members play under their name and guests under a made-up one.

    ``returnCode``, which the host gives, leads a guest without their token back to the own seat.
    """

    nickname: Nickname | None = None
    language: Literal["en", "km"] = "en"
    return_code: Annotated[Line, Field(min_length=6, max_length=16)] | None = None


class GameAnswer(RequestModel, json_schema_extra=example(index=0, answer={"choice": "two"})):
    """An answer to the question at ``index``, counted from 0."""

    index: Annotated[int, Field(strict=True, ge=0, lt=1000)]
    answer: Answer


class GameLock(RequestModel, json_schema_extra=example(locked=True)):
    """Whether newcomers are kept out. Who has a seat may always come back to it."""

    locked: bool


class LeaderboardQuery(RequestModel):
    """How many places, from the first."""

    top: Annotated[int, Field(ge=1, le=100)] = TOP


class GuestSeatRead(ResponseModel):
    """What a guest comes back with: a token for this game alone. It cannot be renewed."""

    token: str
    expires_at: datetime


class JoinRead(ResponseModel):
    """A seat. ``rejoined`` says that it was the caller's before; ``guest`` is for new guests."""

    code: str
    participant_id: UUID
    nickname: str
    rejoined: bool
    guest: GuestSeatRead | None


class ReturnCodeRead(ResponseModel):
    """What a guest types who lost the device, once, to come back to the same seat."""

    code: str
    expires_at: datetime


class AnswerRead(ResponseModel):
    """That the answer counts, and how a written number was read.

    Whether it is right is told to all at the reveal.
    """

    index: int
    time_ms: int
    number: float | None


class PlaceRead(ResponseModel):
    """One place of the leaderboard. ``delta`` is the number of places gained by the question."""

    rank: int
    participant_id: UUID
    nickname: str
    score: int
    delta: int


class LeaderboardRead(ResponseModel):
    """The first places as of the last reveal."""

    code: str
    index: int | None
    top: list[PlaceRead]
    total_participants: int


class RankRead(ResponseModel):
    """The caller's place as of the last reveal; 0 for a seat that is not ranked."""

    rank: int
    score: int
    delta: int
    streak: int
    total_participants: int


class SeatRead(ResponseModel):
    """The caller's seat. ``answer`` is the one given to the current question.

    ``correct`` and ``points`` of that question are null until it is revealed.
    """

    participant_id: UUID
    nickname: str
    score: int
    streak: int
    answer: dict[str, Any] | None
    correct: bool | None
    points: int | None


class PlayerRead(ResponseModel):
    """Somebody in the lobby, in the order of coming."""

    participant_id: UUID
    nickname: str
    guest: bool


class RevealRead(ResponseModel):
    """What was right, and how often each answer was given."""

    index: int
    correct: Solution
    distribution: list[Bar]
    answered: int


class GameRead(ResponseModel):
    """A game as the caller may see it now; times are the server's.

    ``question``, ``startsAt``, ``endsAt`` and ``points`` are set while a question is on, ``reveal``
    and ``leaderboard`` once it is revealed, and ``nextAt`` where the game then goes on by itself:
    any page may ask for the step (``POST /v1/live/{code}/advance``) after it, as after ``endsAt``.
    ``me`` is null for the host. ``answered``, ``joinUrl``
    and ``joinQr`` (an SVG document) are for the host.
    """

    code: str
    title: str
    role: Literal["host", "player"]
    status: GameStatus
    phase: Phase | None
    index: int | None
    total: int
    question: PublicQuestion | None
    points: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    next_at: datetime | None
    server_time: datetime
    settings: GameSettings
    locked: bool
    participant_count: int
    answered: int | None
    players: list[PlayerRead]
    me: SeatRead | None
    reveal: RevealRead | None
    leaderboard: LeaderboardRead | None
    state_version: int
    join_url: str | None
    join_qr: str | None


class ResultRead(ResponseModel):
    """How one seat did in the whole game."""

    rank: int
    participant_id: UUID
    nickname: str
    score: int
    correct: int
    answered: int
    mine: bool


class QuestionResultRead(ResponseModel):
    """How all did on one question; ``correctShare`` is of those who answered (null for a poll)."""

    index: int
    question: PublicQuestion
    correct: Solution
    distribution: list[Bar]
    answered: int
    correct_share: float | None
    average_ms: int | None


class ResultsRead(ResponseModel):
    """A game that is over. Players get the podium and their own place, the host all places."""

    code: str
    title: str
    status: GameStatus
    ended_at: datetime | None
    total_participants: int
    podium: list[ResultRead]
    places: list[ResultRead]
    questions: list[QuestionResultRead]
