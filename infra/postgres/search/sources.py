"""What can be found: for each collection how its rows are read, for the index and for a viewer.

An area that wants to be found adds an entry here, its events in ``shared.search.touching`` and its
collection in ``shared.search.types``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array

from infra.postgres.boards.tables import boards
from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.beside import not_blocked, person_columns
from infra.postgres.people.tables import follows
from infra.postgres.search.records import Hit
from infra.postgres.social.readable_posts import readable
from infra.postgres.social.tables import posts
from infra.postgres.tenants.tables import memberships
from shared.boards.types import BoardScope, BoardStatus
from shared.clubs.types import ClubMode, ClubStatus
from shared.people.types import Audience, FollowStatus
from shared.search.indexed import Document
from shared.search.types import Collection
from shared.social.types import PostStatus, Visibility

SCHOOL = "school"
MANAGERS = "managers"
"""Who may find what is read by those only who run the school."""

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
_IDS = bindparam("ids", type_=ARRAY(Uuid()))
_AFTER = bindparam("after_id", type_=Uuid())
_ROWS = bindparam("row_limit", type_=Integer())
_NOBODY = null().cast(Uuid())


@dataclass(frozen=True, slots=True)
class Source:
    """How a collection is read.

    ``rows`` are what is indexed, as it is now; ``id`` is what they are called by. ``hits`` are what
    a viewer may see of the things that ``ids`` names, whatever the index says.
    """

    rows: Callable[[], Select[Any]]
    id: ColumnElement[Any]
    hits: Callable[[], Select[Any]]

    def some(self) -> Select[Any]:
        """The rows that ``ids`` names."""
        return self.rows().where(self.id == any_(_IDS))

    def page(self) -> Select[Any]:
        """The next ``row_limit`` rows after ``after_id``."""
        return self.rows().where(self.id > _AFTER).order_by(self.id).limit(_ROWS)


def _scoped(kind: str, of: ColumnElement[Any]) -> ColumnElement[str]:
    return literal(f"{kind}:", Text()).concat(of.cast(Text()))


def _count(of: ColumnElement[Any]) -> ColumnElement[int]:
    return of.cast(Integer())


def _posts() -> Select[Any]:
    p = posts.c
    audience = case(
        (p.visibility.in_([Visibility.PUBLIC, Visibility.SCHOOL]), literal(SCHOOL, Text())),
        (p.visibility == Visibility.CLASS, _scoped("class", p.class_id)),
        (p.visibility == Visibility.CLUB, _scoped("club", p.club_id)),
        (p.visibility == Visibility.CONNECTIONS, _scoped("connections", p.author_id)),
        else_=_scoped("person", p.author_id),
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
        popularity=_count(p.likes_count * 3 + p.comments_count * 5 + p.shares_count * 7),
        shown=literal(True, Boolean()),
        happened_at=p.created_at,
    )
    found = select(*columns).join_from(posts, users, users.c.id == p.author_id)
    published = (p.status == PostStatus.PUBLISHED, p.deleted_at.is_(None))
    return found.where(p.tenant_id == _TENANT, *published)


def _post_hits() -> Select[Any]:
    found = readable(posts).where(posts.c.id == any_(_IDS)).subquery("post")
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
        .where(memberships.c.tenant_id == _TENANT, users.c.deleted_at.is_(None))
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
        tags=literal_column("'{}'::text[]", ARRAY(Text())),
        popularity=_count(_FOLLOWERS),
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
        count=_count(_FOLLOWERS),
        at=func.coalesce(m.joined_at, users.c.created_at),
        person_id=m.user_id,
    )
    here = (m.status == "ACTIVE", not_blocked(m.user_id, _VIEWER, _TENANT))
    return _people(*columns).where(m.user_id == any_(_IDS), *here)


def _boards() -> Select[Any]:
    b = boards.c
    scope = case(
        (b.scope_type == BoardScope.TENANT, literal(SCHOOL, Text())),
        (b.scope_type == BoardScope.CLASS, _scoped("class", b.scope_id)),
        else_=_scoped("scope", b.scope_id),
    )
    columns = columns_of(
        Document,
        boards,
        names=literal("", Text()),
        body=literal("", Text()),
        owner_id=_NOBODY,
        audiences=array([scope, _scoped("person", b.created_by), literal(MANAGERS, Text())]),
        facet=b.status.cast(Text()),
        tags=literal_column("'{}'::text[]", ARRAY(Text())),
        popularity=b.questions_count,
        shown=literal(True, Boolean()),
        happened_at=b.created_at,
    )
    return select(*columns).where(b.tenant_id == _TENANT, b.status != BoardStatus.ARCHIVED)


def _board_hits() -> Select[Any]:
    b = boards.c
    columns = columns_of(
        Hit,
        boards,
        body=literal("", Text()),
        facet=b.status.cast(Text()),
        count=b.questions_count,
        at=b.created_at,
        person_id=_NOBODY,
        person_name=null().cast(Text()),
        person_avatar=null().cast(Text()),
        person_role=null().cast(Text()),
    )
    readable_board = func.app.board_is_readable(_TENANT, _VIEWER, b.id)
    return select(*columns).where(b.tenant_id == _TENANT, b.id == any_(_IDS), readable_board)


def _clubs() -> Select[Any]:
    c = clubs.c
    # Whoever may know of one that is by invitation only is decided where hits are read.
    known = case(
        (c.mode == ClubMode.INVITE_ONLY, _scoped("near", c.id)), else_=literal(SCHOOL, Text())
    )
    columns = columns_of(
        Document,
        clubs,
        title=c.name,
        names=func.concat_ws(" ", c.category, func.array_to_string(c.tags, " ")),
        body=c.description,
        owner_id=_NOBODY,
        audiences=array([known, literal(MANAGERS, Text())]),
        facet=c.mode.cast(Text()),
        tags=literal_column("'{}'::text[]", ARRAY(Text())),
        popularity=c.members_count,
        shown=literal(True, Boolean()),
        happened_at=c.created_at,
    )
    return select(*columns).where(c.tenant_id == _TENANT, c.deleted_at.is_(None))


def _club_hits() -> Select[Any]:
    c, m = clubs.c, club_members.c
    columns = columns_of(
        Hit,
        title=c.name,
        id=c.id,
        body=c.description,
        facet=c.mode.cast(Text()),
        count=c.members_count,
        at=c.created_at,
        person_id=_NOBODY,
        person_name=null().cast(Text()),
        person_avatar=null().cast(Text()),
        person_role=null().cast(Text()),
    )
    inside = exists().where(
        m.tenant_id == c.tenant_id,
        m.club_id == c.id,
        m.user_id == _VIEWER,
        m.status.in_([ClubStatus.ACTIVE, ClubStatus.INVITED]),
    )
    known = or_(c.mode != ClubMode.INVITE_ONLY, inside, func.app.moderates(_TENANT, _VIEWER))
    here = (c.tenant_id == _TENANT, c.deleted_at.is_(None), c.id == any_(_IDS))
    return select(*columns).where(*here, known)


SOURCES: Mapping[Collection, Source] = MappingProxyType(
    {
        Collection.POSTS: Source(_posts, posts.c.id, _post_hits),
        Collection.USERS: Source(_members, memberships.c.user_id, _member_hits),
        Collection.BOARDS: Source(_boards, boards.c.id, _board_hits),
        Collection.CLUBS: Source(_clubs, clubs.c.id, _club_hits),
    }
)
"""One entry for each collection that is indexed."""
