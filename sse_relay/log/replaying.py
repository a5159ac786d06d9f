"""Gives a stream what it missed, at the pace at which it reads, until it is live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.log.reader import EventLog, LoggedEvent, LogUnavailable
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.connection import Connection
from sse_relay.streams.rules import Rules
from sse_relay.wire.frames import MalformedEvent, StreamEvent
from sse_relay.wire.timers import jitter


@dataclass(frozen=True, slots=True)
class ReplayPace:
    """How much a replay reads and writes at once; events, bytes and seconds."""

    page_events: int
    part_bytes: int
    at_once: int
    retry_seconds: float


@dataclass(slots=True)
class ReplayStats:
    """Counters since the start."""

    from_memory: int = 0
    from_log: int = 0
    resyncs: int = 0


class Replayer:
    """Reads from the rings first and from the log where those do not reach."""

    def __init__(self, rules: Rules, event_log: EventLog, pace: ReplayPace) -> None:
        self._hub = rules.hub
        self._clock = rules.clock
        self._log = event_log
        self._pace = pace
        self._reads = asyncio.Semaphore(pace.at_once)
        self.stats = ReplayStats()

    def from_memory(self, connection: Connection) -> None:
        """Replay what the rings hold, and attach the channels that miss nothing."""
        for channel in [*connection.behind]:
            if not connection.open or connection.paused:
                break
            events = channel.since(connection.behind[channel])
            if events:
                self.stats.from_memory += 1
                self._give(connection, channel, events)
            if connection.behind.get(channel) == channel.head:
                connection.go_live(channel)
        self._hub.flush(self._clock())

    async def run(self, connection: Connection) -> None:
        """Return when the stream is live in all its channels, or over."""
        while connection.open and connection.behind:
            await connection.writable()
            self.from_memory(connection)
            if connection.paused or not connection.behind:
                continue
            limit = max(1, self._pace.page_events // len(connection.behind))
            after = {channel.id: position for channel, position in connection.behind.items()}
            try:
                async with self._reads:
                    pages = await self._log.read_events(after, limit=limit)
            except LogUnavailable as error:
                report(Signal.RELAY_REPLAY_WAITS, every=10, reason=str(error))
                await asyncio.sleep(self._pace.retry_seconds * jitter.uniform(1, 2))
                continue
            self.stats.from_log += 1
            await self._take(connection, after, pages)

    async def _take(
        self,
        connection: Connection,
        after: Mapping[int, int],
        pages: Mapping[int, Sequence[LoggedEvent]],
    ) -> None:
        for channel in [*connection.behind]:
            if connection.behind.get(channel) != after[channel.id]:
                continue
            rows = [row for row in pages[channel.id] if row.seq <= channel.head]
            try:
                events = [StreamEvent.from_log(row.seq, row.type, row.body) for row in rows]
            except MalformedEvent:
                events = []
            if not events or events[0].seq != after[channel.id] + 1:
                # Numbers have no holes, so the next event is missing because it was retired.
                self.stats.resyncs += 1
                connection.jump(channel)
                self._hub.flush(self._clock())
            for part in _parts(events, self._pace.part_bytes):
                # While the socket was full the channel may have been dropped or have jumped.
                if connection.behind.get(channel) == part[0].seq - 1:
                    self._give(connection, channel, part)
                    await connection.writable()

    def _give(
        self, connection: Connection, channel: TrackedChannel, events: Sequence[StreamEvent]
    ) -> None:
        connection.replay(channel, events)
        if any(connection.is_revoked_by(channel, event) for event in events):
            connection.finish("revoked")
        self._hub.flush(self._clock())


def _parts(events: Sequence[StreamEvent], size: int) -> Iterator[list[StreamEvent]]:
    part: list[StreamEvent] = []
    length = 0
    for event in events:
        part.append(event)
        length += len(event.frame)
        if length >= size:
            yield part
            part, length = [], 0
    if part:
        yield part
