"""What queries on notifications and activities select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.notifications.activity.types import Action, EntityType
from shared.notifications.types import EmailFrequency, NotificationType, Priority


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
    actor_role: Role | None
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
    group_count: int
    actor_id: UUID | None
    actor_ids: Sequence[UUID] | None
    created_at: datetime

    def has(self, person: UUID) -> bool:
        """Whether the person is counted already."""
        return person == self.actor_id or person in (self.actor_ids or ())


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the feed."""

    id: UUID
    entity_type: EntityType
    entity_id: UUID
    action: Action
    description: str
    user_id: UUID
    user_name: str
    class_id: UUID | None
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this line stands in the feed."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """A notification that is made once under its key, and says the latest."""

    id: UUID
    message: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reachable:
    """What decides how a person is told of something now: their language, time and quiet hours."""

    locale: str
    timezone: str
    local: datetime
    school_local: datetime
    quiet_hours: Mapping[str, str] | None
    quiet_in_lessons: bool | None


@dataclass(frozen=True, slots=True)
class DigestDue:
    """Somebody who wants a digest and has not had that of today, or of this week."""

    user_id: UUID
    frequency: EmailFrequency
    today: date
    sent_at: datetime | None
