"""Attempts of quizzes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import users
from infra.postgres.learning.records import Attempt, Correction, QuizEntry
from infra.postgres.learning.tables import quiz_attempts, quiz_corrections, quizzes
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.learning.quizzes.policy import Mark
from shared.learning.quizzes.questions import Answer


class QuizAttemptRepository(Repository):
    """Queries on attempts; the caller has checked that the quiz may be seen."""

    def insert(self, **values: Any) -> bool:
        """Add an attempt; False when one with its number was begun at the same moment."""
        adding = insert(quiz_attempts).values(tenant_id=self.tenant, **values)
        return self._changed(adding.on_conflict_do_nothing())

    def find_of_person(self, quiz_id: UUID, user_id: UUID) -> list[Attempt]:
        """All attempts of one person, the latest first; there are at most a few."""
        query = self._attempts(quiz_id).where(quiz_attempts.c.user_id == user_id)
        return self._records(Attempt, query.order_by(quiz_attempts.c.number.desc()))

    def may_attempt(self, quiz: QuizEntry, user_id: UUID, now: datetime) -> bool:
        """Whether the person has an attempt that is not over, or may begin one now or later."""
        done = self.find_of_person(quiz.id, user_id)
        under_way = bool(done) and not done[0].is_over(now)
        return under_way or quiz.terms.allows_another(now, len(done))

    def lock(self, quiz_id: UUID, attempt_id: UUID) -> Attempt | None:
        """The attempt, to change it."""
        query = self._attempts(quiz_id).where(quiz_attempts.c.id == attempt_id)
        return self._record(Attempt, query.with_for_update(of=quiz_attempts))

    def save(self, attempt_id: UUID, answers: Mapping[str, Answer], now: datetime) -> None:
        """Replace the answers of a locked attempt."""
        self._change(attempt_id, answers=answers, saved_at=now)

    def finish(self, attempt_id: UUID, result: Mark, at: datetime) -> None:
        """Store the result of a locked attempt."""
        self._change(
            attempt_id,
            submitted_at=at,
            points_earned=result.points,
            score=result.score,
            passed=result.passed,
        )

    def get(self, quiz_id: UUID, attempt_id: UUID) -> Attempt | None:
        """An attempt of the quiz."""
        return self._record(
            Attempt, self._attempts(quiz_id).where(quiz_attempts.c.id == attempt_id)
        )

    def correct(
        self,
        attempt: Attempt,
        corrections: Mapping[str, float],
        result: Mark,
        lines: Sequence[Mapping[str, Any]],
    ) -> None:
        """Store points by hand of a locked attempt, each with its line in the history."""
        self._change(
            attempt.id,
            corrections=dict(corrections),
            version=attempt.version + 1,
            points_earned=result.points,
            score=result.score,
            passed=result.passed,
        )
        rows = [
            {
                "tenant_id": self.tenant,
                "attempt_id": attempt.id,
                "version": attempt.version + 1,
                **line,
            }
            for line in lines
        ]
        self._unit.execute(insert(quiz_corrections).values(rows))

    def find_corrections(self, attempt_id: UUID) -> list[Correction]:
        """The history of the points by hand, the last change first."""
        h = quiz_corrections.c
        columns = columns_of(Correction, quiz_corrections, corrected_by_name=users.c.name)
        query = (
            select(*columns)
            .join_from(quiz_corrections, users, users.c.id == h.corrected_by, isouter=True)
            .where(h.tenant_id == self.tenant, h.attempt_id == attempt_id)
        )
        return self._records(Correction, query.order_by(h.version.desc(), h.question_id))

    def find(
        self, quiz_id: UUID, *, user_id: UUID | None, before: Position | None, limit: int
    ) -> list[Attempt]:
        """Attempts of one person or of all, newest first, ``limit + 1`` rows."""
        a, query = quiz_attempts.c, self._attempts(quiz_id)
        if user_id is not None:
            query = query.where(a.user_id == user_id)
        page = newest_first(query, a.started_at, a.id, before=before, limit=limit)
        return self._records(Attempt, page)

    def find_first_finished(self, quiz_id: UUID, now: datetime, limit: int) -> list[Attempt]:
        """The first finished attempt of each person, the latest ``limit`` of them."""
        a = quiz_attempts.c
        over = or_(a.submitted_at.is_not(None), a.deadline_at <= now)
        first = (
            select(a.id)
            .where(a.tenant_id == self.tenant, a.quiz_id == quiz_id, over)
            .ext(distinct_on(a.user_id))
            .order_by(a.user_id, a.number)
        )
        query = self._attempts(quiz_id).where(a.id.in_(first))
        latest = query.order_by(a.started_at.desc(), a.id.desc()).limit(limit)
        return self._records(Attempt, latest)

    def find_overdue(self, before: datetime, limit: int) -> list[tuple[UUID, UUID, UUID]]:
        """Open attempts whose deadline has passed: quiz, attempt and person, the oldest first."""
        a = quiz_attempts.c
        query = (
            select(a.quiz_id, a.id, a.user_id)
            .join(quizzes, and_(quizzes.c.tenant_id == a.tenant_id, quizzes.c.id == a.quiz_id))
            .where(
                a.tenant_id == self.tenant,
                a.submitted_at.is_(None),
                a.deadline_at < before,
                quizzes.c.deleted_at.is_(None),
            )
            .order_by(a.deadline_at)
            .limit(limit)
        )
        return [(row.quiz_id, row.id, row.user_id) for row in self._unit.all(query)]

    def exist(self, quiz_id: UUID) -> bool:
        """Whether anybody has begun an attempt."""
        a = quiz_attempts.c
        of_quiz = exists().where(a.tenant_id == self.tenant, a.quiz_id == quiz_id)
        return bool(self._value(select(of_quiz)))

    def _change(self, attempt_id: UUID, **values: Any) -> None:
        a = quiz_attempts.c
        this = update(quiz_attempts).where(a.tenant_id == self.tenant, a.id == attempt_id)
        self._unit.execute(this.values(**values))

    def _attempts(self, quiz_id: UUID) -> Select[Any]:
        columns = columns_of(Attempt, quiz_attempts, person_columns("user"))
        return beside(select(*columns), quiz_attempts, "user_id").where(
            quiz_attempts.c.tenant_id == self.tenant, quiz_attempts.c.quiz_id == quiz_id
        )
