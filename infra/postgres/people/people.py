"""People of a school: who they are, whom they follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.records import record
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.beside import not_blocked
from infra.postgres.people.tables import follows
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the school as another member sees them."""

    id: UUID
    name: str
    avatar: str | None
    role: str
    profile_visibility: str


@dataclass(frozen=True, slots=True)
class Follower:
    """A person in a list of followers or followed people."""

    id: UUID
    name: str
    avatar: str | None
    role: str
    followed_by_me: bool
    since: datetime

    @property
    def position(self) -> Position:
        """Where this person stands in the list."""
        return Position(self.since, self.id)


@dataclass(frozen=True, slots=True)
class Receiver:
    """An active member, to be told something in their language."""

    id: UUID
    locale: str


class PeopleRepository:
    """Queries on members and follows of one school."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def get_member(self, tenant_id: UUID, viewer_id: UUID, user_id: UUID) -> Person | None:
        """An active member whom the viewer may know of."""
        visibility = profiles.c.profile_visibility
        query = (
            select(
                users.c.id,
                users.c.name,
                users.c.avatar,
                memberships.c.role,
                visibility,
            )
            .join_from(memberships, users, users.c.id == memberships.c.user_id)
            .outerjoin(profiles, profiles.c.user_id == users.c.id)
            .where(
                memberships.c.tenant_id == tenant_id,
                memberships.c.user_id == user_id,
                memberships.c.status == "ACTIVE",
                users.c.deleted_at.is_(None),
                not_blocked(users.c.id, viewer_id),
            )
        )
        row = self._unit.one_or_none(query)
        if row is None:
            return None
        return Person(row.id, row.name, row.avatar, row.role, row.profile_visibility or "PUBLIC")

    def get_locale(self, tenant_id: UUID, user_id: UUID) -> str | None:
        """The language of an active member."""
        row = self._unit.one_or_none(
            select(users.c.locale)
            .join_from(memberships, users, users.c.id == memberships.c.user_id)
            .where(
                memberships.c.tenant_id == tenant_id,
                memberships.c.user_id == user_id,
                memberships.c.status == "ACTIVE",
                users.c.deleted_at.is_(None),
            )
        )
        return None if row is None else str(row.locale)

    def find_active(self, tenant_id: UUID) -> list[Receiver]:
        """All active members of the school."""
        query = (
            select(users.c.id, users.c.locale)
            .join_from(memberships, users, users.c.id == memberships.c.user_id)
            .where(
                memberships.c.tenant_id == tenant_id,
                memberships.c.status == "ACTIVE",
                users.c.deleted_at.is_(None),
            )
        )
        return [record(Receiver, row) for row in self._unit.all(query)]

    def follow(
        self, tenant_id: UUID, follower_id: UUID, following_id: UUID, status: str, now: datetime
    ) -> str | None:
        """Follow a person; returns the status of a follow that was there before, else None."""
        inserted = self._unit.one_or_none(
            insert(follows)
            .values(
                tenant_id=tenant_id,
                follower_id=follower_id,
                following_id=following_id,
                status=status,
                created_at=now,
            )
            .on_conflict_do_nothing()
            .returning(follows.c.status)
        )
        if inserted is not None:
            return None
        row = self._unit.one_or_none(
            select(follows.c.status).where(
                follows.c.tenant_id == tenant_id,
                follows.c.follower_id == follower_id,
                follows.c.following_id == following_id,
            )
        )
        return None if row is None else str(row.status)

    def unfollow(self, tenant_id: UUID, follower_id: UUID, following_id: UUID) -> None:
        """End a follow or take a request back."""
        self._unit.execute(
            delete(follows).where(
                follows.c.tenant_id == tenant_id,
                follows.c.follower_id == follower_id,
                follows.c.following_id == following_id,
            )
        )

    def find_follows(
        self,
        tenant_id: UUID,
        viewer_id: UUID,
        user_id: UUID,
        *,
        followers: bool,
        before: Position | None,
        limit: int,
    ) -> list[Follower]:
        """Followers of a person, or whom they follow; newest first, ``limit + 1`` rows."""
        own, listed = (
            (follows.c.following_id, follows.c.follower_id)
            if followers
            else (follows.c.follower_id, follows.c.following_id)
        )
        query = _listed(tenant_id, viewer_id, listed).where(own == user_id)
        if before is not None:
            query = query.where(tuple_(follows.c.created_at, listed) < (before.at, before.id))
        query = query.order_by(follows.c.created_at.desc(), listed.desc()).limit(limit + 1)
        return [record(Follower, row) for row in self._unit.all(query)]

    def find_connections(self, tenant_id: UUID, user_id: UUID) -> list[UUID]:
        """People who follow this person and are followed back, but for a block."""
        back = follows.alias()
        query = (
            select(follows.c.follower_id)
            .join(
                back,
                and_(
                    back.c.tenant_id == follows.c.tenant_id,
                    back.c.follower_id == follows.c.following_id,
                    back.c.following_id == follows.c.follower_id,
                    back.c.status == "ACCEPTED",
                ),
            )
            .where(
                follows.c.tenant_id == tenant_id,
                follows.c.following_id == user_id,
                follows.c.status == "ACCEPTED",
                not_blocked(follows.c.follower_id, user_id),
            )
        )
        return [row.follower_id for row in self._unit.all(query)]


def _listed(tenant_id: UUID, viewer_id: UUID, listed: Any) -> Select[Any]:
    mine = follows.alias()
    followed_by_me = exists().where(
        mine.c.tenant_id == tenant_id,
        mine.c.follower_id == viewer_id,
        mine.c.following_id == listed,
    )
    return (
        select(
            users.c.id,
            users.c.name,
            users.c.avatar,
            memberships.c.role,
            followed_by_me.label("followed_by_me"),
            follows.c.created_at.label("since"),
        )
        .join_from(follows, users, users.c.id == listed)
        .join(
            memberships,
            and_(memberships.c.tenant_id == follows.c.tenant_id, memberships.c.user_id == listed),
        )
        .where(
            follows.c.tenant_id == tenant_id,
            follows.c.status == "ACCEPTED",
            users.c.deleted_at.is_(None),
            not_blocked(listed, viewer_id),
        )
    )
