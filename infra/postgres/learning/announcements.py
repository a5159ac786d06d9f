"""What is announced in the courses of one school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.course_records import Announcement
from infra.postgres.learning.course_tables import course_announcements
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position


class AnnouncementRepository(Repository):
    """Queries on announcements; the caller has checked who may read the course."""

    def insert(self, **values: Any) -> None:
        """Add one; keys are column names."""
        self._unit.execute(insert(course_announcements).values(tenant_id=self.tenant, **values))

    def require(self, announcement_id: UUID) -> Announcement:
        """One that was made a moment ago."""
        query = self._announcements().where(course_announcements.c.id == announcement_id)
        found = self._record(Announcement, query)
        assert found is not None, "it was just made"
        return found

    def find(self, course_id: UUID, *, before: Position | None, limit: int) -> list[Announcement]:
        """Newest first, ``limit + 1`` rows."""
        c = course_announcements.c
        query = self._announcements().where(c.course_id == course_id)
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(Announcement, page)

    def _announcements(self) -> Select[Any]:
        columns = columns_of(Announcement, course_announcements, person_columns("author"))
        query = beside(select(*columns), course_announcements, "author_id")
        return query.where(course_announcements.c.tenant_id == self.tenant)
