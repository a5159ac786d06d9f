"""Who is there: how often a client says so, and when that is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from shared.http.schema import RequestModel, ResponseModel

BEAT_SECONDS = 20
"""How often a client says that its person is there."""

EXPIRY = timedelta(seconds=50)
"""Two beats may be lost before a person is taken for gone."""

GRACE = timedelta(seconds=30)
"""How long others are not told of that: whoever comes back in time was never away.

The sweep comes each minute, so that they hear of it 80 to 140 seconds after the last beat.
"""


class SchoolPath(RequestModel):
    """The school in the path: the one that the caller acts in."""

    school_id: UUID


class HeartbeatRead(ResponseModel):
    """When to say it again. ``shown``: whether others see that the caller is there."""

    interval_seconds: int
    shown: bool


class PresenceRead(ResponseModel):
    """Whether a person is there. ``shown`` false: they tell nobody, and nothing is known."""

    user_id: UUID
    shown: bool
    online: bool
    last_seen_at: datetime | None


class OnlineCountRead(ResponseModel):
    """How many members are there and show it."""

    online: int
