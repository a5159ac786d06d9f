"""Events of follows."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from shared.events.event import Event, event


@event("user:followed", audience=("user:{target_id}", "user:{follower_id}"), legacy="NEW_FOLLOWER")
class UserFollowed(Event):
    """Somebody follows a person, or asks to.

    ``acceptedBy`` is the person where they have accepted a request: then both are told.
    """

    user_id: UUID
    user_name: str
    avatar: str | None
    status: Literal["ACCEPTED", "PENDING"]
    accepted_by: UUID | None = None
