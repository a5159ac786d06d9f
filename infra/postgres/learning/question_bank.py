"""Questions that teachers keep for the next quiz, for themselves or for their school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.records import BankEntry
from infra.postgres.learning.tables import bank_questions
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.learning.quizzes.questions import Question, QuestionType


class QuestionBankRepository(Repository):
    """Queries on kept questions: each person sees their own, and what others share."""

    def insert(self, rows: Sequence[tuple[UUID, Question]], **values: Any) -> None:
        """Keep questions; keys are the other columns, the same for all."""
        given = [
            {"tenant_id": self.tenant, "id": entry_id, **_columns_of(question), **values}
            for entry_id, question in rows
        ]
        self._unit.execute(insert(bank_questions).values(given))

    def count(self, owner_id: UUID) -> int:
        """How many somebody keeps; what else they would keep at this moment waits."""
        b = bank_questions.c
        self._wait_for_turn("question-bank", owner_id)
        mine = select(func.count()).where(b.tenant_id == self.tenant, b.owner_id == owner_id)
        found: int = self._value(mine)
        return found

    def get(self, viewer_id: UUID, entry_id: UUID, *, lock: bool = False) -> BankEntry | None:
        """A question that the person keeps, or that is shared."""
        query = self._entries(viewer_id).where(bank_questions.c.id == entry_id)
        return self._record(BankEntry, query.with_for_update(of=bank_questions) if lock else query)

    def find_some(self, viewer_id: UUID, entry_ids: Sequence[UUID]) -> dict[UUID, BankEntry]:
        """Those of these that the person may see, by their ids."""
        query = self._entries(viewer_id).where(bank_questions.c.id.in_(entry_ids))
        return {entry.id: entry for entry in self._records(BankEntry, query)}

    def find(
        self,
        viewer_id: UUID,
        *,
        mine: bool,
        text: str | None,
        tag: str | None,
        kind: QuestionType | None,
        before: Position | None,
        limit: int,
    ) -> list[BankEntry]:
        """Newest first, ``limit + 1`` rows."""
        b, query = bank_questions.c, self._entries(viewer_id)
        if mine:
            query = query.where(b.owner_id == viewer_id)
        if text:
            texts = (func.lower(b.text), func.lower(func.coalesce(b.text_kh, "")))
            query = query.where(or_(*(func.strpos(one, text.lower()) > 0 for one in texts)))
        if tag:
            query = query.where(b.tags.contains([tag]))
        if kind is not None:
            query = query.where(b.type == kind)
        page = newest_first(query, b.created_at, b.id, before=before, limit=limit)
        return self._records(BankEntry, page)

    def find_tags(self, viewer_id: UUID, limit: int) -> list[tuple[str, int]]:
        """The tags of what the person may see, the most frequent first."""
        b = bank_questions.c
        tags = select(func.unnest(b.tags).label("tag")).where(*self._seen(viewer_id)).subquery()
        counted = (
            select(tags.c.tag, func.count().label("times"))
            .group_by(tags.c.tag)
            .order_by(func.count().desc(), tags.c.tag)
            .limit(limit)
        )
        return [(row.tag, row.times) for row in self._unit.all(counted)]

    def replace(self, entry_id: UUID, question: Question, **values: Any) -> None:
        """Write a kept question anew; keys are column names."""
        change = update(bank_questions).where(*self._this(entry_id))
        self._unit.execute(change.values(**_columns_of(question), **values))

    def delete(self, entry_id: UUID) -> None:
        """Keep a question no longer; the quizzes that it was copied into have it still."""
        self._unit.execute(delete(bank_questions).where(*self._this(entry_id)))

    def count_use(self, entry_ids: Sequence[UUID]) -> None:
        """Say that questions were copied into a quiz."""
        b = bank_questions.c
        change = update(bank_questions).where(b.tenant_id == self.tenant, b.id.in_(entry_ids))
        self._unit.execute(change.values(used=b.used + 1))

    def _this(self, entry_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (bank_questions.c.tenant_id == self.tenant, bank_questions.c.id == entry_id)

    def _seen(self, viewer_id: UUID) -> tuple[ColumnElement[bool], ...]:
        b = bank_questions.c
        return (b.tenant_id == self.tenant, or_(b.owner_id == viewer_id, b.shared))

    def _entries(self, viewer_id: UUID) -> Select[Any]:
        columns = columns_of(BankEntry, bank_questions, person_columns("owner"))
        entries = beside(select(*columns), bank_questions, "owner_id")
        return entries.where(*self._seen(viewer_id))


def _columns_of(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "type": question.type,
        "text": question.text,
        "text_kh": question.text_kh,
    }
