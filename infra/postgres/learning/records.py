"""What queries on quizzes and attempts select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.learning.quizzes.policy import Mark, Terms, mark
from shared.learning.quizzes.questions import Answer, Question
from shared.learning.quizzes.types import QuizStatus, ResultsVisibility


@dataclass(frozen=True, slots=True)
class QuizEntry:
    """A quiz in a list, with its author and how often the viewer has attempted it."""

    id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    title: str
    title_kh: str | None
    description: str | None
    description_kh: str | None
    question_count: int
    total_points: int
    time_limit: int | None
    passing_score: int | None
    max_attempts: int | None
    attempts_used: int
    shuffle: bool
    results_visibility: ResultsVisibility
    opens_at: datetime | None
    closes_at: datetime | None
    status: QuizStatus
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this quiz stands in the list."""
        return Position(self.created_at, self.id)

    @property
    def terms(self) -> Terms:
        """When and how often it may be attempted."""
        return Terms(self.opens_at, self.closes_at, self.time_limit, self.max_attempts)


@dataclass(frozen=True, slots=True)
class Quiz(QuizEntry):
    """A quiz with its questions and their solutions."""

    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt with the person whose it is. It has a score when it is handed in."""

    id: UUID
    quiz_id: UUID
    number: int
    user_id: UUID
    user_name: str
    user_avatar: str | None
    user_role: Role
    answers: Mapping[str, Answer]
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    points_earned: float | None
    score: float | None
    passed: bool | None
    corrections: Mapping[str, float]
    version: int

    @property
    def position(self) -> Position:
        """Where this attempt stands in the list."""
        return Position(self.started_at, self.id)

    def is_over(self, now: datetime) -> bool:
        """Whether it was handed in, or its time is up."""
        overdue = self.deadline_at is not None and now >= self.deadline_at
        return self.submitted_at is not None or overdue

    def mark(self, quiz: Quiz) -> Mark:
        """The stored result; for an attempt that nobody handed in, the one that it will have."""
        if self.points_earned is None or self.score is None:
            return mark(quiz.questions, self.answers, quiz.passing_score, self.corrections)
        return Mark(self.points_earned, self.score, self.passed)


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the history of an attempt's points by hand, with who wrote it."""

    id: UUID
    version: int
    question_id: str
    points_before: float
    points_after: float
    points_by_hand: float | None
    reason: str
    corrected_by: UUID | None
    corrected_by_name: str | None
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A question of the bank, with who keeps it."""

    id: UUID
    owner_id: UUID
    owner_name: str
    owner_avatar: str | None
    owner_role: Role
    question: Question
    tags: Sequence[str]
    shared: bool
    used: int
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.created_at, self.id)
