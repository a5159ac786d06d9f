"""Whom somebody may want to follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Text,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from typing_extensions import override

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.beside import not_blocked
from infra.postgres.people.tables import follows, user_mutes
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role
from shared.people.types import Audience, FollowStatus

EACH = 200
"""Of how many each followed person is looked through: who follows thousands says little."""
ACTIVE_WITHIN = timedelta(days=30)


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
class Suggestion:
    """Somebody, and how many of those whom the viewer follows follow them."""

    id: UUID
    name: str
    avatar: str | None
    role: Role
    mutual_count: int


class SuggestionRepository(Repository):
    """Questions about people whom somebody does not follow yet."""

    def find_mutual(self, viewer_id: UUID, now: datetime, limit: int) -> list[Suggestion]:
        """Those whom the most of the followed people follow."""
        return self._records(Suggestion, self._mutual(viewer_id, now, limit))

    def measure_mutual(self, viewer_id: UUID, now: datetime, limit: int) -> float:
        """How many milliseconds the question of :meth:`find_mutual` takes the database."""
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
        mine, theirs = follows.alias("mine"), follows.alias("theirs")
        newest = (
            select(theirs.c.following_id)
            .where(
                theirs.c.tenant_id == self.tenant,
                theirs.c.follower_id == mine.c.following_id,
                theirs.c.status == FollowStatus.ACCEPTED,
            )
            .limit(EACH)
            .lateral("newest")
        )
        second = (
            select(newest.c.following_id.label("id"), func.count().label("n"))
            .join_from(mine, newest, true())
            .where(
                mine.c.tenant_id == self.tenant,
                mine.c.follower_id == viewer_id,
                mine.c.status == FollowStatus.ACCEPTED,
            )
            .group_by(newest.c.following_id)
            .subquery("second")
        )
        query = (
            self._open(viewer_id, now, second.c.n)
            .join(second, second.c.id == users.c.id)
            .order_by(second.c.n.desc(), users.c.id)
        )
        return query.limit(limit)

    def find_new(self, viewer_id: UUID, now: datetime, limit: int) -> list[Suggestion]:
        """Those who have come last and were there lately, but for closed profiles."""
        lately = now - ACTIVE_WITHIN
        there = or_(users.c.last_seen_at >= lately, memberships.c.joined_at >= lately)
        shown = func.coalesce(profiles.c.profile_visibility, Audience.PUBLIC).cast(Text())
        query = (
            self._open(viewer_id, now, literal(0))
            .outerjoin(profiles, profiles.c.user_id == users.c.id)
            .where(there, shown != Audience.PRIVATE.value)
            .order_by(memberships.c.joined_at.desc().nulls_last(), users.c.id)
        )
        return self._records(Suggestion, query.limit(limit))

    def _open(self, viewer_id: UUID, now: datetime, mutual: ColumnElement[Any]) -> Select[Any]:
        """Members whom the viewer neither follows, nor has asked to, nor hides."""
        m, known = memberships.c, follows.alias("known")
        followed = exists().where(
            known.c.tenant_id == self.tenant,
            known.c.follower_id == viewer_id,
            known.c.following_id == users.c.id,
        )
        muted = exists().where(
            user_mutes.c.muter_id == viewer_id,
            user_mutes.c.muted_id == users.c.id,
            or_(user_mutes.c.expires_at.is_(None), user_mutes.c.expires_at > now),
        )
        here = and_(m.user_id == users.c.id, m.tenant_id == self.tenant, m.status == "ACTIVE")
        columns = columns_of(Suggestion, users, memberships, mutual_count=mutual)
        return (
            select(*columns)
            .join_from(memberships, users, here)
            .where(
                m.tenant_id == self.tenant,
                users.c.id != viewer_id,
                users.c.deleted_at.is_(None),
                ~followed,
                ~muted,
                not_blocked(users.c.id, viewer_id, self.tenant),
            )
        )
