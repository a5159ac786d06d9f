"""The statements that read posts through the eyes of a viewer, each built once per process.

Building one takes longer than running it, so values are parameters: ``tenant_id``, ``viewer_id``,
and what the function says.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    DateTime,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import beside, person_columns
from infra.postgres.people.tables import follows
from infra.postgres.social.records import Bookmark, Post
from infra.postgres.social.tables import (
    bookmarks,
    hashtag_follows,
    likes,
    post_hashtags,
    post_revisions,
    posts,
)
from infra.postgres.social.who_reads import TENANT, VIEWER, left_behind, published, readable
from infra.postgres.tenants.tables import memberships
from shared.social.types import PostStatus, Visibility

# Looking through these takes a millisecond at the most.
_WINDOW = 1000


@cache
def one_readable_post() -> Select[Any]:
    """The post ``post_id``, and with it what others say of it.

    Who has left the class or club for which they wrote it is none of its readers any more.
    """
    post_id = bindparam("post_id", type_=Uuid())
    found = readable(posts).where(posts.c.id == post_id, ~left_behind(posts))
    return with_author(found.subquery("post"))


@cache
def one_written_post() -> Select[Any]:
    """The post ``post_id`` that the viewer wrote and published, wherever they are now."""
    post_id = bindparam("post_id", type_=Uuid())
    mine = select(posts).where(
        *published(posts), posts.c.id == post_id, posts.c.author_id == VIEWER
    )
    return with_author(mine.subquery("post"))


@cache
def posts_left_behind() -> Select[Any]:
    """Those of the posts ``ids`` that the viewer wrote for a class or club they have left."""
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    return select(posts.c.id).where(
        posts.c.tenant_id == TENANT, posts.c.id == any_(ids), left_behind(posts)
    )


@cache
def one_draft() -> Select[Any]:
    """The post ``post_id`` that the viewer has not published yet."""
    post_id = bindparam("post_id", type_=Uuid())
    return with_author(_drafts().where(posts.c.id == post_id).subquery("post"))


@cache
def drafts(*, continued: bool) -> Select[Any]:
    """What the viewer has not published yet, like :func:`readable_feed`."""
    return _page(_newest_first(_drafts(), continued=continued))


@cache
def posts_with_tag(*, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts with the hashtag ``tag``, like :func:`readable_feed`."""
    tag = post_hashtags.c
    tagged = readable(posts).join(post_hashtags, _of_post(tag))
    named = tagged.where(tag.tenant_id == TENANT, tag.tag == bindparam("tag", type_=Text()))
    return _page(_newest_first(named, continued=continued))


@cache
def bookmarked_posts(*, continued: bool) -> Select[Any]:
    """What the viewer keeps, the latest kept first; ``kept_at`` is when."""
    b = bookmarks.c
    kept = (
        readable(posts)
        .add_columns(b.created_at.label("kept_at"))
        .join(bookmarks, _of_post(b))
        .where(b.tenant_id == TENANT, b.user_id == VIEWER)
    )
    if continued:
        kept = kept.where(tuple_(b.created_at, b.post_id) < tuple_(*_before()))
    rows = bindparam("row_limit", type_=Integer())
    page = kept.order_by(b.created_at.desc(), b.post_id.desc()).limit(rows).subquery("page")
    return with_author(page, Bookmark).order_by(page.c.kept_at.desc(), page.c.id.desc())


@cache
def readable_feed(*, continued: bool, whole_school: bool = False) -> Select[Any]:
    """The newest ``row_limit`` posts; ``continued``: after ``before_at`` and ``before_id``.

    ``whole_school``: only those that are for everybody.
    """
    query, seen = readable(posts), posts.c.visibility
    if whole_school:
        query = query.where(or_(seen == Visibility.PUBLIC, seen == Visibility.SCHOOL))
    return _page(_newest_first(query, continued=continued))


@cache
def readable_posts_of(*, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts of ``author_id``, like :func:`readable_feed`."""
    author = bindparam("author_id", type_=Uuid())
    theirs = readable(posts).where(posts.c.author_id == author)
    return _page(_newest_first(theirs, continued=continued))


@cache
def readable_posts_in_club(*, continued: bool) -> Select[Any]:
    """The newest ``row_limit`` posts of the club ``club_id``, like :func:`readable_feed`."""
    club = bindparam("club_id", type_=Uuid())
    theirs = readable(posts).where(posts.c.club_id == club)
    return _page(_newest_first(theirs, continued=continued))


@cache
def followed_recently(*, continued: bool) -> Select[Any]:
    """Those of followed people among the newest posts of the school.

    Quick for who follows many or busy people. A page that is not full says nothing about older
    posts: :func:`followed_ever` finds them.
    """
    newest = select(posts).where(*published(posts))
    window = _newest_first(newest, continued=continued, limit=_WINDOW).subquery("newest")
    by_person = window.c.author_id.in_(_followed())
    by_tag = window.c.id.in_(_tagged())
    return _page(_newest_first(readable(window).where(or_(by_person, by_tag)), of=window))


@cache
def followed_ever(*, continued: bool) -> Select[Any]:
    """The newest of each followed person, and of those the newest.

    Its time depends on how many people the viewer follows, and not on how much others write.
    """
    person = _followed().subquery("person")
    by_person = readable(posts).where(posts.c.author_id == person.c.following_id)
    theirs = _newest_first(by_person, continued=continued).lateral("theirs")
    tag, named = hashtag_follows.alias("followed_tag"), post_hashtags.c
    by_tag = (
        readable(posts)
        .join(post_hashtags, _of_post(named))
        .where(named.tenant_id == TENANT, named.tag == tag.c.tag)
    )
    tagged = _newest_first(by_tag, continued=continued).lateral("tagged")
    of_viewer = (tag.c.tenant_id == TENANT, tag.c.user_id == VIEWER)
    # A post may be found on both ways, and by several of its hashtags.
    found = union(
        select(theirs.c.id, theirs.c.created_at).join_from(person, theirs, true()),
        select(tagged.c.id, tagged.c.created_at).join_from(tag, tagged, true()).where(*of_viewer),
    ).subquery("found")
    newest = _newest_first(select(found.c.id), of=found).subquery("newest")
    same = and_(posts.c.tenant_id == TENANT, posts.c.id == newest.c.id)
    return _page(select(posts).join_from(newest, posts, same))


def with_author(source: FromClause, kind: type[Any] = Post) -> Select[Any]:
    """Rows of posts with their authors, and what the viewer did to them."""
    post = source.c
    reaction = (
        select(likes.c.reaction_type)
        .where(likes.c.tenant_id == TENANT, likes.c.user_id == VIEWER)
        .where(likes.c.post_id == post.id)
        .scalar_subquery()
    )
    bookmarked = exists().where(
        bookmarks.c.tenant_id == TENANT,
        bookmarks.c.user_id == VIEWER,
        bookmarks.c.post_id == post.id,
    )
    last, editor, member = _last_editor(post), users.alias(), memberships.alias()
    columns = columns_of(
        kind,
        source,
        person_columns("author"),
        reaction=reaction,
        bookmarked=bookmarked,
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
        r.tenant_id == TENANT, r.post_id == post.id, post.edited_at.is_not(None)
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
        query = query.where(tuple_(of.c.created_at, of.c.id) < tuple_(*_before()))
    rows = bindparam("row_limit", type_=Integer()) if limit is None else limit
    return query.order_by(of.c.created_at.desc(), of.c.id.desc()).limit(rows)


def _of_post(columns: Any) -> ColumnElement[bool]:
    """The tie of a row to its post."""
    return and_(columns.tenant_id == posts.c.tenant_id, columns.post_id == posts.c.id)


def _before() -> tuple[ColumnElement[datetime], ColumnElement[UUID]]:
    """The place after which a page begins."""
    return (
        bindparam("before_at", type_=DateTime(timezone=True)),
        bindparam("before_id", type_=Uuid()),
    )


def _drafts() -> Select[Any]:
    return select(posts).where(
        posts.c.tenant_id == TENANT,
        posts.c.author_id == VIEWER,
        posts.c.status.in_([PostStatus.DRAFT, PostStatus.SCHEDULED]),
        posts.c.deleted_at.is_(None),
    )


def _tagged() -> Select[tuple[UUID]]:
    f, h = hashtag_follows.c, post_hashtags.c
    same = and_(f.tenant_id == h.tenant_id, f.tag == h.tag)
    mine = (f.tenant_id == TENANT, f.user_id == VIEWER)
    return select(h.post_id).join_from(post_hashtags, hashtag_follows, same).where(*mine)


def _followed() -> Select[tuple[UUID]]:
    return select(follows.c.following_id).where(
        follows.c.tenant_id == TENANT,
        follows.c.follower_id == VIEWER,
        follows.c.status == "ACCEPTED",
    )
