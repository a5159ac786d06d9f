"""The statements that read posts through the eyes of a viewer, each built once per process.

Building one takes longer than running it, so values are parameters: ``tenant_id``, ``viewer_id``,
and what the function says.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    FromClause,
    Integer,
    Select,
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

from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import beside, connections_of, not_blocked, person_columns
from infra.postgres.people.tables import follows
from infra.postgres.social.records import Post
from infra.postgres.social.tables import likes, post_revisions, posts
from infra.postgres.tenants.tables import memberships
from shared.social.types import Visibility

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
# Looking through these takes a millisecond at the most.
_WINDOW = 1000


@cache
def one_readable_post() -> Select[Any]:
    """The post ``post_id``."""
    post_id = bindparam("post_id", type_=Uuid())
    return with_author(_readable(posts).where(posts.c.id == post_id).subquery("post"))


@cache
def readable_feed(*, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts; ``continued``: after ``before_at`` and ``before_id``."""
    return _page(_newest_first(_readable(posts), continued=continued))


@cache
def readable_posts_of(*, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts of ``author_id``, like :func:`readable_feed`."""
    author = bindparam("author_id", type_=Uuid())
    theirs = _readable(posts).where(posts.c.author_id == author)
    return _page(_newest_first(theirs, continued=continued))


@cache
def followed_recently(*, continued: bool) -> Select[Any]:
    """Those of followed people among the newest posts of the school.

    Quick for who follows many or busy people. A page that is not full says nothing about older
    posts: :func:`followed_ever` finds them.
    """
    newest = select(posts).where(*_published(posts))
    window = _newest_first(newest, continued=continued, limit=_WINDOW).subquery("newest")
    followed = _readable(window).where(window.c.author_id.in_(_followed()))
    return _page(_newest_first(followed, of=window))


@cache
def followed_ever(*, continued: bool) -> Select[Any]:
    """The newest of each followed person, and of those the newest.

    Its time depends on how many people the viewer follows, and not on how much others write.
    """
    person = _followed().subquery("person")
    by_person = _readable(posts).where(posts.c.author_id == person.c.following_id)
    theirs = _newest_first(by_person, continued=continued).lateral("theirs")
    return _page(_newest_first(select(theirs).join_from(person, theirs, true()), of=theirs))


def with_author(source: FromClause) -> Select[Any]:
    """Rows of posts with their authors, and whether the viewer likes them."""
    post = source.c
    liked = exists().where(
        likes.c.tenant_id == _TENANT, likes.c.user_id == _VIEWER, likes.c.post_id == post.id
    )
    last, editor, member = _last_editor(post), users.alias(), memberships.alias()
    columns = columns_of(
        Post,
        source,
        person_columns("author"),
        liked=liked,
        edited_by_id=editor.c.id,
        edited_by_name=editor.c.name,
        edited_by_avatar=editor.c.avatar,
        edited_by_role=member.c.role,
    )
    of_school = and_(member.c.tenant_id == post.tenant_id, member.c.user_id == editor.c.id)
    return (
        beside(select(*columns), source, "author_id")
        .outerjoin(last, true())
        .outerjoin(editor, and_(editor.c.id == last.c.editor_id, editor.c.id != post.author_id))
        .outerjoin(member, of_school)
    )


def _last_editor(post: Any) -> FromClause:
    """Who wrote the present text, for a post that was edited."""
    r = post_revisions.c
    query = select(r.editor_id).where(
        r.tenant_id == _TENANT, r.post_id == post.id, post.edited_at.is_not(None)
    )
    return query.order_by(r.created_at.desc(), r.id.desc()).limit(1).lateral()


def _page(chosen: Select[Any]) -> Select[Any]:
    page = chosen.subquery("page")
    return with_author(page).order_by(page.c.created_at.desc(), page.c.id.desc())


def _newest_first(
    query: Select[Any],
    *,
    of: FromClause = posts,
    continued: bool = False,
    limit: int | None = None,
) -> Select[Any]:
    if continued:
        before = (
            bindparam("before_at", type_=DateTime(timezone=True)),
            bindparam("before_id", type_=Uuid()),
        )
        query = query.where(tuple_(of.c.created_at, of.c.id) < tuple_(*before))
    rows = bindparam("row_limit", type_=Integer()) if limit is None else limit
    return query.order_by(of.c.created_at.desc(), of.c.id.desc()).limit(rows)


def _readable(source: FromClause) -> Select[Any]:
    """Published posts that the viewer may read."""
    post = source.c
    in_class = and_(
        post.visibility == Visibility.CLASS,
        post.class_id.in_(select(func.app.classes_of(_TENANT, _VIEWER))),
    )
    among_connections = and_(
        post.visibility == Visibility.CONNECTIONS,
        post.author_id.in_(connections_of(_TENANT, _VIEWER)),
    )
    return select(source).where(
        *_published(source),
        or_(
            # Not IN: SQLAlchemy would write its list anew into the text of each statement.
            post.visibility == Visibility.PUBLIC,
            post.visibility == Visibility.SCHOOL,
            post.author_id == _VIEWER,
            in_class,
            among_connections,
        ),
        not_blocked(post.author_id, _VIEWER, _TENANT),
    )


def _published(source: FromClause) -> tuple[ColumnElement[bool], ...]:
    post = source.c
    return (post.tenant_id == _TENANT, post.status == "PUBLISHED", post.deleted_at.is_(None))


def _followed() -> Select[tuple[UUID]]:
    return select(follows.c.following_id).where(
        follows.c.tenant_id == _TENANT,
        follows.c.follower_id == _VIEWER,
        follows.c.status == "ACCEPTED",
    )
