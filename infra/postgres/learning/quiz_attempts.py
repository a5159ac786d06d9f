"""Attempts of quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, and_, exists, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from infra.postgres.identity.tables import users
from infra.postgres.learning.tables import quiz_attempts
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position
from shared.learning.quizzes.policy import Mark
from shared.learning.quizzes.questions import Answer

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

_ANSWERS: TypeAdapter[dict[str, Answer]] = TypeAdapter(dict[str, Answer])


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt with the person whose it is. ``result`` is None until it is handed in."""

    id: UUID
    quiz_id: UUID
    number: int
    user_id: UUID
    user_name: str
    user_avatar: str | None
    user_role: str | None
    answers: Mapping[str, Answer]
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    result: Mark | None

    @property
    def position(self) -> Position:
        """Where this attempt stands in the list."""
        return Position(self.started_at, self.id)

    def is_over(self, now: datetime) -> bool:
        """Whether it was handed in, or its time is up."""
        overdue = self.deadline_at is not None and now >= self.deadline_at
        return self.submitted_at is not None or overdue


class QuizAttemptRepository:
    """Queries on attempts; the caller has checked that the quiz may be seen."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> bool:
        """Add an attempt; False when one with its number was begun at the same moment."""
        statement = insert(quiz_attempts).values(**values).on_conflict_do_nothing()
        return len(self._unit.all(statement.returning(quiz_attempts.c.id))) == 1

    def find_of_person(self, tenant_id: UUID, quiz_id: UUID, user_id: UUID) -> list[Attempt]:
        """All attempts of one person, the latest first; there are at most a few."""
        a = quiz_attempts.c
        query = _attempts(tenant_id, quiz_id).where(a.user_id == user_id)
        return [_attempt(row) for row in self._unit.all(query.order_by(a.number.desc()))]

    def lock(self, tenant_id: UUID, quiz_id: UUID, attempt_id: UUID) -> Attempt | None:
        """The attempt, to change it."""
        query = _attempts(tenant_id, quiz_id).where(quiz_attempts.c.id == attempt_id)
        row = self._unit.one_or_none(query.with_for_update(of=quiz_attempts))
        return None if row is None else _attempt(row)

    def save(
        self, tenant_id: UUID, attempt_id: UUID, answers: Mapping[str, Answer], now: datetime
    ) -> None:
        """Replace the answers of a locked attempt."""
        self._change(tenant_id, attempt_id, answers=_dumped(answers), saved_at=now)

    def finish(self, tenant_id: UUID, attempt_id: UUID, result: Mark, at: datetime) -> None:
        """Store the result of a locked attempt."""
        self._change(
            tenant_id,
            attempt_id,
            submitted_at=at,
            points_earned=result.points,
            score=result.score,
            passed=result.passed,
        )

    def find(
        self,
        tenant_id: UUID,
        quiz_id: UUID,
        *,
        user_id: UUID | None,
        before: Position | None,
        limit: int,
    ) -> list[Attempt]:
        """Attempts of one person or of all, newest first, ``limit + 1`` rows."""
        a = quiz_attempts.c
        query = _attempts(tenant_id, quiz_id)
        if user_id is not None:
            query = query.where(a.user_id == user_id)
        if before is not None:
            query = query.where(tuple_(a.started_at, a.id) < (before.at, before.id))
        query = query.order_by(a.started_at.desc(), a.id.desc()).limit(limit + 1)
        return [_attempt(row) for row in self._unit.all(query)]

    def find_first_finished(
        self, tenant_id: UUID, quiz_id: UUID, now: datetime, limit: int
    ) -> list[Attempt]:
        """The first finished attempt of each person, the latest ``limit`` of them."""
        a = quiz_attempts.c
        over = or_(a.submitted_at.is_not(None), a.deadline_at <= now)
        first = (
            select(a.id)
            .where(a.tenant_id == tenant_id, a.quiz_id == quiz_id, over)
            .ext(distinct_on(a.user_id))
            .order_by(a.user_id, a.number)
        )
        query = _attempts(tenant_id, quiz_id).where(a.id.in_(first))
        query = query.order_by(a.started_at.desc(), a.id.desc()).limit(limit)
        return [_attempt(row) for row in self._unit.all(query)]

    def exist(self, tenant_id: UUID, quiz_id: UUID) -> bool:
        """Whether anybody has begun an attempt."""
        a = quiz_attempts.c
        query = select(exists().where(a.tenant_id == tenant_id, a.quiz_id == quiz_id).label("any"))
        row = self._unit.one_or_none(query)
        return row is not None and bool(row.any)

    def _change(self, tenant_id: UUID, attempt_id: UUID, **values: Any) -> None:
        self._unit.execute(
            update(quiz_attempts)
            .where(quiz_attempts.c.tenant_id == tenant_id, quiz_attempts.c.id == attempt_id)
            .values(**values)
        )


def _dumped(answers: Mapping[str, Answer]) -> dict[str, Any]:
    dumped: dict[str, Any] = _ANSWERS.dump_python(
        dict(answers), mode="json", by_alias=True, exclude_none=True
    )
    return dumped


def _attempts(tenant_id: UUID, quiz_id: UUID) -> Select[Any]:
    a = quiz_attempts.c
    person = and_(memberships.c.tenant_id == a.tenant_id, memberships.c.user_id == a.user_id)
    return (
        select(
            a.id,
            a.quiz_id,
            a.number,
            a.user_id,
            users.c.name.label("user_name"),
            users.c.avatar.label("user_avatar"),
            memberships.c.role.label("user_role"),
            a.answers,
            a.started_at,
            a.deadline_at,
            a.submitted_at,
            a.points_earned,
            a.score,
            a.passed,
        )
        .join_from(quiz_attempts, users, users.c.id == a.user_id)
        .join(memberships, person)
        .where(a.tenant_id == tenant_id, a.quiz_id == quiz_id)
    )


def _attempt(row: Any) -> Attempt:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    points, score, passed = (values.pop(name) for name in ("points_earned", "score", "passed"))
    values["answers"] = _ANSWERS.validate_python(row.answers)
    values["result"] = None if score is None else Mark(float(points), float(score), passed)
    return Attempt(**values)
