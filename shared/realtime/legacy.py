"""Names that older clients know events by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CANONICAL: Mapping[str, str] = MappingProxyType(
    {
        "NEW_POST": "post:created",
        "NEW_LIKE": "post:liked",
        "REACTION": "post:reacted",
        "NEW_COMMENT": "comment:created",
        "NEW_FOLLOWER": "user:followed",
        "NEW_DM": "message:created",
        "TYPING": "typing:start",
        "postUpdate": "post:updated",
        "new_message": "message:created",
        "new_notification": "notification:new",
        "user_typing": "typing:start",
        "user_online": "user:online",
        "user_offline": "user:offline",
        "ping": "heartbeat",
    }
)
"""Today's name by each older one. ``events=`` takes either."""
