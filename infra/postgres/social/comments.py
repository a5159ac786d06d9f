"""Comments and likes of posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import FromClause, Select, and_, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.records import record
from infra.postgres.identity.tables import users
from infra.postgres.social.readable_posts import not_blocked
from infra.postgres.social.tables import comments, likes
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its author."""

    id: UUID
    post_id: UUID
    parent_id: UUID | None
    depth: int
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: str | None
    content: str
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this comment stands in the list."""
        return Position(self.created_at, self.id)


class CommentRepository:
    """Queries on comments; the caller has checked that the post may be read."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> Comment:
        """Add a comment; keys are column names."""
        added = insert(comments).values(**values).returning(comments).cte("added")
        row = self._unit.one_or_none(_with_author(added))
        assert row is not None, "the author is a member"
        return _comment(row)

    def get(
        self, tenant_id: UUID, post_id: UUID, comment_id: UUID, *, viewer_id: UUID | None = None
    ) -> Comment | None:
        """A live comment of this post; where a viewer is named, one that they may see."""
        query = _comments(tenant_id, post_id).where(comments.c.id == comment_id)
        if viewer_id is not None:
            query = query.where(not_blocked(comments.c.author_id, viewer_id))
        row = self._unit.one_or_none(query)
        return None if row is None else _comment(row)

    def find(
        self, tenant_id: UUID, post_id: UUID, viewer_id: UUID, *, after: Position | None, limit: int
    ) -> list[Comment]:
        """Oldest first, ``limit + 1`` rows; a thread is put together by ``parent_id``."""
        query = _comments(tenant_id, post_id).where(not_blocked(comments.c.author_id, viewer_id))
        if after is not None:
            query = query.where(tuple_(comments.c.created_at, comments.c.id) > (after.at, after.id))
        query = query.order_by(comments.c.created_at, comments.c.id).limit(limit + 1)
        return [_comment(row) for row in self._unit.all(query)]

    def like_post(
        self, tenant_id: UUID, user_id: UUID, post_id: UUID, like_id: UUID, now: datetime
    ) -> bool:
        """Like a post; False when it was liked before."""
        statement = (
            insert(likes)
            .values(
                tenant_id=tenant_id, id=like_id, user_id=user_id, post_id=post_id, created_at=now
            )
            .on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "post_id"])
            .returning(likes.c.id)
        )
        return self._unit.one_or_none(statement) is not None

    def unlike_post(self, tenant_id: UUID, user_id: UUID, post_id: UUID) -> bool:
        """Take a like back; False when there was none."""
        statement = (
            delete(likes)
            .where(
                likes.c.tenant_id == tenant_id,
                likes.c.user_id == user_id,
                likes.c.post_id == post_id,
            )
            .returning(likes.c.id)
        )
        return self._unit.one_or_none(statement) is not None


def _comments(tenant_id: UUID, post_id: UUID) -> Select[Any]:
    return _with_author(comments).where(
        comments.c.tenant_id == tenant_id,
        comments.c.post_id == post_id,
        comments.c.deleted_at.is_(None),
    )


def _with_author(source: FromClause) -> Select[Any]:
    comment = source.c
    author = and_(
        memberships.c.tenant_id == comment.tenant_id, memberships.c.user_id == comment.author_id
    )
    return (
        select(
            comment.id,
            comment.post_id,
            comment.parent_id,
            comment.depth,
            comment.author_id,
            users.c.name.label("author_name"),
            users.c.avatar.label("author_avatar"),
            memberships.c.role.label("author_role"),
            comment.content,
            comment.created_at,
        )
        .join_from(source, users, users.c.id == comment.author_id)
        .join(memberships, author)
    )


def _comment(row: Any) -> Comment:
    return record(Comment, row)
