"""Notifications of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, func, insert, select, tuple_, update

from infra.postgres.core.records import record
from infra.postgres.identity.tables import users
from infra.postgres.notifications.tables import notifications
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position
from shared.notifications.types import NotificationType, Priority

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

GROUP_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification with the person who caused the latest event of its group."""

    id: UUID
    type: NotificationType
    priority: Priority
    title: str
    message: str
    link: str | None
    group_key: str | None
    group_count: int
    actor_id: UUID | None
    actor_name: str | None
    actor_avatar: str | None
    actor_role: str | None
    entity_type: str | None
    entity_id: UUID | None
    read: bool
    read_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this notification stands in the list."""
        return Position(self.updated_at, self.id)


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """An unread notification that further events of its group still join."""

    id: UUID
    count: int
    actor_id: UUID | None
    created_at: datetime


class NotificationRepository:
    """Queries on notifications; every one names the owner."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def lock_open_group(
        self, tenant_id: UUID, user_id: UUID, group_key: str, now: datetime
    ) -> OpenGroup | None:
        """The group that an event joins, locked; None where a new one begins.

        The row alone cannot be the lock: the first events of a group would all find none.
        """
        group = f"notifications/{tenant_id}/{user_id}/{group_key}"
        self._unit.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(group, 0))))
        query = (
            select(
                notifications.c.id,
                notifications.c.group_count.label("count"),
                notifications.c.actor_id,
                notifications.c.created_at,
            )
            .where(
                notifications.c.tenant_id == tenant_id,
                notifications.c.user_id == user_id,
                notifications.c.group_key == group_key,
                notifications.c.created_at > now - GROUP_WINDOW,
                notifications.c.read.is_(False),
            )
            .order_by(notifications.c.created_at.desc())
            .limit(1)
            .with_for_update()
        )
        row = self._unit.one_or_none(query)
        return None if row is None else record(OpenGroup, row)

    def insert(self, values: dict[str, Any]) -> None:
        """Add a notification; keys are column names."""
        self._unit.execute(insert(notifications).values(**values))

    def join_group(self, tenant_id: UUID, notification_id: UUID, values: dict[str, Any]) -> None:
        """Count one more event in a notification and let it speak of the latest."""
        self._unit.execute(
            update(notifications)
            .where(notifications.c.tenant_id == tenant_id, notifications.c.id == notification_id)
            .values(group_count=notifications.c.group_count + 1, **values)
        )

    def find(
        self, tenant_id: UUID, user_id: UUID, *, unread: bool, before: Position | None, limit: int
    ) -> list[Notification]:
        """Latest event first, ``limit + 1`` rows."""
        n = notifications.c
        query = _with_actor().where(n.tenant_id == tenant_id, n.user_id == user_id)
        if unread:
            query = query.where(n.read.is_(False))
        if before is not None:
            query = query.where(tuple_(n.updated_at, n.id) < (before.at, before.id))
        query = query.order_by(n.updated_at.desc(), n.id.desc()).limit(limit + 1)
        return [_notification(row) for row in self._unit.all(query)]

    def get(self, tenant_id: UUID, user_id: UUID, notification_id: UUID) -> Notification | None:
        """The person's own notification."""
        n = notifications.c
        query = _with_actor().where(
            n.tenant_id == tenant_id, n.user_id == user_id, n.id == notification_id
        )
        row = self._unit.one_or_none(query)
        return None if row is None else _notification(row)

    def mark_read(self, tenant_id: UUID, user_id: UUID, now: datetime, only: UUID | None) -> int:
        """Mark one or all as read; returns how many were unread."""
        n = notifications.c
        statement = update(notifications).where(
            n.tenant_id == tenant_id, n.user_id == user_id, n.read.is_(False)
        )
        if only is not None:
            statement = statement.where(n.id == only)
        return len(self._unit.all(statement.values(read=True, read_at=now).returning(n.id)))

    def count_unread(self, tenant_id: UUID, user_id: UUID) -> int:
        """The number on the badge."""
        n = notifications.c
        query = select(func.count().label("unread")).where(
            n.tenant_id == tenant_id, n.user_id == user_id, n.read.is_(False)
        )
        row = self._unit.one_or_none(query)
        return 0 if row is None else int(row.unread)


def _with_actor() -> Any:
    n = notifications.c
    of_actor = and_(memberships.c.tenant_id == n.tenant_id, memberships.c.user_id == n.actor_id)
    return (
        select(
            n.id,
            n.type,
            n.priority,
            n.title,
            n.message,
            n.link,
            n.group_key,
            n.group_count,
            n.actor_id,
            users.c.name.label("actor_name"),
            users.c.avatar.label("actor_avatar"),
            memberships.c.role.label("actor_role"),
            n.entity_type,
            n.entity_id,
            n.read,
            n.read_at,
            n.created_at,
            n.updated_at,
        )
        .join_from(notifications, users, users.c.id == n.actor_id, isouter=True)
        .outerjoin(memberships, of_actor)
    )


def _notification(row: Any) -> Notification:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["type"] = NotificationType(row.type)
    values["priority"] = Priority(row.priority)
    return Notification(**values)
