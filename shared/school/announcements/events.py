"""Events of announcements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.school.announcements.types import AnnouncementPriority


@event("announcement:published", audience=("tenant:{school_id}", "class:{class_id}"))
class AnnouncementPublished(Event):
    """The school tells something to all, or to a class."""

    announcement_id: UUID
    title: str
    body: str
    priority: AnnouncementPriority
    expires_at: datetime | None
    requires_ack: bool


@event("announcement:removed", audience=("tenant:{school_id}", "class:{class_id}"))
class AnnouncementRemoved(Event):
    """An announcement was taken back."""

    announcement_id: UUID
