"""The statements that read posts through the eyes of a viewer, each built once per process.

Building one takes longer than running it, so values are parameters: ``tenant_id``, ``viewer_id``,
and what the function says.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    DateTime,
    Integer,
    Select,
    Subquery,
    Table,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql import ColumnElement

from infra.postgres.tables.identity import users
from infra.postgres.tables.social import follows, likes, posts, user_blocks
from infra.postgres.tables.tenancy import memberships
from shared.social.types import Visibility

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())


@cache
def one_readable_post() -> Select[Any]:
    """The post ``post_id``."""
    return with_author(posts).where(
        posts.c.id == bindparam("post_id", type_=Uuid()), *_readable_posts()
    )


@cache
def readable_feed(*, following: bool, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts.

    ``following`` takes posts of followed people only; ``continued`` takes posts after the position
    ``before_at`` and ``before_id``.
    """
    page = _followed_page(continued=continued) if following else _newest(continued=continued)
    feed = page.subquery("page")
    return with_author(feed).order_by(feed.c.created_at.desc(), feed.c.id.desc())


def with_author(source: Table | Subquery | CTE) -> Select[Any]:
    """Rows of posts with their authors, and whether the viewer likes them."""
    post = source.c
    liked = exists().where(
        likes.c.tenant_id == _TENANT, likes.c.user_id == _VIEWER, likes.c.post_id == post.id
    )
    author = and_(
        memberships.c.tenant_id == post.tenant_id, memberships.c.user_id == post.author_id
    )
    return (
        select(
            post.id,
            post.author_id,
            users.c.name.label("author_name"),
            users.c.avatar.label("author_avatar"),
            memberships.c.role.label("author_role"),
            post.title,
            post.content,
            post.content_kh,
            post.type,
            post.visibility,
            post.class_id,
            post.media,
            post.hashtags,
            post.likes_count,
            post.comments_count,
            liked.label("liked"),
            post.edited_at,
            post.created_at,
            post.updated_at,
        )
        .join_from(source, users, users.c.id == post.author_id)
        .join(memberships, author)
    )


def _newest(*, continued: bool) -> Select[Any]:
    query = select(posts).where(*_readable_posts())
    if continued:
        before = (
            bindparam("before_at", type_=DateTime(timezone=True)),
            bindparam("before_id", type_=Uuid()),
        )
        query = query.where(tuple_(posts.c.created_at, posts.c.id) < tuple_(*before))
    return query.order_by(posts.c.created_at.desc(), posts.c.id.desc()).limit(_row_limit())


def _followed_page(*, continued: bool) -> Select[Any]:
    """The newest of each followed person, and of those the newest.

    Walking the whole feed and dropping what others wrote would be quicker for who follows many;
    for who follows people that have fallen silent it would read every post of the school.
    """
    theirs = (
        _newest(continued=continued).where(posts.c.author_id == follows.c.following_id).lateral()
    )
    return (
        select(theirs)
        .select_from(follows)
        .join(theirs, true())
        .where(
            follows.c.tenant_id == _TENANT,
            follows.c.follower_id == _VIEWER,
            follows.c.status == "ACCEPTED",
        )
        .order_by(theirs.c.created_at.desc(), theirs.c.id.desc())
        .limit(_row_limit())
    )


def _row_limit() -> BindParameter[int]:
    return bindparam("row_limit", type_=Integer())


def _readable_posts() -> tuple[ColumnElement[bool], ...]:
    return (
        posts.c.tenant_id == _TENANT,
        posts.c.status == "PUBLISHED",
        posts.c.deleted_at.is_(None),
        or_(
            posts.c.visibility.in_([Visibility.PUBLIC, Visibility.SCHOOL]),
            posts.c.author_id == _VIEWER,
            and_(
                posts.c.visibility == Visibility.CLASS,
                posts.c.class_id.in_(select(func.app.classes_of(_TENANT, _VIEWER))),
            ),
            and_(
                posts.c.visibility == Visibility.CONNECTIONS,
                posts.c.author_id.in_(_connections()),
            ),
        ),
        not_blocked(posts.c.author_id, _VIEWER),
    )


def _connections() -> Select[tuple[UUID]]:
    """People whom the viewer follows and who follow back."""
    mine, theirs = follows.alias(), follows.alias()
    back = and_(
        theirs.c.tenant_id == mine.c.tenant_id,
        theirs.c.follower_id == mine.c.following_id,
        theirs.c.following_id == mine.c.follower_id,
        theirs.c.status == "ACCEPTED",
    )
    return (
        select(mine.c.following_id)
        .join(theirs, back)
        .where(
            mine.c.tenant_id == _TENANT,
            mine.c.follower_id == _VIEWER,
            mine.c.status == "ACCEPTED",
        )
    )


def not_blocked(
    person: ColumnElement[UUID], viewer: UUID | BindParameter[UUID]
) -> ColumnElement[bool]:
    """True where neither of the two has blocked the other."""
    return ~exists().where(
        or_(
            and_(user_blocks.c.blocker_id == viewer, user_blocks.c.blocked_id == person),
            and_(user_blocks.c.blocked_id == viewer, user_blocks.c.blocker_id == person),
        )
    )
