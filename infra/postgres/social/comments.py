"""Comments below posts."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, oldest_first, parameters_for
from infra.postgres.people.beside import beside, not_blocked, person_columns
from infra.postgres.social.records import Comment
from infra.postgres.social.tables import comments
from shared.http.paging import Position


class CommentRepository(Repository):
    """Queries on comments; the caller has checked that the post may be read."""

    def insert(self, **values: Any) -> Comment | None:
        """Add a comment; None where its ``client_id`` was used before."""
        return self._record(Comment, _adding(*values), tenant_id=self.tenant, **values)

    def get_created(self, post_id: UUID, author_id: UUID, client_id: UUID) -> Comment | None:
        """What the author created under this id below this post, where it is still there."""
        c = comments.c
        mine = self._below(post_id).where(c.author_id == author_id, c.client_id == client_id)
        return self._record(Comment, mine)

    def get(
        self, post_id: UUID, comment_id: UUID, *, viewer_id: UUID | None = None
    ) -> Comment | None:
        """A live comment of this post; where a viewer is named, one that they may see."""
        query = self._below(post_id).where(comments.c.id == comment_id)
        if viewer_id is not None:
            query = query.where(not_blocked(comments.c.author_id, viewer_id, self.tenant))
        return self._record(Comment, query)

    def find(
        self, post_id: UUID, viewer_id: UUID, *, after: Position | None, limit: int
    ) -> list[Comment]:
        """Oldest first, ``limit + 1`` rows; a thread is put together by ``parent_id``."""
        c = comments.c
        query = self._below(post_id).where(not_blocked(c.author_id, viewer_id, self.tenant))
        page = oldest_first(query, c.created_at, c.id, after=after, limit=limit)
        return self._records(Comment, page)

    def _below(self, post_id: UUID) -> Select[Any]:
        return _with_author(comments).where(
            comments.c.tenant_id == self.tenant,
            comments.c.post_id == post_id,
            comments.c.deleted_at.is_(None),
        )


# Built once, as readable_posts.py says why.
@cache
def _adding(*names: str) -> Select[Any]:
    adding = insert(comments).values(parameters_for(comments, "tenant_id", *names))
    once = adding.on_conflict_do_nothing(index_elements=["tenant_id", "author_id", "client_id"])
    return _with_author(once.returning(comments).cte("added"))


def _with_author(source: FromClause) -> Select[Any]:
    columns = columns_of(Comment, source, person_columns("author"))
    return beside(select(*columns), source, "author_id")
