"""What courses of one school are asked often."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.course_records import FaqEntry
from infra.postgres.learning.course_tables import course_faq
from shared.http.paging import Position


class FaqRepository(Repository):
    """Queries on questions with answers; the caller has checked who may read the course."""

    def put(self, **values: Any) -> None:
        """Add an entry, or write that of the same question anew; keys are column names."""
        adding = upsert(course_faq).values(tenant_id=self.tenant, **values)
        kept = {name: values[name] for name in ("question", "answer", "promoted_by")}
        self._unit.execute(
            adding.on_conflict_do_update(
                index_elements=["tenant_id", "course_id", "question_id"], set_=kept
            )
        )

    def require_of(self, course_id: UUID, question_id: UUID) -> FaqEntry:
        """The entry that a question became a moment ago."""
        c = course_faq.c
        query = select(*columns_of(FaqEntry, course_faq)).where(
            c.tenant_id == self.tenant, c.course_id == course_id, c.question_id == question_id
        )
        found = self._record(FaqEntry, query)
        assert found is not None, "it was just written"
        return found

    def find(self, course_id: UUID, *, before: Position | None, limit: int) -> list[FaqEntry]:
        """Newest first, ``limit + 1`` rows."""
        c = course_faq.c
        query = select(*columns_of(FaqEntry, course_faq)).where(
            c.tenant_id == self.tenant, c.course_id == course_id
        )
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(FaqEntry, page)

    def delete(self, course_id: UUID, entry_id: UUID) -> bool:
        """Take an entry away."""
        c = course_faq.c
        this = (c.tenant_id == self.tenant, c.course_id == course_id, c.id == entry_id)
        return self._changed(delete(course_faq).where(*this))
