"""Notifications of one person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import array

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.notifications.records import Notification, OpenGroup, ToldOnce
from infra.postgres.notifications.tables import notification_preferences, notifications
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.notifications.policy import DIRECT
from shared.notifications.types import EmailFrequency, Priority

GROUP_WINDOW = timedelta(hours=1)


class NotificationRepository(Repository):
    """Queries on notifications; every one names the owner."""

    def lock_open_group(self, user_id: UUID, group_key: str, now: datetime) -> OpenGroup | None:
        """The group that an event joins, locked; None where a new one begins.

        The row alone cannot be the lock: the first events of a group would all find none.
        """
        n = notifications.c
        self._wait_for_turn("notifications", user_id, group_key)
        query = (
            select(*columns_of(OpenGroup, notifications))
            .where(
                *self._of(user_id),
                n.group_key == group_key,
                n.created_at > now - GROUP_WINDOW,
                n.read.is_(False),
            )
            .order_by(n.created_at.desc())
            .limit(1)
            .with_for_update()
        )
        return self._record(OpenGroup, query)

    def lock_told(self, user_id: UUID, dedupe_key: str) -> ToldOnce | None:
        """What a person was told once under a key, locked; None where they were not yet."""
        n = notifications.c
        self._wait_for_turn("notifications", user_id, dedupe_key)
        query = select(*columns_of(ToldOnce, notifications))
        told = query.where(*self._of(user_id), n.dedupe_key == dedupe_key)
        return self._record(ToldOnce, told.with_for_update())

    def say_anew(
        self, notification_id: UUID, *, message: str, group_count: int, now: datetime
    ) -> None:
        """Let a notification say something else; it is unread again."""
        n = notifications.c
        this = update(notifications).where(n.tenant_id == self.tenant, n.id == notification_id)
        latest = {"message": message, "group_count": group_count, "updated_at": now}
        self._unit.execute(this.values(read=False, read_at=None, **latest))

    def insert(self, **values: Any) -> None:
        """Add a notification; keys are column names."""
        self._unit.execute(insert(notifications).values(tenant_id=self.tenant, **values))

    def join_group(self, notification_id: UUID, **values: Any) -> None:
        """Count one more event in a notification and let it speak of the latest."""
        n = notifications.c
        this = update(notifications).where(n.tenant_id == self.tenant, n.id == notification_id)
        everybody = func.array_append(
            func.coalesce(n.actor_ids, func.array_remove(array([n.actor_id]), None)),
            bindparam("joining", values["actor_id"], type_=Uuid()),
        )
        joined = {"group_count": n.group_count + 1, "actor_ids": everybody}
        self._unit.execute(this.values(**joined, **values))

    def find(
        self, user_id: UUID, *, unread: bool, before: Position | None, limit: int
    ) -> list[Notification]:
        """Latest event first, ``limit + 1`` rows."""
        n, query = notifications.c, self._with_actor(user_id).where(*_in_app())
        if unread:
            query = query.where(n.read.is_(False))
        page = newest_first(query, n.updated_at, n.id, before=before, limit=limit)
        return self._records(Notification, page)

    def get(self, user_id: UUID, notification_id: UUID) -> Notification | None:
        """The person's own notification."""
        this = notifications.c.id == notification_id
        query = self._with_actor(user_id).where(this, *_in_app())
        return self._record(Notification, query)

    def lock_queued(self, user_id: UUID, notification_id: UUID) -> Notification | None:
        """What is to reach its person by another way than the app, while it is unread."""
        n = notifications.c
        query = self._with_actor(user_id).where(n.id == notification_id, n.read.is_(False))
        return self._record(Notification, query.with_for_update(of=notifications))

    def count_pushed(self, user_id: UUID, since: datetime) -> int:
        """How many were pushed since then, but for direct and urgent ones."""
        n = notifications.c
        counted = (
            n.pushed_at > since,
            n.type.not_in(DIRECT),
            n.priority != Priority.URGENT,
        )
        query = select(func.count()).select_from(notifications)
        return int(self._value(query.where(*self._of(user_id), *counted)))

    def pushed(self, notification_id: UUID, now: datetime) -> None:
        """It was pushed, and so waits no more."""
        n = notifications.c
        this = update(notifications).where(n.tenant_id == self.tenant, n.id == notification_id)
        self._unit.execute(this.values(pushed_at=now, held_until=None))

    def hold(self, user_id: UUID, notification_ids: Collection[UUID], until: datetime) -> None:
        """Let pushes wait until then."""
        these = notifications.c.id.in_(list(notification_ids))
        holding = update(notifications).where(*self._of(user_id), these)
        self._unit.execute(holding.values(held_until=until))

    def release_held(self, now: datetime, limit: int) -> dict[UUID, list[UUID]]:
        """Let all wait no more whose time has come, of so many people; whose they are, and which.

        What somebody has that would wait for longer goes along: they are told once.
        """
        n = notifications.c
        due = select(n.user_id).where(n.tenant_id == self.tenant, n.held_until <= now)
        people = due.distinct().order_by(n.user_id).limit(limit)
        theirs = (n.tenant_id == self.tenant, n.user_id.in_(people), n.held_until.is_not(None))
        freeing = update(notifications).where(*theirs).values(held_until=None)
        found: dict[UUID, list[UUID]] = {}
        for row in self._unit.execute(freeing.returning(n.user_id, n.id)):
            found.setdefault(row.user_id, []).append(row.id)
        return found

    def lock_held(self, user_id: UUID, notification_ids: Collection[UUID]) -> list[Notification]:
        """Those of a person's that are unread still, locked; the latest first."""
        n = notifications.c
        these = (n.id.in_(list(notification_ids)), n.read.is_(False))
        query = self._with_actor(user_id).where(*these).order_by(n.updated_at.desc(), n.id.desc())
        return self._records(Notification, query.with_for_update(of=notifications))

    def find_for_digest(
        self, user_id: UUID, frequency: EmailFrequency, since: datetime, limit: int
    ) -> list[Notification]:
        """Unread ones of the types that a person wants in such a mail, ``limit + 1`` rows."""
        n, p = notifications.c, notification_preferences.c
        wanted = select(p.type).where(
            p.tenant_id == self.tenant, p.user_id == user_id, p.email == frequency
        )
        query = self._with_actor(user_id).where(
            n.read.is_(False), n.updated_at > since, n.type.in_(wanted)
        )
        page = newest_first(query, n.updated_at, n.id, before=None, limit=limit)
        return self._records(Notification, page)

    def delete(self, user_id: UUID, notification_id: UUID) -> None:
        """Remove one of the person's own."""
        this = (*self._of(user_id), notifications.c.id == notification_id)
        self._unit.execute(delete(notifications).where(*this))

    def mark_read(self, user_id: UUID, now: datetime, only: UUID | None) -> int:
        """Mark one or all as read; returns how many were unread."""
        n = notifications.c
        mine = (*self._of(user_id), *_in_app())
        unread = update(notifications).where(*mine, n.read.is_(False))
        if only is not None:
            unread = unread.where(n.id == only)
        return len(self._values(unread.values(read=True, read_at=now).returning(n.id)))

    def mark_group_read(self, user_id: UUID, group_key: str, now: datetime) -> list[UUID]:
        """Mark what tells of one thing as read; returns what was unread."""
        n = notifications.c
        unread = (*self._of(user_id), n.group_key == group_key, n.read.is_(False))
        marking = update(notifications).where(*unread).values(read=True, read_at=now)
        return self._values(marking.returning(n.id))

    def take_back(self, entity_type: str, entity_id: UUID) -> dict[UUID, tuple[UUID, int]]:
        """Delete what nobody read about a thing; whose it was, its id and what is unread now."""
        n = notifications.c
        about = (n.tenant_id == self.tenant, n.entity_type == entity_type, n.entity_id == entity_id)
        gone = delete(notifications).where(*about, n.read.is_(False)).returning(n.user_id, n.id)
        ids = {row.user_id: row.id for row in self._unit.execute(gone)}
        left = select(n.user_id, func.count().label("unread")).group_by(n.user_id)
        owners = bindparam("owners", list(ids), ARRAY(Uuid()))
        mine = (n.tenant_id == self.tenant, n.user_id == func.any(owners))
        counted = self._unit.execute(left.where(*mine, n.read.is_(False), *_in_app()))
        unread = {row.user_id: row.unread for row in counted}
        return {user_id: (gone_id, unread.get(user_id, 0)) for user_id, gone_id in ids.items()}

    def count_unread(self, user_id: UUID) -> int:
        """The number on the badge."""
        unread = (*self._of(user_id), notifications.c.read.is_(False), *_in_app())
        return int(self._value(select(func.count()).where(*unread)))

    def _of(self, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (notifications.c.tenant_id == self.tenant, notifications.c.user_id == user_id)

    def _with_actor(self, user_id: UUID) -> Select[Any]:
        columns = columns_of(Notification, notifications, person_columns("actor"))
        query = beside(select(*columns), notifications, "actor_id", optional=True)
        return query.where(*self._of(user_id))


def _in_app() -> tuple[ColumnElement[bool], ...]:
    """What stands in the list."""
    return (notifications.c.in_app.is_not(False),)
