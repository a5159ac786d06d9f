"""Comments that teachers keep for the next time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.assignment_records import BankedComment
from infra.postgres.learning.assignment_tables import grading_comments
from shared.http.paging import Position


class CommentBankRepository(Repository):
    """Queries on kept comments: each person's own."""

    def insert(self, **values: Any) -> None:
        """Keep a comment; keys are column names."""
        self._unit.execute(insert(grading_comments).values(tenant_id=self.tenant, **values))

    def count(self, owner_id: UUID) -> int:
        """How many somebody keeps; what else they would keep at this moment waits."""
        c = grading_comments.c
        self._wait_for_turn("grading-comments", owner_id)
        mine = select(func.count()).where(c.tenant_id == self.tenant, c.owner_id == owner_id)
        found: int = self._value(mine)
        return found

    def find(
        self, owner_id: UUID, *, text: str | None, before: Position | None, limit: int
    ) -> list[BankedComment]:
        """What somebody keeps, newest first, ``limit + 1`` rows."""
        c = grading_comments.c
        query = select(*columns_of(BankedComment, grading_comments)).where(
            c.tenant_id == self.tenant, c.owner_id == owner_id
        )
        if text:
            bodies = (func.lower(c.body), func.lower(func.coalesce(c.body_kh, "")))
            query = query.where(or_(*(func.strpos(one, text.lower()) > 0 for one in bodies)))
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(BankedComment, page)

    def delete(self, owner_id: UUID, comment_id: UUID) -> bool:
        """Let a comment go; False where it is not the person's."""
        c = grading_comments.c
        return self._changed(
            delete(grading_comments).where(
                c.tenant_id == self.tenant, c.owner_id == owner_id, c.id == comment_id
            )
        )
