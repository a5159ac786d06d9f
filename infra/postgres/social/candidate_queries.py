"""The statements that find what a feed is chosen from; each is built once per process.

A pool is one statement, and its cost has a bound: it looks through no more than the newest
:data:`_WINDOW` posts, however many a school has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.sql import ColumnElement

from infra.postgres.analytics.tables import post_view_counts, post_viewers
from infra.postgres.core.repository import columns_of
from infra.postgres.core.vector import Halfvec
from infra.postgres.identity.tables import profiles
from infra.postgres.learning.course_tables import course_members, courses
from infra.postgres.moderation.tables import moderation_cases, reports
from infra.postgres.people.beside import followed_by
from infra.postgres.people.tables import user_mutes
from infra.postgres.search.vector_tables import embeddings
from infra.postgres.social.tables import (
    bookmarks,
    comments,
    feed_feedback,
    hashtag_follows,
    likes,
    posts,
    shares,
)
from infra.postgres.social.who_reads import readable
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.learning.courses.types import MemberStatus
from shared.moderation.types import CaseStatus, TargetType
from shared.search.types import Collection
from shared.social.types import FeedbackKind, PostType

_NEWEST = 300
_OF_NETWORK = 300
_EACH = 20
"""Posts of one followed person: who writes more does not keep out all others."""
_MOST_FOLLOWED = 500
_TRENDING = 50
_WINDOW = 2000
_ACTS = 200
_OF_FRIEND = 50
_TASTED = 20
# Weights of what somebody does with a post, as the engagement of it counts them.
_LIKED, _COMMENTED, _SHARED, _KEPT, _MORE = 3, 5, 7, 4, 6

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
_SINCE = bindparam("since", type_=DateTime(timezone=True))
_IDS = bindparam("ids", type_=ARRAY(Uuid()))


@dataclass(frozen=True, slots=True)
class Found:
    """A post as the ranking looks at it."""

    id: UUID
    author_id: UUID
    type: PostType
    created_at: datetime
    likes: int
    comments: int
    shares: int
    bookmarks: int
    views: int
    topics: Sequence[str]
    length: int
    has_media: bool
    role: Role
    reports: int
    in_circle: bool
    seen: bool


@cache
def newest() -> Select[Any]:
    """The newest of the school, however old: a small school writes little."""
    found = readable(posts).order_by(posts.c.created_at.desc(), posts.c.id.desc()).limit(_NEWEST)
    return select(found.subquery("newest").c.id)


@cache
def network() -> Select[Any]:
    """What followed people wrote lately, of each of them a few."""
    person = followed_by(_TENANT, _VIEWER).limit(_MOST_FOLLOWED).subquery("person")
    theirs = (
        readable(posts)
        .where(posts.c.author_id == person.c.following_id, posts.c.created_at >= _SINCE)
        .order_by(posts.c.created_at.desc(), posts.c.id.desc())
        .limit(_EACH)
        .lateral("theirs")
    )
    t = theirs.c
    newest = select(t.id).join_from(person, theirs, true())
    return newest.order_by(t.created_at.desc(), t.id.desc()).limit(_OF_NETWORK)


@cache
def trending() -> Select[Any]:
    """Of the newest, those that people did the most with."""
    p = posts.c
    newest = (
        select(posts)
        .where(p.tenant_id == _TENANT, p.status == "PUBLISHED", p.deleted_at.is_(None))
        .where(p.created_at >= _SINCE)
        .order_by(p.created_at.desc(), p.id.desc())
        .limit(_WINDOW)
        .subquery("recent")
    )
    w = newest.c
    done = 3 * w.likes_count + 5 * w.comments_count + 2 * w.shares_count
    found = readable(newest).where(done > 0)
    ordered = found.order_by(done.desc(), w.created_at.desc(), w.id.desc()).limit(_TRENDING)
    return select(ordered.subquery("trending").c.id)


@cache
def pools() -> CompoundSelect[Any]:
    """All three, each id with the pool: one question, as each of them would wait as long."""
    found = {"network": network(), "trending": trending(), "newest": newest()}
    return union_all(
        *(select(literal(name, Text()), query.subquery(name).c.id) for name, query in found.items())
    )


@cache
def features(*, wanted: bool) -> Select[Any]:
    """What is known of each of the posts ``ids``; ``wanted``: but for those sent away."""
    p, m = posts.c, memberships.c
    query = readable(posts).where(p.id == any_(_IDS))
    if wanted:
        query = query.where(*wanted_by_viewer(p))
    post = query.subquery("post")
    f = post.c
    in_circle = or_(
        f.class_id.in_(select(func.app.classes_of(_TENANT, _VIEWER))),
        f.club_id.in_(select(func.app.clubs_open_to(_TENANT, _VIEWER))),
    )
    columns = columns_of(
        Found,
        post,
        likes=f.likes_count,
        comments=f.comments_count,
        shares=f.shares_count,
        bookmarks=f.bookmarks_count,
        views=_views(f.id),
        topics=f.topic_tags,
        length=func.char_length(f.content),
        has_media=func.cardinality(f.media) > 0,
        role=m.role,
        reports=_reports(f.id),
        in_circle=func.coalesce(in_circle, False),
        seen=or_(
            f.author_id == _VIEWER,
            _did(post_viewers, "viewer_id", f.id),
            _did(likes, "user_id", f.id),
            _did(bookmarks, "user_id", f.id),
            _did(comments, "author_id", f.id),
        ),
    )
    member = and_(m.tenant_id == f.tenant_id, m.user_id == f.author_id)
    return select(*columns).join_from(post, memberships, member).where(m.tenant_id == _TENANT)


def wanted_by_viewer(post: Any) -> tuple[ColumnElement[bool], ...]:
    """Posts that the viewer has not sent away, of nobody whom they hide or mute.

    Asks for the value ``now`` as well.
    """
    said, m = feed_feedback.c, user_mutes.c
    now = bindparam("now", type_=DateTime(timezone=True))
    mine = (said.tenant_id == _TENANT, said.user_id == _VIEWER)
    gone = exists().where(*mine, said.post_id == post.id, said.kind == FeedbackKind.NOT_INTERESTED)
    hidden = exists().where(
        *mine, said.author_id == post.author_id, said.kind == FeedbackKind.HIDE_AUTHOR
    )
    muted = exists().where(
        m.muter_id == _VIEWER,
        m.muted_id == post.author_id,
        or_(m.expires_at.is_(None), m.expires_at > now),
    )
    return (~gone, ~hidden, ~muted)


def _reports(post_id: ColumnElement[UUID]) -> Any:
    case, r = moderation_cases.c, reports.c
    same = and_(r.tenant_id == case.tenant_id, r.case_id == case.id)
    return (
        select(func.count())
        .select_from(moderation_cases.join(reports, same))
        .where(
            case.tenant_id == _TENANT,
            case.target_type == TargetType.POST,
            case.target_id == post_id,
            case.status == CaseStatus.OPEN,
        )
        .scalar_subquery()
    )


def _views(post_id: ColumnElement[UUID]) -> ColumnElement[int]:
    v = post_view_counts.c
    counted = select(v.views_count).where(v.tenant_id == _TENANT, v.post_id == post_id)
    return func.coalesce(counted.scalar_subquery(), 0)


def _did(table: Any, person: str, post_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    rows = table.c
    return exists().where(
        rows.tenant_id == _TENANT, rows[person] == _VIEWER, rows.post_id == post_id
    )


@cache
def lately() -> Select[Any]:
    """How often something was done with each post in the last hours."""
    acts = [
        select(t.c.post_id).where(
            t.c.tenant_id == _TENANT,
            # By the key, which is in the order of time: not each post's acts of all times.
            t.c.id >= bindparam("floor", type_=Uuid()),
            t.c.created_at >= _SINCE,
            t.c.post_id == any_(_IDS),
        )
        for t in (likes, comments, shares)
    ]
    act = union_all(*acts).subquery("act")
    return select(act.c.post_id, func.count()).group_by(act.c.post_id)


@cache
def known() -> Select[Any]:
    """How many of the followed people did something with each post."""
    c = comments.c
    friend = followed_by(_TENANT, _VIEWER).limit(_MOST_FOLLOWED).subquery("friend")
    friend_id = friend.c.following_id
    acts = []
    # From the friends' side: a post that a thousand people like costs no more than another.
    for table in (likes, shares):
        t = table.c
        theirs = (
            select(t.post_id)
            .where(t.tenant_id == _TENANT, t.user_id == friend_id, t.created_at >= _SINCE)
            .order_by(t.created_at.desc())
            .limit(_OF_FRIEND)
            .lateral(f"of_{table.name}")
        )
        acts.append(select(theirs.c.post_id, friend_id).join_from(friend, theirs, true()))
    said = select(c.post_id, c.author_id).where(
        c.tenant_id == _TENANT,
        c.post_id == any_(_IDS),
        c.deleted_at.is_(None),
        c.author_id.in_(select(friend_id)),
    )
    act = union(*acts, said).subquery("act")
    counted = select(act.c.post_id, func.count(act.c.following_id.distinct()))
    return counted.where(act.c.post_id == any_(_IDS)).group_by(act.c.post_id)


@cache
def acts() -> Select[Any]:
    """What the viewer did with posts: author and topics of each, weight, and when."""
    ways = (
        (likes, "user_id", _LIKED),
        (comments, "author_id", _COMMENTED),
        (shares, "user_id", _SHARED),
        (bookmarks, "user_id", _KEPT),
    )
    acts = [
        select(
            select(t.c.post_id, literal(weight, Integer()).label("weight"), t.c.created_at)
            .where(t.c.tenant_id == _TENANT, t.c[person] == _VIEWER, t.c.post_id.is_not(None))
            .order_by(t.c.created_at.desc())
            .limit(_ACTS)
            .subquery()
        )
        for t, person, weight in ways
    ]
    said = feed_feedback.c
    for kind, weight in ((FeedbackKind.SEE_MORE, _MORE), (FeedbackKind.NOT_INTERESTED, -1)):
        acts.append(
            select(said.post_id, literal(weight, Integer()).label("weight"), said.created_at).where(
                said.tenant_id == _TENANT, said.user_id == _VIEWER, said.kind == kind
            )
        )
    act, p = union_all(*acts).subquery("act"), posts.c
    same = and_(p.tenant_id == _TENANT, p.id == act.c.post_id)
    return select(p.author_id, p.topic_tags, act.c.weight, act.c.created_at).join_from(
        act, posts, same
    )


@cache
def taste() -> Select[Any]:
    """The mean of the vectors of what the viewer lately did something with, of one model."""
    ways = (
        (likes, "user_id"),
        (comments, "author_id"),
        (shares, "user_id"),
        (bookmarks, "user_id"),
    )
    acts = [
        select(
            select(t.c.post_id, t.c.created_at)
            .where(t.c.tenant_id == _TENANT, t.c[person] == _VIEWER, t.c.post_id.is_not(None))
            .order_by(t.c.created_at.desc())
            .limit(_TASTED)
            .subquery()
        )
        for t, person in ways
    ]
    said = feed_feedback.c
    acts.append(
        select(said.post_id, said.created_at).where(
            said.tenant_id == _TENANT,
            said.user_id == _VIEWER,
            said.kind == FeedbackKind.SEE_MORE,
        )
    )
    act, e = union_all(*acts).subquery("act"), embeddings.c
    last = func.max(act.c.created_at)
    latest = (
        select(act.c.post_id)
        .group_by(act.c.post_id)
        .order_by(last.desc(), act.c.post_id)
        .limit(_TASTED)
        .subquery("latest")
    )
    return select(func.avg(e.vector, type_=Halfvec())).where(
        e.tenant_id == _TENANT,
        e.collection == Collection.POSTS.value,
        e.id.in_(select(latest.c.post_id)),
        e.model == bindparam("model", type_=Text()),
        e.version == bindparam("version", type_=Text()),
    )


@cache
def named() -> CompoundSelect[Any]:
    """Hashtags that the viewer follows, interests that they name, and what they learn."""
    h, c, m = hashtag_follows.c, courses.c, course_members.c
    tags = select(literal("tag"), h.tag).where(h.tenant_id == _TENANT, h.user_id == _VIEWER)
    named = select(literal("interest"), func.unnest(profiles.c.interests)).where(
        profiles.c.user_id == _VIEWER
    )
    learnt = (
        select(literal("course"), c.category)
        .join_from(
            courses,
            course_members,
            and_(m.tenant_id == c.tenant_id, m.course_id == c.id),
        )
        .where(
            m.tenant_id == _TENANT,
            m.user_id == _VIEWER,
            m.status == MemberStatus.ACTIVE,
            c.category.is_not(None),
            c.deleted_at.is_(None),
        )
    )
    return union_all(tags, named, learnt)
