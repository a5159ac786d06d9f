"""What the relay keeps of one channel while somebody listens to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING

from shared.realtime.channels import encode_id
from sse_relay.wire.frames import StreamEvent

if TYPE_CHECKING:
    from sse_relay.streams.connection import Connection

# Most channels are one person's and have nobody here: an empty set each is a twentieth of a stream.
_NOBODY: frozenset[Connection] = frozenset()

UNKNOWN = -1
"""Head of a channel whose position in the log was not read yet."""

SESSION_REVOKED = "session:revoked"
"""The event that ends streams; the other end of it is in ``Connection.is_revoked_by``."""

ACCESS_CHANGED = "access:changed"
"""The event after which a person's streams are looked at again."""

SCHOOL_SUSPENDED = "school:suspended"
"""The event that ends every stream of a school."""


class TrackedChannel:
    """Head, recent events and subscribers of a channel.

    A subscriber in ``plain`` or ``selective`` is live: its position is the head by construction,
    so a live event costs no comparison per subscriber. Whoever is behind is in neither set.
    """

    __slots__ = (
        "_mark",
        "_mark_head",
        "batch",
        "code",
        "filling",
        "head",
        "id",
        "idle_since",
        "name",
        "pending",
        "plain",
        "ring",
        "ring_bytes",
        "selective",
        "tenant",
        "users",
    )

    def __init__(self, channel_id: int, name: str, tenant: str) -> None:
        self.id = channel_id
        self.name = name
        self.tenant = tenant
        self.code = encode_id(channel_id)
        self.head = UNKNOWN
        self.ring: deque[StreamEvent] | None = None
        self.ring_bytes = 0
        self.pending: dict[int, StreamEvent] | None = None
        self.plain: set[Connection] = set()
        self.selective: AbstractSet[Connection] = _NOBODY
        self.batch: list[StreamEvent] = []
        self.filling = False
        self.users = 0
        self.idle_since = 0.0
        self._mark = b""
        self._mark_head = UNKNOWN

    def attach(self, connection: Connection) -> None:
        """Make a connection live."""
        if not connection.selective:
            self.plain.add(connection)
        elif isinstance(self.selective, set):
            self.selective.add(connection)
        else:
            self.selective = {connection}

    def detach(self, connection: Connection) -> None:
        """End live delivery, if there was any."""
        self.plain.discard(connection)
        if isinstance(self.selective, set):
            self.selective.discard(connection)

    def mark(self) -> bytes:
        """The channel's part of a cursor that stands at the head, made once per head."""
        if self._mark_head != self.head:
            self._mark = self.mark_at(self.head)
            self._mark_head = self.head
        return self._mark

    def mark_at(self, position: int) -> bytes:
        """The channel's part of a cursor."""
        return f"{self.code}-{position}".encode()

    def remember(self, event: StreamEvent, *, max_events: int, max_bytes: int) -> None:
        """Put an event into the ring and drop the oldest beyond the bounds."""
        if self.ring is None:
            self.ring = deque()
        ring = self.ring
        ring.append(event)
        self.ring_bytes += len(event.frame)
        while len(ring) > max_events or self.ring_bytes > max_bytes:
            self.ring_bytes -= len(ring.popleft().frame)

    def let_go(self) -> None:
        """Empty the ring: who comes back reads the log."""
        self.ring = None
        self.ring_bytes = 0

    def forget(self) -> None:
        """Empty the ring and what waits: they no longer join the head."""
        self.let_go()
        self.pending = None

    def since(self, position: int) -> list[StreamEvent] | None:
        """All events after a position, or None when the ring does not reach back that far."""
        if position == self.head:
            return []
        if not self.ring or self.ring[0].seq > position + 1 or position > self.head:
            return None
        return list(islice(self.ring, position + 1 - self.ring[0].seq, None))
