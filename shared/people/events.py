"""Events of follows, and of a person's own data."""

from __future__ import annotations

from datetime import datetime
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


@event("export:requested", audience=("domain:{person_id}",))
class ExportRequested(Event):
    """A person has asked for an archive of their data."""

    export_id: UUID


@event("export:ready", audience=("user:{person_id}",))
class ExportReady(Event):
    """An archive can be fetched, until it expires."""

    export_id: UUID
    kind: Literal["PERSONAL_DATA"] = "PERSONAL_DATA"
    expires_at: datetime


@event("user:online", audience=("presence:{tenant_id}",), durable=False, legacy="user_online")
class UserOnline(Event):
    """A person is there again, of whom the others had heard that they are away."""

    user_id: UUID
    at: datetime


@event("user:offline", audience=("presence:{tenant_id}",), durable=False, legacy="user_offline")
class UserOffline(Event):
    """A person has not been there for a while, or does not show it any more."""

    user_id: UUID
    last_seen_at: datetime | None
