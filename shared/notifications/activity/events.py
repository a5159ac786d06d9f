"""Events of the activity feed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.notifications.activity.types import Action, EntityType


@event("activity:new", audience=("tenant:{school_id}", "class:{class_id}"))
class ActivityNew(Event):
    """Something happened: in the school, or in one class, and then only that class is told."""

    id: UUID
    entity_type: EntityType
    entity_id: UUID
    action: Action
    description: str
    user_name: str
    created_at: datetime
