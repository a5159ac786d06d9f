"""All open streams of a process: counted in and out, and sent elsewhere together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from shared.telemetry.cause import Cause, Trace, caused_by, current_cause
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.admission.seats import Seats
from sse_relay.streams.connection import Connection
from sse_relay.wire.messages import Request
from sse_relay.wire.timers import jitter

_DRAIN_GRACE_SECONDS = 0.25
_NEW_EPOCH_SPREAD_MS = 5000


class OpenStreams:
    """Gives a seat back when its stream ends, and knows when the last one has."""

    def __init__(self, seats: Seats, clock: Callable[[], float]) -> None:
        self._seats = seats
        self._clock = clock
        self._empty = asyncio.Event()
        self._sent_bytes = 0
        self.connections: set[Connection] = set()
        self.closed: dict[str, int] = {}
        # The traces of the requests that opened streams, as short as they can be kept.
        self._traces: dict[Connection, str] = {}

    @property
    def sent_bytes(self) -> int:
        """Bytes written to all streams since the start."""
        return self._sent_bytes + sum(c.sent_bytes for c in self.connections)

    def on_opened(self, connection: Connection, request: Request) -> None:
        """Note a new stream."""
        self.connections.add(connection)
        if traceparent := current_cause().traceparent:
            self._traces[connection] = traceparent
        report(Signal.RELAY_STREAM_OPENED, path=request.path, connectionId=connection.id)

    def on_closed(self, connection: Connection, why: str) -> None:
        """Forget a stream that ended."""
        self.connections.discard(connection)
        self._seats.give_back(connection.claims)
        self.closed[why] = self.closed.get(why, 0) + 1
        self._sent_bytes += connection.sent_bytes
        if not self.connections:
            self._empty.set()
        claims = connection.claims
        trace = Trace.parse(self._traces.pop(connection, None))
        # A stream has the id of the request that opened it.
        with caused_by(Cause(str(connection.id), trace)):
            report(
                Signal.RELAY_STREAM_CLOSED,
                connectionId=connection.id,
                tenantId=claims.tenant_id,
                userId=claims.user_id,
                sessionId=claims.session_id,
                reason=why,
                durationSeconds=round(self._clock() - connection.opened_at, 3),
                events=connection.delivered,
                bytes=connection.sent_bytes,
            )

    def start_again(self) -> None:
        """End all streams, because the log is another one now; their clients open new ones."""
        report(Signal.RELAY_NEW_EPOCH, streams=len(self.connections))
        for connection in [*self.connections]:
            after = jitter.randrange(_NEW_EPOCH_SPREAD_MS)
            connection.finish("epoch", connection.reconnect("drain", after_ms=after))

    def announce_drain(self, spread_seconds: float) -> None:
        """Tell each stream to go elsewhere at its own moment; the caller lets the hub flush."""
        now = self._clock()
        for connection in self.connections:
            after = jitter.uniform(0, spread_seconds)
            close_at = now + after + _DRAIN_GRACE_SECONDS
            connection.leave("drain", after_ms=int(after * 1000), close_at=close_at)

    async def wait_until_empty(self, seconds: float) -> None:
        """Return when all streams have ended; those that stay too long are cut off."""
        if not self.connections:
            return
        self._empty.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            for connection in [*self.connections]:
                connection.transport.abort()
