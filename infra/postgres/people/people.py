"""People of a school: who they are, whom they follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.beside import connections_of, not_blocked
from infra.postgres.people.records import Follower, Person, Receiver
from infra.postgres.people.tables import follows
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import STAFF
from shared.http.paging import Position
from shared.people.types import Audience, FollowStatus


class PeopleRepository(Repository):
    """Queries on members and follows."""

    def get_member(self, viewer_id: UUID, user_id: UUID) -> Person | None:
        """An active member whom the viewer may know of."""
        shown = func.coalesce(profiles.c.profile_visibility, Audience.PUBLIC)
        columns = columns_of(
            Person,
            users,
            memberships,
            profile_visibility=shown.cast(profiles.c.profile_visibility.type),
        )
        query = (
            self._active(*columns)
            .outerjoin(profiles, profiles.c.user_id == users.c.id)
            .where(users.c.id == user_id, not_blocked(users.c.id, viewer_id, self.tenant))
        )
        return self._record(Person, query)

    def get_locale(self, user_id: UUID) -> str | None:
        """The language of an active member."""
        found: str | None = self._value(self._active(users.c.locale).where(users.c.id == user_id))
        return found

    def find_active(self) -> list[Receiver]:
        """All active members of the school."""
        return self._records(Receiver, self._active(*columns_of(Receiver, users)))

    def find_receivers(self, user_ids: Sequence[UUID]) -> list[Receiver]:
        """Which of these people are active members of the school, with their languages."""
        query = self._active(*columns_of(Receiver, users)).where(users.c.id.in_(user_ids))
        return self._records(Receiver, query)

    def find_staff_names(self, *, but: UUID | None = None) -> list[str]:
        """Names of those who teach and run the school, ``but`` one person."""
        query = self._active(users.c.name).where(memberships.c.role.in_(STAFF))
        if but is not None:
            query = query.where(users.c.id != but)
        return self._values(query)

    def follow(
        self, follower_id: UUID, following_id: UUID, status: FollowStatus, now: datetime
    ) -> FollowStatus | None:
        """Follow a person; returns the status of a follow that was there before, else None."""
        adding = insert(follows).values(
            tenant_id=self.tenant,
            follower_id=follower_id,
            following_id=following_id,
            status=status,
            created_at=now,
        )
        if self._changed(adding.on_conflict_do_nothing()):
            return None
        f = follows.c
        found: FollowStatus | None = self._value(
            select(f.status).where(
                f.tenant_id == self.tenant,
                f.follower_id == follower_id,
                f.following_id == following_id,
            )
        )
        return found

    def unfollow(self, follower_id: UUID, following_id: UUID) -> None:
        """End a follow or take a request back."""
        f = follows.c
        self._unit.execute(
            delete(follows).where(
                f.tenant_id == self.tenant,
                f.follower_id == follower_id,
                f.following_id == following_id,
            )
        )

    def find_follows(
        self,
        viewer_id: UUID,
        user_id: UUID,
        *,
        followers: bool,
        before: Position | None,
        limit: int,
    ) -> list[Follower]:
        """Followers of a person, or whom they follow; newest first, ``limit + 1`` rows."""
        f = follows.c
        own, listed = (
            (f.following_id, f.follower_id) if followers else (f.follower_id, f.following_id)
        )
        query = self._listed(viewer_id, listed).where(own == user_id)
        page = newest_first(query, f.created_at, listed, before=before, limit=limit)
        return self._records(Follower, page)

    def find_connections(self, user_id: UUID, *, after: UUID | None, limit: int) -> list[UUID]:
        """People who follow this person and are followed back, but for a block, in order of id.

        Those after one of them, or from the first on.
        """
        person = connections_of(self.tenant, user_id).subquery("connection").c.following_id
        query = select(person).where(not_blocked(user_id, person, self.tenant))
        if after is not None:
            query = query.where(person > after)
        return self._values(query.order_by(person).limit(limit))

    def _active(self, *columns: Any) -> Select[Any]:
        return (
            select(*columns)
            .join_from(memberships, users, users.c.id == memberships.c.user_id)
            .where(
                memberships.c.tenant_id == self.tenant,
                memberships.c.status == "ACTIVE",
                users.c.deleted_at.is_(None),
            )
        )

    def _listed(self, viewer_id: UUID, listed: Any) -> Select[Any]:
        f, mine = follows.c, follows.alias()
        by_me = exists().where(
            mine.c.tenant_id == self.tenant,
            mine.c.follower_id == viewer_id,
            mine.c.following_id == listed,
        )
        columns = columns_of(Follower, users, memberships, followed_by_me=by_me, since=f.created_at)
        member = and_(memberships.c.tenant_id == f.tenant_id, memberships.c.user_id == listed)
        return (
            select(*columns)
            .join_from(follows, users, users.c.id == listed)
            .join(memberships, member)
            .where(
                f.tenant_id == self.tenant,
                f.status == "ACCEPTED",
                users.c.deleted_at.is_(None),
                not_blocked(listed, viewer_id, self.tenant),
            )
        )
