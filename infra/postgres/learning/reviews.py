"""What people think of the courses of one school."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.course_records import Review
from infra.postgres.learning.course_tables import course_reviews
from infra.postgres.people.beside import beside, not_blocked, person_columns
from shared.http.paging import Position


class ReviewRepository(Repository):
    """Queries on reviews; the caller has checked who may write one."""

    def put(
        self, course_id: UUID, user_id: UUID, *, rating: int, body: str | None, now: datetime
    ) -> Review:
        """Write what somebody thinks, in place of what they thought before."""
        written = {"rating": rating, "body": body, "updated_at": now}
        row = {
            "tenant_id": self.tenant,
            "course_id": course_id,
            "user_id": user_id,
            "created_at": now,
            **written,
        }
        adding = upsert(course_reviews).values(row)
        keys = ["tenant_id", "course_id", "user_id"]
        self._unit.execute(adding.on_conflict_do_update(index_elements=keys, set_=written))
        found = self._record(Review, self._of(course_id).where(course_reviews.c.user_id == user_id))
        assert found is not None, "it was just written"
        return found

    def find(
        self, viewer_id: UUID, course_id: UUID, *, before: Position | None, limit: int
    ) -> list[Review]:
        """Those of people whom no block hides, the latest first, ``limit + 1`` rows."""
        c = course_reviews.c
        query = self._of(course_id).where(not_blocked(c.user_id, viewer_id, self.tenant))
        page = newest_first(query, c.updated_at, c.user_id, before=before, limit=limit)
        return self._records(Review, page)

    def _of(self, course_id: UUID) -> Select[Any]:
        c, columns = course_reviews.c, columns_of(Review, course_reviews, person_columns("user"))
        query = beside(select(*columns), course_reviews, "user_id")
        return query.where(c.tenant_id == self.tenant, c.course_id == course_id)
