"""Events of quizzes."""

from __future__ import annotations

from uuid import UUID

from shared.events.event import Event, event


@event("quiz:published", audience=("tenant:{school_id}",))
class QuizPublished(Event):
    """A quiz can be attempted from now on, or from its opening."""

    quiz_id: UUID
    title: str
    question_count: int


@event("quiz:attempt_submitted", audience=("user:{user_id}", "user:{author_id}"))
class QuizAttemptSubmitted(Event):
    """An attempt is over and graded. ``score`` (percent) and ``passed`` are null while hidden."""

    quiz_id: UUID
    attempt_id: UUID
    user_id: UUID
    score: float | None
    passed: bool | None


@event("quiz:attempt_corrected", audience=("user:{user_id}",))
class QuizAttemptCorrected(Event):
    """A teacher gave points by hand. ``score`` and ``passed`` are null while hidden."""

    quiz_id: UUID
    attempt_id: UUID
    user_id: UUID
    score: float | None
    passed: bool | None
