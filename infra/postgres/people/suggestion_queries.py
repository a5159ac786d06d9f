"""The statements that find whom somebody may want to follow; each is built once per process.

Building one takes longer than running it. Each pool looks through a bounded number of people,
however many a school has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Select,
    Subquery,
    Table,
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

from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.beside import followed_by, not_blocked
from infra.postgres.people.tables import follows, suggestion_dismissals, user_mutes
from infra.postgres.school.accounts import pupils_in
from infra.postgres.school.tables import class_teachers, classes
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.clubs.types import ClubStatus
from shared.people.types import Audience, FollowStatus, SuggestedBecause

EACH = 200
"""Of how many each followed person is looked through: who follows thousands says little."""
_MOST_FOLLOWED = 500
_WINDOW = 200
_OF_CLASSES = 1_000

_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
_NOW = bindparam("now", type_=DateTime(timezone=True))
_IDS = bindparam("ids", type_=ARRAY(Uuid()))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be suggested, with a class and a club that the viewer shares with them.

    ``is_shown``: whether they let others see their profile.
    """

    id: UUID
    name: str
    avatar: str | None
    role: Role
    last_seen_at: datetime | None
    joined_at: datetime | None
    is_shown: bool
    class_name: str | None
    club_name: str | None


@cache
def open_to_viewer() -> Select[Any]:
    """Members among ``ids`` whom the viewer neither follows, nor has asked, hides or wants no more.

    All that speaks against somebody is asked once, of those whom the pools have found: planning it
    for each pool took ten times as long as running it.
    """
    mates, fellows = _classmates(), _fellows()
    in_class = _named(mates, mates.c.class_id, classes).subquery("in_class")
    in_club = _named(fellows, fellows.c.club_id, clubs).subquery("in_club")
    m, p = memberships.c, profiles.c
    hides = exists().where(p.user_id == users.c.id, p.profile_visibility == Audience.PRIVATE)
    columns = columns_of(
        Suggestion,
        users,
        memberships,
        is_shown=~hides,
        class_name=in_class.c.name,
        club_name=in_club.c.name,
    )
    known, said, muted = follows.alias("known").c, suggestion_dismissals.c, user_mutes.c
    here = and_(m.user_id == users.c.id, m.tenant_id == _TENANT, m.status == "ACTIVE")
    return (
        select(*columns)
        .join_from(memberships, users, here)
        .outerjoin(in_class, in_class.c.user_id == users.c.id)
        .outerjoin(in_club, in_club.c.user_id == users.c.id)
        .where(
            m.tenant_id == _TENANT,
            users.c.id == any_(_IDS),
            users.c.id != _VIEWER,
            users.c.deleted_at.is_(None),
            ~exists().where(
                known.tenant_id == _TENANT,
                known.follower_id == _VIEWER,
                known.following_id == users.c.id,
            ),
            ~exists().where(
                said.tenant_id == _TENANT,
                said.user_id == _VIEWER,
                said.person_id == users.c.id,
            ),
            ~exists().where(
                muted.muter_id == _VIEWER,
                muted.muted_id == users.c.id,
                or_(muted.expires_at.is_(None), muted.expires_at > _NOW),
            ),
            not_blocked(users.c.id, _VIEWER, _TENANT),
        )
    )


@cache
def mutual() -> Select[Any]:
    """Those whom the most of the followed people follow, and how many of them do."""
    theirs, known = follows.alias("theirs"), follows.alias("already")
    mine = followed_by(_TENANT, _VIEWER).limit(_MOST_FOLLOWED).subquery("mine")
    each = (
        select(theirs.c.following_id)
        .where(
            theirs.c.tenant_id == _TENANT,
            theirs.c.follower_id == mine.c.following_id,
            theirs.c.status == FollowStatus.ACCEPTED,
        )
        .limit(EACH)
        .lateral("each")
    )
    already = select(known.c.following_id).where(
        known.c.tenant_id == _TENANT, known.c.follower_id == _VIEWER
    )
    return (
        select(each.c.following_id, func.count())
        .join_from(mine, each, true())
        .where(each.c.following_id.not_in(already), each.c.following_id != _VIEWER)
        .group_by(each.c.following_id)
        .order_by(func.count().desc(), each.c.following_id)
        .limit(_WINDOW)
    )


@cache
def pools() -> CompoundSelect[Any]:
    """People of the viewer's classes, of their clubs, and who have come last, each with the pool.

    One question: each of three would wait for the database as long as all together.
    """
    m, fellows = memberships.c, _fellows().c
    mates = select(_classmates().c.user_id).distinct().limit(_OF_CLASSES)
    latest = select(fellows.user_id).order_by(fellows.joined_at.desc().nulls_last())
    came = select(m.user_id).where(m.tenant_id == _TENANT, m.joined_at.is_not(None))
    return union_all(
        _pool(SuggestedBecause.CLASS, mates),
        _pool(SuggestedBecause.CLUB, latest.limit(_WINDOW)),
        _pool(SuggestedBecause.SCHOOL, came.order_by(m.joined_at.desc()).limit(_WINDOW)),
    )


def _pool(name: SuggestedBecause, people: Select[Any]) -> Select[Any]:
    return select(literal(name.value, Text()).label("pool"), people.subquery().c.user_id)


def _named(people: Subquery, group_id: ColumnElement[Any], groups: Table) -> Select[Any]:
    """Of each of these people one group, by its name."""
    g = groups.c
    return (
        select(people.c.user_id, func.min(g.name).label("name"))
        .join_from(people, groups, and_(g.tenant_id == _TENANT, g.id == group_id))
        .where(people.c.user_id == any_(_IDS))
        .group_by(people.c.user_id)
    )


def _classmates() -> Subquery:
    """Who learns or teaches in which of the viewer's classes."""
    c, t = classes.c, class_teachers.c
    own = select(func.app.classes_of(_TENANT, _VIEWER))
    heads = select(c.homeroom_teacher_id.label("user_id"), c.id.label("class_id")).where(
        c.tenant_id == _TENANT, c.id.in_(own), c.homeroom_teacher_id.is_not(None)
    )
    teachers = select(t.user_id, t.class_id).where(t.tenant_id == _TENANT, t.class_id.in_(own))
    return union(heads, teachers, pupils_in(_TENANT, own)).subquery("mates")


def _fellows() -> Subquery:
    """Who is in which of the viewer's clubs."""
    m = club_members.c
    own = select(func.app.clubs_of(_TENANT, _VIEWER))
    fellows = select(m.user_id, m.club_id, m.joined_at).where(
        m.tenant_id == _TENANT, m.club_id.in_(own), m.status == ClubStatus.ACTIVE
    )
    return fellows.subquery("fellows")
