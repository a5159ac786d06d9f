"""What a certificate says: a snapshot of what was earned."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from shared.http.schema import RequestModel, ResponseModel, Token


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


class CertificatePath(RequestModel):
    """The code in the path, as it is printed: with or without dashes."""

    code: Annotated[Token, Field(min_length=1, max_length=40)]


class CertificateRead(ResponseModel):
    """A certificate. One with ``revokedAt`` does not count any more."""

    code: str
    snapshot: Snapshot
    issued_at: datetime
    revoked_at: datetime | None
