"""Events of belonging to a school."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event


@event("user:suspended", audience=("user:{person_id}",))
class UserSuspended(Event):
    """A member is shut out of the school, until a moment or until it is lifted."""

    user_id: UUID
    until: datetime | None
    reason: str


@event("flags:updated", audience=("tenant:{tenant_id}",))
class FlagsUpdated(Event):
    """Settings or flags of the school changed; ``keys`` names them."""

    keys: list[str]
