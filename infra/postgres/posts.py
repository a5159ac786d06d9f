"""Posts and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from infra.postgres.tables.identity import users
from infra.postgres.tables.school import classes
from infra.postgres.tables.social import follows, likes, post_revisions, posts, user_blocks
from infra.postgres.tables.tenancy import memberships
from shared.http.paging import Position
from shared.social.types import PostType, Visibility

if TYPE_CHECKING:
    from infra.postgres.unit_of_work import UnitOfWork


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


class PostRepository:
    """Queries on posts of one school, always through the eyes of a viewer."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a post; keys are column names."""
        self._unit.execute(insert(posts).values(**values))

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
        query = _visible_posts(tenant_id, viewer_id)
        if following:
            followed = select(follows.c.following_id).where(
                follows.c.tenant_id == tenant_id,
                follows.c.follower_id == viewer_id,
                follows.c.status == "ACCEPTED",
            )
            query = query.where(posts.c.author_id.in_(followed))
        if before is not None:
            query = query.where(tuple_(posts.c.created_at, posts.c.id) < (before.at, before.id))
        query = query.order_by(posts.c.created_at.desc(), posts.c.id.desc()).limit(limit + 1)
        return [_post(row) for row in self._unit.all(query)]

    def get_visible(self, tenant_id: UUID, viewer_id: UUID, post_id: UUID) -> Post | None:
        """The post if the viewer may read it."""
        query = _visible_posts(tenant_id, viewer_id).where(posts.c.id == post_id)
        row = self._unit.one_or_none(query)
        return None if row is None else _post(row)

    def get_author(self, tenant_id: UUID, post_id: UUID) -> UUID | None:
        """Who wrote a live post."""
        row = self._unit.one_or_none(
            select(posts.c.author_id).where(
                posts.c.tenant_id == tenant_id, posts.c.id == post_id, posts.c.deleted_at.is_(None)
            )
        )
        return None if row is None else row.author_id

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
            classes.c.id.in_(_classes_of(tenant_id, user_id)),
        )
        return self._unit.one_or_none(query) is not None


def _visible_posts(tenant_id: UUID, viewer_id: UUID) -> Select[Any]:
    liked = exists().where(
        likes.c.tenant_id == tenant_id,
        likes.c.user_id == viewer_id,
        likes.c.post_id == posts.c.id,
    )
    author = and_(
        memberships.c.tenant_id == posts.c.tenant_id, memberships.c.user_id == posts.c.author_id
    )
    return (
        select(
            posts.c.id,
            posts.c.author_id,
            users.c.name.label("author_name"),
            users.c.avatar.label("author_avatar"),
            memberships.c.role.label("author_role"),
            posts.c.title,
            posts.c.content,
            posts.c.content_kh,
            posts.c.type,
            posts.c.visibility,
            posts.c.class_id,
            posts.c.media,
            posts.c.hashtags,
            posts.c.likes_count,
            posts.c.comments_count,
            liked.label("liked"),
            posts.c.edited_at,
            posts.c.created_at,
            posts.c.updated_at,
        )
        .join_from(posts, users, users.c.id == posts.c.author_id)
        .join(memberships, author)
        .where(
            posts.c.tenant_id == tenant_id,
            posts.c.status == "PUBLISHED",
            posts.c.deleted_at.is_(None),
            _may_read(tenant_id, viewer_id),
            not_blocked(posts.c.author_id, viewer_id),
        )
    )


def _may_read(tenant_id: UUID, viewer_id: UUID) -> ColumnElement[bool]:
    theirs, mine = follows.alias(), follows.alias()
    mutual = exists().where(
        mine.c.tenant_id == tenant_id,
        mine.c.follower_id == viewer_id,
        mine.c.following_id == posts.c.author_id,
        mine.c.status == "ACCEPTED",
        theirs.c.tenant_id == tenant_id,
        theirs.c.follower_id == posts.c.author_id,
        theirs.c.following_id == viewer_id,
        theirs.c.status == "ACCEPTED",
    )
    return or_(
        posts.c.visibility.in_([Visibility.PUBLIC, Visibility.SCHOOL]),
        posts.c.author_id == viewer_id,
        and_(
            posts.c.visibility == Visibility.CLASS,
            posts.c.class_id.in_(_classes_of(tenant_id, viewer_id)),
        ),
        and_(posts.c.visibility == Visibility.CONNECTIONS, mutual),
    )


def _classes_of(tenant_id: UUID, user_id: UUID) -> Any:
    return select(func.app.classes_of(tenant_id, user_id))


def not_blocked(person: ColumnElement[UUID], viewer_id: UUID) -> ColumnElement[bool]:
    """True where neither of the two has blocked the other."""
    return ~exists().where(
        or_(
            and_(user_blocks.c.blocker_id == viewer_id, user_blocks.c.blocked_id == person),
            and_(user_blocks.c.blocked_id == viewer_id, user_blocks.c.blocker_id == person),
        )
    )


def _post(row: Any) -> Post:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["type"] = PostType(row.type)
    values["visibility"] = Visibility(row.visibility)
    return Post(**values)
