"""Comments below posts."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, Uuid, bindparam, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, oldest_first, parameters_for
from infra.postgres.people.beside import beside, not_blocked, person_columns
from infra.postgres.social.records import Comment
from infra.postgres.social.tables import comments, likes
from shared.http.paging import Position

_VIEWER = bindparam("viewer_id", type_=Uuid())


class CommentRepository(Repository):
    """Queries on comments; the caller has checked that the post may be read."""

    def insert(self, **values: Any) -> Comment | None:
        """Add a comment; None where its ``client_id`` was used before."""
        row = {"tenant_id": self.tenant, **values}
        return self._record(Comment, _adding(*row), viewer_id=values["author_id"], **row)

    def get_created(self, post_id: UUID, author_id: UUID, client_id: UUID) -> Comment | None:
        """What the author created under this id below this post, where it is still there."""
        c = comments.c
        mine = self._live().where(
            c.post_id == post_id, c.author_id == author_id, c.client_id == client_id
        )
        return self._record(Comment, mine, viewer_id=author_id)

    def get(
        self, post_id: UUID, comment_id: UUID, *, viewer_id: UUID | None = None
    ) -> Comment | None:
        """A live comment of this post; where a viewer is named, one that they may see."""
        found = self.get_anywhere(comment_id, viewer_id=viewer_id)
        return found if found is not None and found.post_id == post_id else None

    def get_anywhere(self, comment_id: UUID, *, viewer_id: UUID | None) -> Comment | None:
        """A live comment; where a viewer is named, one that they may see."""
        query = self._live().where(comments.c.id == comment_id)
        if viewer_id is not None:
            query = query.where(not_blocked(comments.c.author_id, viewer_id, self.tenant))
        return self._record(Comment, query, viewer_id=viewer_id)

    def find(
        self, post_id: UUID, viewer_id: UUID, *, after: Position | None, limit: int
    ) -> list[Comment]:
        """Oldest first, ``limit + 1`` rows; a thread is put together by ``parent_id``.

        A deleted one with answers is among them: without it they would hang in the air.
        """
        c, answer = comments.c, comments.alias("answer")
        answered = exists().where(
            answer.c.tenant_id == c.tenant_id,
            answer.c.parent_id == c.id,
            answer.c.deleted_at.is_(None),
        )
        query = _with_author(comments).where(
            c.tenant_id == self.tenant,
            c.post_id == post_id,
            or_(c.deleted_at.is_(None), answered),
            not_blocked(c.author_id, viewer_id, self.tenant),
        )
        page = oldest_first(query, c.created_at, c.id, after=after, limit=limit)
        return self._records(Comment, page, viewer_id=viewer_id)

    def find_with_files(self, post_id: UUID) -> list[UUID]:
        """The comments of a post beside which there may be files."""
        c = comments.c
        mine = (c.tenant_id == self.tenant, c.post_id == post_id, c.deleted_at.is_(None))
        return self._values(select(c.id).where(*mine, c.attachments_count > 0))

    def change(self, comment_id: UUID, **values: Any) -> bool:
        """Write columns of a live comment; False where it was deleted meanwhile."""
        c = comments.c
        this = (c.tenant_id == self.tenant, c.id == comment_id, c.deleted_at.is_(None))
        return self._changed(update(comments).where(*this).values(**values))

    def count(self, comment_id: UUID, *, likes: int) -> int:
        """Add to the likes; returns how many there are then."""
        c = comments.c
        counting = update(comments).where(c.tenant_id == self.tenant, c.id == comment_id)
        changed = counting.values(likes_count=c.likes_count + likes).returning(c.likes_count)
        found: int = self._value(changed)
        return found

    def _live(self) -> Select[Any]:
        c = comments.c
        return _with_author(comments).where(c.tenant_id == self.tenant, c.deleted_at.is_(None))


# Built once, as readable_posts.py says why.
@cache
def _adding(*names: str) -> Select[Any]:
    adding = insert(comments).values(parameters_for(comments, *names))
    once = adding.on_conflict_do_nothing(index_elements=["tenant_id", "author_id", "client_id"])
    return _with_author(once.returning(comments).cte("added"))


def _with_author(source: FromClause) -> Select[Any]:
    """Rows of comments with their authors, and whether the viewer ``viewer_id`` likes them."""
    liked = exists().where(
        likes.c.tenant_id == source.c.tenant_id,
        likes.c.user_id == _VIEWER,
        likes.c.comment_id == source.c.id,
    )
    columns = columns_of(Comment, source, person_columns("author"), liked=liked)
    return beside(select(*columns), source, "author_id")
