"""Quizzes of one school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, and_, func, insert, or_, select, tuple_, update

from infra.postgres.identity.tables import users
from infra.postgres.learning.tables import quiz_attempts, quizzes
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position
from shared.learning.quizzes.policy import Terms, total_points
from shared.learning.quizzes.questions import Question
from shared.learning.quizzes.types import QuizStatus, ResultsVisibility

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

_QUESTIONS: TypeAdapter[list[Question]] = TypeAdapter(list[Question])


@dataclass(frozen=True, slots=True)
class QuizEntry:
    """A quiz in a list, with its author and how often the viewer has attempted it."""

    id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: str | None
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


class QuizRepository:
    """Queries on quizzes; the caller decides who may see a draft."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any], questions: Sequence[Question]) -> None:
        """Add a quiz; keys are column names."""
        self._unit.execute(insert(quizzes).values(**values, **_columns_of(questions)))

    def get(self, tenant_id: UUID, viewer_id: UUID, quiz_id: UUID) -> Quiz | None:
        """A quiz that was not deleted."""
        query = _entries(tenant_id, viewer_id, quizzes.c.questions).where(quizzes.c.id == quiz_id)
        row = self._unit.one_or_none(query)
        if row is None:
            return None
        values = _values(row)
        return Quiz(**{**values, "questions": _QUESTIONS.validate_python(values["questions"])})

    def lock(self, tenant_id: UUID, quiz_id: UUID, *, to_change: bool) -> bool:
        """Keep a quiz as it is, or to oneself; False when it was deleted meanwhile.

        Attempts begin under the weaker lock, many at a time, and never beside a change.
        """
        query = select(quizzes.c.id).where(
            quizzes.c.tenant_id == tenant_id,
            quizzes.c.id == quiz_id,
            quizzes.c.deleted_at.is_(None),
        )
        query = query.with_for_update(key_share=to_change, read=not to_change)
        return self._unit.one_or_none(query) is not None

    def find(
        self,
        tenant_id: UUID,
        viewer_id: UUID,
        *,
        drafts_of_others: bool,
        mine: bool,
        before: Position | None,
        limit: int,
    ) -> list[QuizEntry]:
        """Newest first, ``limit + 1`` rows."""
        q = quizzes.c
        query = _entries(tenant_id, viewer_id)
        if mine:
            query = query.where(q.author_id == viewer_id)
        elif not drafts_of_others:
            query = query.where(or_(q.status == QuizStatus.PUBLISHED, q.author_id == viewer_id))
        if before is not None:
            query = query.where(tuple_(q.created_at, q.id) < (before.at, before.id))
        query = query.order_by(q.created_at.desc(), q.id.desc()).limit(limit + 1)
        return [QuizEntry(**_values(row)) for row in self._unit.all(query)]

    def replace(
        self,
        tenant_id: UUID,
        quiz_id: UUID,
        values: dict[str, Any],
        questions: Sequence[Question],
    ) -> None:
        """Write a locked quiz anew; keys are column names."""
        self._unit.execute(
            update(quizzes)
            .where(quizzes.c.tenant_id == tenant_id, quizzes.c.id == quiz_id)
            .values(**values, **_columns_of(questions))
        )

    def mark_deleted(self, tenant_id: UUID, quiz_id: UUID, now: datetime) -> None:
        """Hide a quiz for good; its attempts stay for the records."""
        self._unit.execute(
            update(quizzes)
            .where(quizzes.c.tenant_id == tenant_id, quizzes.c.id == quiz_id)
            .values(deleted_at=now, updated_at=now)
        )


def _columns_of(questions: Sequence[Question]) -> dict[str, Any]:
    return {
        "questions": _QUESTIONS.dump_python(
            list(questions), mode="json", by_alias=True, exclude_none=True
        ),
        "question_count": len(questions),
        "total_points": total_points(questions),
    }


def _entries(tenant_id: UUID, viewer_id: UUID, *more: Any) -> Select[Any]:
    q = quizzes.c
    attempts_used = (
        select(func.count())
        .where(
            quiz_attempts.c.tenant_id == q.tenant_id,
            quiz_attempts.c.quiz_id == q.id,
            quiz_attempts.c.user_id == viewer_id,
        )
        .scalar_subquery()
    )
    author = and_(memberships.c.tenant_id == q.tenant_id, memberships.c.user_id == q.author_id)
    return (
        select(
            q.id,
            q.author_id,
            users.c.name.label("author_name"),
            users.c.avatar.label("author_avatar"),
            memberships.c.role.label("author_role"),
            q.title,
            q.title_kh,
            q.description,
            q.description_kh,
            q.question_count,
            q.total_points,
            q.time_limit,
            q.passing_score,
            q.max_attempts,
            attempts_used.label("attempts_used"),
            q.shuffle,
            q.results_visibility,
            q.opens_at,
            q.closes_at,
            q.status,
            q.created_at,
            q.updated_at,
            *more,
        )
        .join_from(quizzes, users, users.c.id == q.author_id)
        .join(memberships, author)
        .where(q.tenant_id == tenant_id, q.deleted_at.is_(None))
    )


def _values(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["status"] = QuizStatus(row.status)
    values["results_visibility"] = ResultsVisibility(row.results_visibility)
    return values
