"""Keeps the hub level with the log: first heads, gaps, and a regular comparison of positions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.log.latency import Latency
from sse_relay.log.reader import EventLog, Heads, LoggedEvent, LogUnavailable
from sse_relay.streams.channel import UNKNOWN, TrackedChannel
from sse_relay.streams.hub import Hub
from sse_relay.wire.frames import MalformedEvent, StreamEvent
from sse_relay.wire.timers import jitter

_HEADS_PER_QUERY = 10_000
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how much the tracker reads; seconds and events."""

    compare_seconds: float
    compare_alone_seconds: float
    gap_seconds: float
    fill_events: int
    turn_bytes: int
    fills_at_once: int
    linger_seconds: float
    compare_jitter: float = 0.2


@dataclass(slots=True)
class TrackerStats:
    """Counters since the start, and the time of the last successful read."""

    fills: int = 0
    filled_events: int = 0
    failed_reads: int = 0
    head_reads: int = 0
    malformed: int = 0
    last_read_at: float = float("-inf")


class Tracker:
    """Reads positions and missed events from the log. A failed read changes nothing.

    ``on_new_epoch`` is called when the log turns out to be another one: nothing known holds.
    """

    def __init__(
        self,
        hub: Hub,
        event_log: EventLog,
        *,
        clock: Callable[[], float],
        pace: Pace,
        latency: Latency,
        bus_attached: Callable[[], bool],
        on_new_epoch: Callable[[], None],
    ) -> None:
        self._hub = hub
        self._log = event_log
        self._clock = clock
        self._pace = pace
        self._latency = latency
        self._bus_attached = bus_attached
        self._on_new_epoch = on_new_epoch
        self._fills = asyncio.Semaphore(self._pace.fills_at_once)
        self._wanted: dict[int, TrackedChannel] = {}
        self._loading: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.stats = TrackerStats()

    async def ensure_heads(self, channels: Sequence[TrackedChannel]) -> None:
        """Return when the position of every channel is known; raises LogUnavailable.

        Streams that open at the same time share one query.
        """
        while (unknown := [c for c in channels if c.head == UNKNOWN]) or not self._hub.epoch:
            self._wanted.update((channel.id, channel) for channel in unknown)
            if self._loading is None:
                self._loading = self._spawn(self._load())
            # A caller that is cancelled must not cancel the read that others wait for.
            await asyncio.shield(self._loading)

    async def catch_up(self, channels: Sequence[TrackedChannel]) -> Mapping[int, int]:
        """Bring channels level with the log and return the positions that it has.

        Called when a cursor claims to be ahead. Raises LogUnavailable: without an answer the
        cursor cannot be called wrong.
        """
        heads = await self._read_heads([channel.id for channel in channels])
        for channel in channels:
            if heads.positions[channel.id] > channel.head:
                await self._fill(channel, heads.positions[channel.id])
        return heads.positions

    async def compare_once(self) -> None:
        """Read the positions of all tracked channels and fill those that are behind."""
        channels = [c for c in self._hub.channels.values() if c.head != UNKNOWN]
        # An empty comparison still says that the log can be read, and of which epoch it is.
        for start in range(0, max(1, len(channels)), _HEADS_PER_QUERY):
            part = channels[start : start + _HEADS_PER_QUERY]
            heads = await self._read_heads([channel.id for channel in part])
            for channel in part:
                if heads.positions[channel.id] > channel.head:
                    self._spawn_fill(channel, heads.positions[channel.id])

    async def run(self) -> None:
        """Compare for ever, faster while no bus brings the events.

        At once for the first time: a relay is ready when it has read the log.
        """
        while True:
            pace = self._pace
            self._hub.untrack_idle(self._clock() - pace.linger_seconds)
            try:
                await self.compare_once()
            except LogUnavailable as error:
                report(Signal.RELAY_LOG_UNREADABLE, every=10, reason=str(error))
            seconds = pace.compare_seconds if self._bus_attached() else pace.compare_alone_seconds
            # Never later: an unpublished event must arrive within this time and half a second.
            await asyncio.sleep(seconds * (1 - jitter.uniform(0.0, pace.compare_jitter)))

    async def stop(self) -> None:
        """Cancel reads that are under way."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _load(self) -> None:
        # One turn of the loop gathers the streams that open together; those that come while the
        # read is under way share the next one.
        await asyncio.sleep(0)
        wanted, self._wanted = self._wanted, {}
        try:
            heads = await self._read_heads([*wanted])
        finally:
            self._loading = None
        for channel in wanted.values():
            self._hub.learn_head(channel, heads.positions[channel.id])
        self._hub.flush(self._clock())

    async def _read_heads(self, channel_ids: Sequence[int]) -> Heads:
        self.stats.head_reads += 1
        heads = await self._read(self._log.read_heads(channel_ids))
        if self._hub.epoch != heads.epoch:
            known = self._hub.epoch
            if known:
                # Everything known belongs to a log that is gone, and so do the last checkpoints.
                self._on_new_epoch()
            self._hub.epoch = heads.epoch
            if known:
                raise LogUnavailable("the log has a new epoch")
        return heads

    def fill_gap(self, channel: TrackedChannel) -> None:
        """Read what a channel misses, unless it arrives by itself within a moment."""
        self._spawn_fill(channel, None)

    def _spawn_fill(self, channel: TrackedChannel, target: int | None) -> None:
        if channel.filling:
            return
        channel.filling = True
        # It is not awaited: ``_done`` logs its error.
        _ = self._spawn(self._fill_later(channel, target))

    async def _fill_later(self, channel: TrackedChannel, target: int | None) -> None:
        try:
            if target is None:
                # What was only overtaken arrives within this time by itself.
                await asyncio.sleep(self._pace.gap_seconds)
                if not channel.pending:
                    return
                target = max(channel.pending)
            await self._fill(channel, target)
        except LogUnavailable as error:
            report(Signal.RELAY_GAP_UNFILLED, every=10, reason=str(error))
        finally:
            channel.filling = False

    async def _fill(self, channel: TrackedChannel, target: int) -> None:
        """Read a channel's events up to a position that the log or the bus named."""
        async with self._fills:
            self.stats.fills += 1
            if target - channel.head > self._hub.limits.behind_events:
                heads = await self._read_heads([channel.id])
                if heads.positions[channel.id] - channel.head > self._hub.limits.behind_events:
                    self._hub.skip(channel, heads.positions[channel.id])
            try:
                while channel.head < target and await self._fill_page(channel):
                    self._hub.flush(self._clock())
            finally:
                self._hub.flush(self._clock())

    async def _fill_page(self, channel: TrackedChannel) -> bool:
        """Publish the next page of a channel; False when the log has none."""
        start = channel.head
        read = self._log.read_events({channel.id: start}, limit=self._pace.fill_events)
        rows = (await self._read(read))[channel.id]
        if not rows:
            return await self._explain_hole(channel, start)
        if rows[0].seq > start + 1 and channel.head == start:
            # Numbers have no holes: what is missing before the first row was retired.
            self._hub.skip(channel, rows[0].seq - 1)
        size = 0
        for row in rows:
            self.stats.filled_events += 1
            if row.seq > channel.head:
                self._publish(channel, row)
            size += len(row.body)
            if size >= self._pace.turn_bytes:
                # Sockets take what they can between two turns.
                size = 0
                self._hub.flush(self._clock())
                await asyncio.sleep(0)
        return True

    async def _explain_hole(self, channel: TrackedChannel, start: int) -> bool:
        """No row after the head: either nothing happened, or all of it was retired."""
        heads = await self._read_heads([channel.id])
        if channel.head == start:
            if heads.positions[channel.id] > start:
                self._hub.skip(channel, heads.positions[channel.id])
            elif channel.pending:
                # The bus spoke of positions that the log does not have: they are not its events.
                channel.pending = None
        return False

    def _publish(self, channel: TrackedChannel, row: LoggedEvent) -> None:
        try:
            event = StreamEvent.from_log(row.seq, row.type, row.body)
        except MalformedEvent:
            # It cannot be sent to anybody; the position moves on and listeners are told.
            self.stats.malformed += 1
            self._hub.skip(channel, row.seq)
            return
        self._hub.publish(channel, event)
        self._latency.note(event, "log")

    async def _read(self, read: Coroutine[Any, Any, _Result]) -> _Result:
        try:
            result = await read
        except LogUnavailable:
            self.stats.failed_reads += 1
            raise
        self.stats.last_read_at = self._clock()
        return result

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, LogUnavailable):
            report(Signal.RELAY_READ_FAILED, error=error)
