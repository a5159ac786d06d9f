"""What can be found: for each collection how its rows are read, for the index and for a viewer.

An area that wants to be found adds an entry here, its events in ``shared.search.touching`` and its
collection in ``shared.search.types``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Select, Text, any_, case, func, literal, select
from sqlalchemy.dialects.postgresql import array

from infra.postgres.boards.tables import boards, questions
from infra.postgres.clubs.tables import clubs
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import profiles, users
from infra.postgres.learning.course_tables import courses
from infra.postgres.people.beside import not_blocked, person_columns
from infra.postgres.people.tables import follows
from infra.postgres.search.places import (
    board_hits,
    board_rows,
    club_hits,
    club_rows,
    course_hits,
    course_rows,
)
from infra.postgres.search.question_places import question_hits, question_rows
from infra.postgres.search.records import Hit
from infra.postgres.search.source import (
    IDS,
    NO_TAGS,
    NOBODY,
    SCHOOL,
    TENANT,
    VIEWER,
    Source,
    count,
    scoped,
)
from infra.postgres.social.tables import posts
from infra.postgres.social.who_reads import readable
from infra.postgres.tenants.tables import memberships
from shared.people.types import Audience, FollowStatus
from shared.search.indexed import Document
from shared.search.types import Collection
from shared.social.types import PostStatus, Visibility


def _posts() -> Select[Any]:
    p = posts.c
    audience = case(
        (p.visibility.in_([Visibility.PUBLIC, Visibility.SCHOOL]), literal(SCHOOL, Text())),
        (p.visibility == Visibility.CLASS, scoped("class", p.class_id)),
        (p.visibility == Visibility.CLUB, scoped("club", p.club_id)),
        (p.visibility == Visibility.CONNECTIONS, scoped("connections", p.author_id)),
        else_=scoped("person", p.author_id),
    )
    columns = columns_of(
        Document,
        posts,
        title=func.coalesce(p.title, ""),
        names=func.concat_ws(" ", users.c.name, func.array_to_string(p.hashtags, " ")),
        body=func.concat_ws("\n", p.content, p.content_kh),
        owner_id=p.author_id,
        audiences=array([audience]),
        facet=p.type.cast(Text()),
        tags=p.topic_tags,
        popularity=count(p.likes_count * 3 + p.comments_count * 5 + p.shares_count * 7),
        shown=literal(True, Boolean()),
        happened_at=p.created_at,
    )
    found = select(*columns).join_from(posts, users, users.c.id == p.author_id)
    published = (p.status == PostStatus.PUBLISHED, p.deleted_at.is_(None))
    return found.where(p.tenant_id == TENANT, *published)


def _post_hits() -> Select[Any]:
    found = readable(posts).where(posts.c.id == any_(IDS)).subquery("post")
    p, role = found.c, memberships.c
    columns = columns_of(
        Hit,
        found,
        person_columns("person"),
        body=func.concat_ws("\n", p.content, p.content_kh),
        facet=p.type.cast(Text()),
        count=p.likes_count,
        at=p.created_at,
        person_id=p.author_id,
        board_id=NOBODY,
    )
    return (
        select(*columns)
        .join_from(found, users, users.c.id == p.author_id)
        .join(memberships, (role.tenant_id == p.tenant_id) & (role.user_id == p.author_id))
    )


_SEEN = func.coalesce(profiles.c.profile_visibility, Audience.PUBLIC).cast(Text()) == "PUBLIC"
_BIO = case((_SEEN, func.coalesce(users.c.bio, "")), else_=literal("", Text()))
_FOLLOWERS = (
    select(func.count())
    .where(
        follows.c.tenant_id == memberships.c.tenant_id,
        follows.c.following_id == memberships.c.user_id,
        follows.c.status == FollowStatus.ACCEPTED,
    )
    .correlate(memberships)
    .scalar_subquery()
)


def _people(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join_from(memberships, users, users.c.id == memberships.c.user_id)
        .outerjoin(profiles, profiles.c.user_id == users.c.id)
        .where(memberships.c.tenant_id == TENANT, users.c.deleted_at.is_(None))
    )


def _members() -> Select[Any]:
    m = memberships.c
    columns = columns_of(
        Document,
        id=m.user_id,
        title=users.c.name,
        names=literal("", Text()),
        body=_BIO,
        owner_id=m.user_id,
        audiences=array([literal(SCHOOL, Text())]),
        facet=m.role.cast(Text()),
        tags=NO_TAGS,
        popularity=count(_FOLLOWERS),
        shown=m.status == "ACTIVE",
        happened_at=func.coalesce(m.joined_at, users.c.created_at),
    )
    return _people(*columns).where(m.status != "LEFT")


def _member_hits() -> Select[Any]:
    m = memberships.c
    columns = columns_of(
        Hit,
        person_columns("person"),
        id=m.user_id,
        title=users.c.name,
        body=_BIO,
        facet=m.role.cast(Text()),
        count=count(_FOLLOWERS),
        at=func.coalesce(m.joined_at, users.c.created_at),
        person_id=m.user_id,
        board_id=NOBODY,
    )
    here = (m.status == "ACTIVE", not_blocked(m.user_id, VIEWER, TENANT))
    return _people(*columns).where(m.user_id == any_(IDS), *here)


SOURCES: Mapping[Collection, Source] = MappingProxyType(
    {
        Collection.POSTS: Source(_posts, posts.c.id, _post_hits),
        Collection.USERS: Source(_members, memberships.c.user_id, _member_hits),
        Collection.BOARDS: Source(board_rows, boards.c.id, board_hits),
        Collection.CLUBS: Source(club_rows, clubs.c.id, club_hits),
        Collection.COURSES: Source(course_rows, courses.c.id, course_hits),
        Collection.QUESTIONS: Source(question_rows, questions.c.id, question_hits),
    }
)
"""One entry for each collection that is indexed."""
