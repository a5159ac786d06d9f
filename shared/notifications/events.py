"""Events of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.events.event import Event, event
from shared.notifications.types import NotificationType, Priority


@event("notification:new", audience=("user:{receiver_id}",), legacy="new_notification")
class NotificationNew(Event):
    """A notification was made, or grew by one more event of its group."""

    id: UUID
    type: NotificationType
    priority: Priority
    title: str
    message: str
    link: str | None
    group_key: str | None
    group_count: int
    created_at: datetime


@event("notification:read", audience=("user:{receiver_id}",))
class NotificationsRead(Event):
    """Notifications were read on one of the person's devices."""

    ids: list[UUID] | Literal["all"]
    unread_count: int
