"""Notifications of one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import array

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.notifications.records import Notification, OpenGroup, ToldOnce
from infra.postgres.notifications.tables import notifications
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position

GROUP_WINDOW = timedelta(hours=1)


class NotificationRepository(Repository):
    """Queries on notifications; every one names the owner."""

    def lock_open_group(self, user_id: UUID, group_key: str, now: datetime) -> OpenGroup | None:
        """The group that an event joins, locked; None where a new one begins.

        The row alone cannot be the lock: the first events of a group would all find none.
        """
        n, group = notifications.c, f"notifications/{self.tenant}/{user_id}/{group_key}"
        self._unit.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(group, 0))))
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
        n, lock = notifications.c, f"notifications/{self.tenant}/{user_id}/{dedupe_key}"
        self._unit.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
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
        n, query = notifications.c, self._with_actor(user_id)
        if unread:
            query = query.where(n.read.is_(False))
        page = newest_first(query, n.updated_at, n.id, before=before, limit=limit)
        return self._records(Notification, page)

    def get(self, user_id: UUID, notification_id: UUID) -> Notification | None:
        """The person's own notification."""
        query = self._with_actor(user_id).where(notifications.c.id == notification_id)
        return self._record(Notification, query)

    def mark_read(self, user_id: UUID, now: datetime, only: UUID | None) -> int:
        """Mark one or all as read; returns how many were unread."""
        n = notifications.c
        unread = update(notifications).where(*self._of(user_id), n.read.is_(False))
        if only is not None:
            unread = unread.where(n.id == only)
        return len(self._values(unread.values(read=True, read_at=now).returning(n.id)))

    def mark_group_read(self, user_id: UUID, group_key: str, now: datetime) -> list[UUID]:
        """Mark what tells of one thing as read; returns what was unread."""
        n = notifications.c
        unread = (*self._of(user_id), n.group_key == group_key, n.read.is_(False))
        marking = update(notifications).where(*unread).values(read=True, read_at=now)
        return self._values(marking.returning(n.id))

    def count_unread(self, user_id: UUID) -> int:
        """The number on the badge."""
        unread = (*self._of(user_id), notifications.c.read.is_(False))
        return int(self._value(select(func.count()).where(*unread)))

    def _of(self, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (notifications.c.tenant_id == self.tenant, notifications.c.user_id == user_id)

    def _with_actor(self, user_id: UUID) -> Select[Any]:
        columns = columns_of(Notification, notifications, person_columns("actor"))
        query = beside(select(*columns), notifications, "actor_id", optional=True)
        return query.where(*self._of(user_id))
