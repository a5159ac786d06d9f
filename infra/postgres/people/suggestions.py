"""Whom somebody may want to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from typing_extensions import override

from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import Repository, columns_of
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
ACTIVE_WITHIN = timedelta(days=30)
_MOST_FOLLOWED = 500
_WINDOW = 200
_MUTUAL, _OF_CLASSES, _OF_CLUBS, _NEW = 40, 20, 20, 5


class Explained(Executable, ClauseElement):
    """A query that is run for its plan and its time."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query

    @override
    def get_children(self, **_: Any) -> tuple[Select[Any]]:
        """For who looks which tables a statement reads."""
        return (self.query,)


@compiles(Explained)
def _explain(element: Explained, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (ANALYZE, FORMAT JSON) {compiler.process(element.query, **options)}"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody who may be suggested, how many followed people follow them, and as what."""

    id: UUID
    mutual_count: int
    because: SuggestedBecause


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who is suggested, with a class and a club that the viewer shares with them."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    class_name: str | None
    club_name: str | None


class SuggestionRepository(Repository):
    """Questions about people whom somebody does not follow yet."""

    def choose(self, viewer_id: UUID, now: datetime) -> list[Suggested]:
        """Whom to suggest, each once: with the most in common first, then of classes and clubs.

        Closed profiles are suggested to those only who have people in common with them.
        """
        found = {
            person_id: Suggested(person_id, n, SuggestedBecause.MUTUAL)
            for person_id, n in map(
                tuple, self._unit.all(self._mutual(viewer_id, now, _MUTUAL), {})
            )
        }
        for because, query in (
            (SuggestedBecause.CLASS, self._of_classes(viewer_id, now)),
            (SuggestedBecause.CLUB, self._of_clubs(viewer_id, now)),
            (SuggestedBecause.SCHOOL, self._new(viewer_id, now)),
        ):
            for person_id in self._values(query):
                found.setdefault(person_id, Suggested(person_id, 0, because))
        return list(found.values())

    def show(
        self, viewer_id: UUID, now: datetime, chosen: Sequence[Suggested]
    ) -> list[tuple[Suggested, Suggestion]]:
        """Those of the chosen who may still be suggested, in their order."""
        if not chosen:
            return []
        ids = [one.id for one in chosen]
        mates, fellows = self._classmates(viewer_id), self._fellows(viewer_id)
        in_class = self._named(mates, mates.c.class_id, classes, ids).subquery("in_class")
        in_club = self._named(fellows, fellows.c.club_id, clubs, ids).subquery("in_club")
        columns = columns_of(
            Suggestion,
            users,
            memberships,
            class_name=in_class.c.name,
            club_name=in_club.c.name,
        )
        known = [one.id for one in chosen if one.mutual_count]
        query = (
            self._open(viewer_id, now, *columns)
            .outerjoin(in_class, in_class.c.user_id == users.c.id)
            .outerjoin(in_club, in_club.c.user_id == users.c.id)
            .where(users.c.id.in_(ids), or_(users.c.id.in_(known), _shown()))
        )
        found = {one.id: one for one in self._records(Suggestion, query)}
        return [(one, found[one.id]) for one in chosen if one.id in found]

    def _named(
        self, people: Subquery, group_id: ColumnElement[Any], groups: Table, ids: Sequence[UUID]
    ) -> Select[Any]:
        """Of each of these people one group, by its name."""
        g = groups.c
        return (
            select(people.c.user_id, func.min(g.name).label("name"))
            .join_from(people, groups, and_(g.tenant_id == self.tenant, g.id == group_id))
            .where(people.c.user_id.in_(ids))
            .group_by(people.c.user_id)
        )

    def dismiss(self, viewer_id: UUID, person_id: UUID, now: datetime) -> None:
        """Suggest this person no more. May be repeated."""
        row = {
            "tenant_id": self.tenant,
            "user_id": viewer_id,
            "person_id": person_id,
            "created_at": now,
        }
        adding = upsert(suggestion_dismissals).values(row)
        self._unit.execute(adding.on_conflict_do_nothing())

    def take_back(self, viewer_id: UUID, person_id: UUID) -> None:
        """Suggest this person again. May be repeated."""
        d = suggestion_dismissals.c
        mine = (d.tenant_id == self.tenant, d.user_id == viewer_id, d.person_id == person_id)
        self._unit.execute(delete(suggestion_dismissals).where(*mine))

    def measure_mutual(self, viewer_id: UUID, now: datetime, limit: int) -> float:
        """How many milliseconds the question for mutual people takes the database."""
        plan = self._value(Explained(self._mutual(viewer_id, now, limit)))
        took: float = plan[0]["Execution Time"] + plan[0]["Planning Time"]
        return took

    def busiest(self) -> UUID | None:
        """Who follows the most people: the hardest question."""
        f = follows.c
        query = select(f.follower_id).where(f.tenant_id == self.tenant).group_by(f.follower_id)
        found: UUID | None = self._value(query.order_by(func.count().desc()).limit(1))
        return found

    def _mutual(self, viewer_id: UUID, now: datetime, limit: int) -> Select[Any]:
        """Those whom the most of the followed people follow."""
        theirs, known = follows.alias("theirs"), follows.alias("already")
        mine = followed_by(self.tenant, viewer_id).limit(_MOST_FOLLOWED).subquery("mine")
        each = (
            select(theirs.c.following_id)
            .where(
                theirs.c.tenant_id == self.tenant,
                theirs.c.follower_id == mine.c.following_id,
                theirs.c.status == FollowStatus.ACCEPTED,
            )
            .limit(EACH)
            .lateral("each")
        )
        already = select(known.c.following_id).where(
            known.c.tenant_id == self.tenant, known.c.follower_id == viewer_id
        )
        # The most of them first, but for those whom one follows: what else speaks against somebody
        # is asked of these only.
        second = (
            select(each.c.following_id.label("id"), func.count().label("n"))
            .join_from(mine, each, true())
            .where(each.c.following_id.not_in(already), each.c.following_id != viewer_id)
            .group_by(each.c.following_id)
            .order_by(func.count().desc(), each.c.following_id)
            .limit(_WINDOW)
            .subquery("second")
        )
        query = self._open(viewer_id, now, users.c.id, second.c.n).join(
            second, second.c.id == users.c.id
        )
        return query.order_by(second.c.n.desc(), users.c.id).limit(limit)

    def _of_classes(self, viewer_id: UUID, now: datetime) -> Select[Any]:
        """People of the viewer's classes, those who were there last first."""
        mates = self._classmates(viewer_id)
        query = self._open(viewer_id, now, users.c.id).where(
            users.c.id.in_(select(mates.c.user_id)), _shown()
        )
        return query.order_by(users.c.last_seen_at.desc().nulls_last(), users.c.id).limit(
            _OF_CLASSES
        )

    def _of_clubs(self, viewer_id: UUID, now: datetime) -> Select[Any]:
        """People of the viewer's clubs, those who were there last first."""
        fellows = self._fellows(viewer_id)
        newest = select(fellows.c.user_id).order_by(fellows.c.joined_at.desc().nulls_last())
        query = self._open(viewer_id, now, users.c.id).where(
            users.c.id.in_(newest.limit(_WINDOW)), _shown()
        )
        return query.order_by(users.c.last_seen_at.desc().nulls_last(), users.c.id).limit(_OF_CLUBS)

    def _new(self, viewer_id: UUID, now: datetime) -> Select[Any]:
        """Of those who have come last, a few who were there lately."""
        m, lately = memberships.alias("newest").c, now - ACTIVE_WITHIN
        last = (
            select(m.user_id)
            .where(m.tenant_id == self.tenant, m.joined_at.is_not(None))
            .order_by(m.joined_at.desc())
            .limit(_WINDOW)
        )
        there = or_(users.c.last_seen_at >= lately, memberships.c.joined_at >= lately)
        query = self._open(viewer_id, now, users.c.id).where(users.c.id.in_(last), there, _shown())
        return query.order_by(memberships.c.joined_at.desc(), users.c.id).limit(_NEW)

    def _classmates(self, viewer_id: UUID) -> Subquery:
        """Who learns or teaches in which of the viewer's classes."""
        c, t = classes.c, class_teachers.c
        own = select(func.app.classes_of(self.tenant, viewer_id))
        heads = select(c.homeroom_teacher_id.label("user_id"), c.id.label("class_id")).where(
            c.tenant_id == self.tenant, c.id.in_(own), c.homeroom_teacher_id.is_not(None)
        )
        teachers = select(t.user_id, t.class_id).where(
            t.tenant_id == self.tenant, t.class_id.in_(own)
        )
        return union(heads, teachers, pupils_in(self.tenant, own)).subquery("mates")

    def _fellows(self, viewer_id: UUID) -> Subquery:
        """Who is in which of the viewer's clubs."""
        m = club_members.c
        own = select(func.app.clubs_of(self.tenant, viewer_id))
        fellows = select(m.user_id, m.club_id, m.joined_at).where(
            m.tenant_id == self.tenant, m.club_id.in_(own), m.status == ClubStatus.ACTIVE
        )
        return fellows.subquery("fellows")

    def _open(self, viewer_id: UUID, now: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
        """Members whom the viewer neither follows, nor has asked, hides or wants no more."""
        m, known, said = memberships.c, follows.alias("known"), suggestion_dismissals.c
        followed = exists().where(
            known.c.tenant_id == self.tenant,
            known.c.follower_id == viewer_id,
            known.c.following_id == users.c.id,
        )
        dismissed = exists().where(
            said.tenant_id == self.tenant,
            said.user_id == viewer_id,
            said.person_id == users.c.id,
        )
        muted = exists().where(
            user_mutes.c.muter_id == viewer_id,
            user_mutes.c.muted_id == users.c.id,
            or_(user_mutes.c.expires_at.is_(None), user_mutes.c.expires_at > now),
        )
        here = and_(m.user_id == users.c.id, m.tenant_id == self.tenant, m.status == "ACTIVE")
        return (
            select(*columns)
            .join_from(memberships, users, here)
            .where(
                m.tenant_id == self.tenant,
                users.c.id != viewer_id,
                users.c.deleted_at.is_(None),
                ~followed,
                ~dismissed,
                ~muted,
                not_blocked(users.c.id, viewer_id, self.tenant),
            )
        )


def _shown() -> ColumnElement[bool]:
    """Whether somebody lets others see their profile."""
    p = profiles.c
    return ~exists().where(p.user_id == users.c.id, p.profile_visibility == Audience.PRIVATE)
