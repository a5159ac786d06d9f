"""Events of live games. What a player may not know before the reveal is in none before it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.learning.quizzes.grading import Bar
from shared.learning.quizzes.questions import Solution
from shared.learning.quizzes.shown import PublicQuestion
from shared.live.schemas import GameSettings, PlaceRead

GAME = ("live:{code}",)


# A nickname is what the others of a game know of a player: the account behind it is not told.
@event("live:participant_joined", audience=GAME, durable=False, nobodys=True)
class LiveParticipantJoined(Event):
    """Somebody sat down, or came back."""

    code: str
    participant_id: UUID
    nickname: str
    participant_count: int


@event("live:participant_left", audience=GAME, durable=False, nobodys=True)
class LiveParticipantLeft(Event):
    """Somebody stood up."""

    code: str
    participant_id: UUID
    participant_count: int


@event("live:participant_kicked", audience=("live:{code}", "user:{user_id}"), durable=False)
class LiveParticipantKicked(Event):
    """The host sent somebody away for good."""

    code: str
    participant_id: UUID
    reason: str | None


@event("live:locked", audience=GAME, durable=False)
class LiveLocked(Event):
    """The host closed the door to newcomers, or opened it."""

    code: str
    locked: bool


@event("live:started", audience=GAME)
class LiveStarted(Event):
    """The game began."""

    code: str
    total_questions: int
    settings: GameSettings


@event("live:question", audience=GAME, version=2)
class LiveQuestion(Event):
    """A question is open from ``startsAt`` to ``endsAt`` on the server's clock."""

    code: str
    index: int
    total: int
    question: PublicQuestion
    starts_at: datetime
    ends_at: datetime
    server_time: datetime
    points: int


@event("live:answer_count", audience=("host:{code}",), durable=False, coalesce_seconds=0.25)
class LiveAnswerCount(Event):
    """How many have answered; the host is told some times a second, and when all have."""

    code: str
    index: int
    answered: int
    participants: int


@event("live:reveal", audience=GAME)
class LiveReveal(Event):
    """The question is closed: what was right, and what was answered.

    ``nextAt`` is when the next one may be asked for, where the game goes on by itself.
    """

    code: str
    index: int
    correct: Solution
    distribution: list[Bar]
    explanation: str | None
    next_at: datetime | None = None


@event("live:leaderboard", audience=GAME)
class LiveLeaderboard(Event):
    """The first places after a question."""

    code: str
    index: int
    top: list[PlaceRead]
    total_participants: int


@event("live:ended", audience=GAME)
class LiveEnded(Event):
    """The game is over."""

    code: str
    podium: list[PlaceRead]
    total_participants: int
    results_url: str
