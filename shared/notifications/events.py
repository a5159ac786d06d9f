"""Events of notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.events.event import Event, event
from shared.notifications.types import EmailFrequency, NotificationType, Priority


@event(
    "notification:new",
    audience=("user:{receiver_id}", "domain:{unseen_by}"),
    legacy="new_notification",
)
class NotificationNew(Event):
    """A notification was made, or grew by one more event of its group.

    Whoever does not want such ones in the app is not told on their stream: a push or a mail may
    come of it all the same.
    """

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


@event("notification:digest", audience=("domain:{receiver_id}",))
class DigestQueued(Event):
    """What a person has not read since then is to be mailed to them."""

    user_id: UUID
    frequency: EmailFrequency
    since: datetime


@event("notification:released", audience=("domain:{receiver_id}",))
class PushesReleased(Event):
    """What waited while a person was not to be disturbed may be pushed to them now, as one."""

    user_id: UUID
    ids: list[UUID]
