"""Posts and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from infra.postgres.school.tables import classes
from infra.postgres.social.readable_posts import (
    followed_ever,
    followed_recently,
    one_readable_post,
    readable_feed,
    with_author,
)
from infra.postgres.social.tables import post_revisions, posts
from shared.http.paging import Position
from shared.social.types import PostType, Visibility

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its author, as one viewer sees it."""

    id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: str | None
    title: str | None
    content: str
    content_kh: str | None
    type: PostType
    visibility: Visibility
    class_id: UUID | None
    media: Sequence[str]
    hashtags: Sequence[str]
    likes_count: int
    comments_count: int
    liked: bool
    edited_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this post stands in the feed."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class PostScope:
    """Whose a post is, and for whom."""

    author_id: UUID
    visibility: Visibility
    class_id: UUID | None


class PostRepository:
    """Queries on posts of one school, always through the eyes of a viewer."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> Post:
        """Add a post, as its author sees it; keys are column names."""
        added = insert(posts).values(**values).returning(posts).cte("added")
        viewer = {"tenant_id": values["tenant_id"], "viewer_id": values["author_id"]}
        row = self._unit.one_or_none(with_author(added), viewer)
        assert row is not None, "the author is a member"
        return _post(row)

    def find_feed(
        self,
        tenant_id: UUID,
        viewer_id: UUID,
        *,
        following: bool,
        before: Position | None,
        limit: int,
    ) -> list[Post]:
        """Newest first, ``limit + 1`` rows, so that the caller knows whether there are more."""
        values = {"tenant_id": tenant_id, "viewer_id": viewer_id, "row_limit": limit + 1}
        if before is not None:
            values |= {"before_at": before.at, "before_id": before.id}
        continued = before is not None
        if not following:
            rows = self._unit.all(readable_feed(continued=continued), values)
        else:
            rows = self._unit.all(followed_recently(continued=continued), values)
            if len(rows) <= limit:
                rows = self._unit.all(followed_ever(continued=continued), values)
        return [_post(row) for row in rows]

    def get_visible(self, tenant_id: UUID, viewer_id: UUID, post_id: UUID) -> Post | None:
        """The post if the viewer may read it."""
        values = {"tenant_id": tenant_id, "viewer_id": viewer_id, "post_id": post_id}
        row = self._unit.one_or_none(one_readable_post(), values)
        return None if row is None else _post(row)

    def get_author(self, tenant_id: UUID, post_id: UUID) -> UUID | None:
        """Who wrote a live post."""
        row = self._unit.one_or_none(
            select(posts.c.author_id).where(
                posts.c.tenant_id == tenant_id, posts.c.id == post_id, posts.c.deleted_at.is_(None)
            )
        )
        return None if row is None else row.author_id

    def get_scope(self, tenant_id: UUID, post_id: UUID) -> PostScope | None:
        """For whom a live post is."""
        p = posts.c
        row = self._unit.one_or_none(
            select(p.author_id, p.visibility, p.class_id).where(
                p.tenant_id == tenant_id, p.id == post_id, p.deleted_at.is_(None)
            )
        )
        if row is None:
            return None
        return PostScope(row.author_id, Visibility(row.visibility), row.class_id)

    def lock(self, tenant_id: UUID, post_id: UUID) -> bool:
        """Lock a live post for a change of its counters; False when it was deleted meanwhile."""
        query = (
            select(posts.c.id)
            .where(
                posts.c.tenant_id == tenant_id, posts.c.id == post_id, posts.c.deleted_at.is_(None)
            )
            .with_for_update(key_share=True)
        )
        return self._unit.one_or_none(query) is not None

    def replace_text(
        self,
        tenant_id: UUID,
        post: Post,
        *,
        editor_id: UUID,
        revision_id: UUID,
        values: dict[str, Any],
        now: datetime,
    ) -> None:
        """Keep the old text as a revision and write the new one."""
        self._unit.execute(
            insert(post_revisions).values(
                tenant_id=tenant_id,
                id=revision_id,
                post_id=post.id,
                editor_id=editor_id,
                title=post.title,
                content=post.content,
                content_kh=post.content_kh,
                media=list(post.media),
                created_at=now,
            )
        )
        self._unit.execute(
            update(posts)
            .where(posts.c.tenant_id == tenant_id, posts.c.id == post.id)
            .values(**values, edited_at=now, updated_at=now)
        )

    def mark_deleted(self, tenant_id: UUID, post_id: UUID, now: datetime) -> None:
        """Hide a post for good; its row stays for the records."""
        self._unit.execute(
            update(posts)
            .where(posts.c.tenant_id == tenant_id, posts.c.id == post_id)
            .values(deleted_at=now, updated_at=now)
        )

    def add_to_count(self, tenant_id: UUID, post_id: UUID, **change: int) -> tuple[int, int]:
        """Change ``likes`` or ``comments`` by a number; returns both counters after it."""
        values = {f"{name}_count": posts.c[f"{name}_count"] + n for name, n in change.items()}
        row = self._unit.one_or_none(
            update(posts)
            .where(posts.c.tenant_id == tenant_id, posts.c.id == post_id)
            .values(**values)
            .returning(posts.c.likes_count, posts.c.comments_count)
        )
        assert row is not None, "the post was locked before"
        return row.likes_count, row.comments_count

    def may_post_to_class(self, tenant_id: UUID, user_id: UUID, class_id: UUID) -> bool:
        """Whether the class exists and the person teaches or attends it."""
        query = select(classes.c.id).where(
            classes.c.tenant_id == tenant_id,
            classes.c.id == class_id,
            classes.c.id.in_(select(func.app.classes_of(tenant_id, user_id))),
        )
        return self._unit.one_or_none(query) is not None


def _post(row: Any) -> Post:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["type"] = PostType(row.type)
    values["visibility"] = Visibility(row.visibility)
    return Post(**values)
