"""Quizzes of one school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.records import Quiz, QuizEntry
from infra.postgres.learning.tables import quiz_attempts, quizzes
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.learning.quizzes.policy import total_points
from shared.learning.quizzes.questions import Question
from shared.learning.quizzes.types import QuizStatus


class QuizRepository(Repository):
    """Queries on quizzes; the caller decides who may see a draft."""

    def insert(self, questions: Sequence[Question], **values: Any) -> None:
        """Add a quiz; keys are column names."""
        written = _columns_of(questions)
        self._unit.execute(insert(quizzes).values(tenant_id=self.tenant, **values, **written))

    def get(self, viewer_id: UUID, quiz_id: UUID) -> Quiz | None:
        """A quiz that was not deleted."""
        query = self._entries(Quiz, viewer_id).where(quizzes.c.id == quiz_id)
        return self._record(Quiz, query)

    def lock(self, quiz_id: UUID, *, to_change: bool) -> bool:
        """Keep a quiz as it is, or to oneself; False when it was deleted meanwhile.

        Attempts begin under the weaker lock, many at a time, and never beside a change.
        """
        live = (*self._this(quiz_id), quizzes.c.deleted_at.is_(None))
        query = select(quizzes.c.id).where(*live)
        locked = query.with_for_update(key_share=to_change, read=not to_change)
        return self._value(locked) is not None

    def find(
        self,
        viewer_id: UUID,
        *,
        drafts_of_others: bool,
        mine: bool,
        before: Position | None,
        limit: int,
    ) -> list[QuizEntry]:
        """Newest first, ``limit + 1`` rows."""
        q, query = quizzes.c, self._entries(QuizEntry, viewer_id)
        if mine:
            query = query.where(q.author_id == viewer_id)
        elif not drafts_of_others:
            query = query.where(or_(q.status == QuizStatus.PUBLISHED, q.author_id == viewer_id))
        page = newest_first(query, q.created_at, q.id, before=before, limit=limit)
        return self._records(QuizEntry, page)

    def replace(self, quiz_id: UUID, questions: Sequence[Question], **values: Any) -> None:
        """Write a locked quiz anew; keys are column names."""
        change = update(quizzes).where(*self._this(quiz_id))
        self._unit.execute(change.values(**values, **_columns_of(questions)))

    def mark_deleted(self, quiz_id: UUID, now: datetime) -> None:
        """Hide a quiz for good; its attempts stay for the records."""
        change = update(quizzes).where(*self._this(quiz_id))
        self._unit.execute(change.values(deleted_at=now, updated_at=now))

    def _this(self, quiz_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (quizzes.c.tenant_id == self.tenant, quizzes.c.id == quiz_id)

    def _entries(self, kind: type[QuizEntry], viewer_id: UUID) -> Select[Any]:
        used = select(func.count()).where(
            quiz_attempts.c.tenant_id == quizzes.c.tenant_id,
            quiz_attempts.c.quiz_id == quizzes.c.id,
            quiz_attempts.c.user_id == viewer_id,
        )
        author = person_columns("author")
        columns = columns_of(kind, quizzes, author, attempts_used=used.scalar_subquery())
        return beside(select(*columns), quizzes, "author_id").where(
            quizzes.c.tenant_id == self.tenant, quizzes.c.deleted_at.is_(None)
        )


def _columns_of(questions: Sequence[Question]) -> dict[str, Any]:
    return {
        "questions": list(questions),
        "question_count": len(questions),
        "total_points": total_points(questions),
    }
