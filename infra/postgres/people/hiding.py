"""Whom a person blocks or mutes. Both hold in every school."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    and_,
    delete,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.identity.tables import users
from infra.postgres.people.records import HiddenPerson
from infra.postgres.people.tables import follows, user_blocks, user_mutes
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position


class HidingRepository(Repository):
    """Blocks and mutes."""

    def may_name(self, viewer_id: UUID, user_id: UUID) -> bool:
        """Whether the person is a member of the school who has not blocked the viewer.

        Staff are shown who blocked them, and so may name them.
        """
        blocked_by_them = exists().where(
            user_blocks.c.blocker_id == memberships.c.user_id,
            user_blocks.c.blocked_id == viewer_id,
        )
        query = select(memberships.c.user_id).where(
            memberships.c.tenant_id == self.tenant,
            memberships.c.user_id == user_id,
            memberships.c.status == "ACTIVE",
            or_(~blocked_by_them, func.app.is_staff(self.tenant, viewer_id)),
        )
        return self._value(query) is not None

    def wait_for_pair(self, one: UUID, other: UUID) -> None:
        """Let what begins between two people and what ends all of it follow each other."""
        self._wait_for_turn("pair", *sorted((one, other)))

    def block(self, blocker_id: UUID, blocked_id: UUID, now: datetime) -> bool:
        """Block a person; False when they were blocked already."""
        row = {"blocker_id": blocker_id, "blocked_id": blocked_id, "created_at": now}
        return self._changed(insert(user_blocks).values(row).on_conflict_do_nothing())

    def unblock(self, blocker_id: UUID, blocked_id: UUID) -> bool:
        """End a block; False when there was none."""
        b = user_blocks.c
        mine = (b.blocker_id == blocker_id, b.blocked_id == blocked_id)
        return self._changed(delete(user_blocks).where(*mine))

    def part(self, one: UUID, other: UUID) -> None:
        """End what two people follow of each other in the school, requests too."""
        follower, following = follows.c.follower_id, follows.c.following_id
        self._unit.execute(
            delete(follows).where(
                follows.c.tenant_id == self.tenant,
                or_(
                    and_(follower == one, following == other),
                    and_(follower == other, following == one),
                ),
            )
        )

    def mute(self, muter_id: UUID, muted_id: UUID, until: datetime | None, now: datetime) -> None:
        """Mute a person, or change when a mute ends; None means never."""
        self._unit.execute(
            insert(user_mutes)
            .values(muter_id=muter_id, muted_id=muted_id, expires_at=until, created_at=now)
            .on_conflict_do_update(
                index_elements=[user_mutes.c.muter_id, user_mutes.c.muted_id],
                set_={"expires_at": until, "created_at": now},
            )
        )

    def unmute(self, muter_id: UUID, muted_id: UUID) -> None:
        """End a mute."""
        self._unit.execute(
            delete(user_mutes).where(
                user_mutes.c.muter_id == muter_id, user_mutes.c.muted_id == muted_id
            )
        )

    def find(
        self, viewer_id: UUID, now: datetime, *, before: Position | None, limit: int
    ) -> list[HiddenPerson]:
        """Whom a person blocks or mutes, newest first, ``limit + 1`` rows."""
        hidden = union_all(
            select(
                user_blocks.c.blocked_id.label("person"),
                true().label("blocked"),
                false().label("muted"),
                null().cast(user_mutes.c.expires_at.type).label("until"),
                user_blocks.c.created_at.label("at"),
            ).where(user_blocks.c.blocker_id == viewer_id),
            select(
                user_mutes.c.muted_id,
                false(),
                true(),
                user_mutes.c.expires_at,
                user_mutes.c.created_at,
            ).where(
                user_mutes.c.muter_id == viewer_id,
                or_(user_mutes.c.expires_at.is_(None), user_mutes.c.expires_at > now),
            ),
        ).subquery()
        since = func.max(hidden.c.at)
        query = (
            select(
                users.c.id,
                users.c.name,
                users.c.avatar,
                func.bool_or(hidden.c.blocked).label("blocked"),
                func.bool_or(hidden.c.muted).label("muted"),
                func.max(hidden.c.until).label("muted_until"),
                since.label("since"),
            )
            .join_from(hidden, users, users.c.id == hidden.c.person)
            .group_by(users.c.id)
            .order_by(since.desc(), users.c.id.desc())
            .limit(limit + 1)
        )
        if before is not None:
            place = tuple_(literal(before.at), literal(before.id))
            query = query.having(tuple_(since, users.c.id) < place)
        return self._records(HiddenPerson, query)
