"""Whether an event ends a stream."""

from __future__ import annotations

from sse_relay.channel import TrackedChannel
from sse_relay.connection import Connection
from sse_relay.wire import StreamEvent

SESSION_REVOKED = "session:revoked"


def names_session(connection: Connection, channel: TrackedChannel, event: StreamEvent) -> bool:
    """Whether the event revokes the connection's session.

    An event at or before the position at which the session was found valid is history: the person
    has signed in again since.
    """
    if event.type != SESSION_REVOKED or event.seq <= connection.revoke_floor:
        return False
    if channel.name != f"user:{connection.claims.user_id}":
        return False
    data = event.envelope().get("data")
    sessions = data.get("sessionIds") if isinstance(data, dict) else None
    return sessions == "all" or (
        isinstance(sessions, list) and str(connection.claims.session_id) in sessions
    )
