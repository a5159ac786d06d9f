"""What a certificate says: a snapshot of what was earned."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from shared.http.schema import ResponseModel


class EarnedQuiz(ResponseModel):
    """A quiz of the course, and the best result; ``score`` in percent."""

    title: str
    score: float


class Snapshot(ResponseModel):
    """The names and figures of the day on which the certificate was earned."""

    person_name: str
    person_name_kh: str | None = None
    course_title: str
    course_title_kh: str | None = None
    teacher_name: str
    school_name: str
    lessons: int
    quizzes: list[EarnedQuiz]
    completed_at: datetime


@cache
def snapshot_schema() -> TypeAdapter[Snapshot]:
    """How a snapshot is kept."""
    return TypeAdapter(Snapshot)
