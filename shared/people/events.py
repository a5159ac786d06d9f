"""Events of follows."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from shared.events.event import Event, event


@event("user:followed", audience=("user:{target_id}",), legacy="NEW_FOLLOWER")
class UserFollowed(Event):
    """Somebody follows a person, or asks to."""

    user_id: UUID
    user_name: str
    avatar: str | None
    status: Literal["ACCEPTED", "PENDING"]
