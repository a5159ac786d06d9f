"""The hub: puts events in order and hands them to subscribers. Pure, and it never waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.realtime.replay import MAX_BEHIND
from shared.realtime.taking_back import TAKES_BACK
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.streams.channel import (
    ACCESS_CHANGED,
    SCHOOL_SUSPENDED,
    SESSION_REVOKED,
    UNKNOWN,
    TrackedChannel,
)
from sse_relay.wire.frames import EPHEMERAL, JOIN_BYTES, StreamEvent

if TYPE_CHECKING:
    from sse_relay.streams.connection import Connection
    from sse_relay.streams.output import Output


@dataclass(frozen=True, slots=True)
class HubLimits:
    """Bounds of what the hub keeps per channel."""

    ring_events: int
    ring_bytes: int
    pending_events: int
    behind_events: int = MAX_BEHIND


@dataclass(slots=True)
class HubStats:
    """Counters since the start."""

    events: int = 0
    ephemeral: int = 0
    coalesced: int = 0
    deliveries: int = 0
    duplicates: int = 0
    gaps: int = 0
    pending_overflows: int = 0
    skips: int = 0
    failed_streams: int = 0
    unreadable: int = 0


class Hub:
    """All tracked channels of this process.

    Events that arrive in one turn of the loop gather per channel; ``flush`` hands each subscriber
    one shared piece of bytes and lets it write once. Whatever reads a position (a checkpoint, an
    attach, a detach) settles first, so that positions and buffered bytes agree.

    ``on_gap`` is told of a channel that has an event and not the one before it, ``on_access`` of a
    person's channel with the news that their access changed.
    """

    def __init__(
        self,
        limits: HubLimits,
        *,
        on_gap: Callable[[TrackedChannel], None],
        on_access: Callable[[TrackedChannel], None] = lambda _channel: None,
    ) -> None:
        self.limits = limits
        self._on_gap = on_gap
        self._on_access = on_access
        self.channels: dict[int, TrackedChannel] = {}
        self.epoch = ""
        self.stats = HubStats()
        self._dirty: list[TrackedChannel] = []
        self._touched: list[Output] = []
        self._logged_unreadable: StreamEvent | None = None

    def track(self, channel_id: int, name: str, tenant: str) -> TrackedChannel:
        """The channel's state; from now on its messages are kept."""
        channel = self.channels.get(channel_id)
        if channel is None:
            channel = self.channels[channel_id] = TrackedChannel(channel_id, name, tenant)
        return channel

    def hold(self, channel: TrackedChannel) -> None:
        """Count one more user, so that the channel is not untracked."""
        channel.users += 1

    def release(self, channel: TrackedChannel, now: float) -> None:
        """Count one user less."""
        channel.users -= 1
        if channel.users == 0:
            channel.idle_since = now

    def untrack_idle(self, before: float) -> None:
        """Forget the channels that nobody used since the given time."""
        idle = [c for c in self.channels.values() if c.users == 0 and c.idle_since < before]
        for channel in idle:
            if not channel.filling:
                del self.channels[channel.id]

    def learn_head(self, channel: TrackedChannel, head: int) -> None:
        """Set the first known position; what was held back joins it or is dropped."""
        if channel.head != UNKNOWN:
            return
        channel.head = head
        self._drain(channel)
        if channel.pending:
            self._on_gap(channel)

    def publish(self, channel: TrackedChannel, event: StreamEvent) -> None:
        """Take an event from any source, in any order, any number of times."""
        seq = event.seq
        head = channel.head
        if seq == EPHEMERAL:
            self.stats.ephemeral += 1
            self._gather(channel, event)
        elif head != UNKNOWN and seq <= head:
            self.stats.duplicates += 1
        elif head != UNKNOWN and seq == head + 1:
            self._advance(channel, event)
            if channel.pending:
                self._drain(channel)
        else:
            self._hold_back(channel, event)

    def skip(self, channel: TrackedChannel, head: int) -> None:
        """Jump over events that the log cannot give; whoever was live is told to read again.

        ``head`` must come from a successful read of the log.
        """
        reason = "history_expired"
        if head - channel.head > self.limits.behind_events:
            reason = "too_far_behind"
        self.settle()
        self.stats.skips += 1
        missed_from, channel.head = channel.head + 1, head
        channel.let_go()
        for connection in (*channel.plain, *channel.selective):
            connection.resync(channel, reason, missed_from, head)
            self.touch(connection)
        self._drain(channel)

    def attach(self, connection: Connection, channel: TrackedChannel) -> None:
        """Make a connection live whose position is the head."""
        self.settle()
        channel.attach(connection)

    def detach(self, connection: Connection, channel: TrackedChannel) -> None:
        """End live delivery; what was published before is in the connection's buffer."""
        self.settle()
        channel.detach(connection)

    def touch(self, connection: Output) -> None:
        """Let the connection write at the next flush."""
        self._touched.append(connection)

    def note_unreadable(self, channel: TrackedChannel, event: StreamEvent) -> None:
        """Count an event that a stream could not be given; logged once, not once a stream."""
        self.stats.unreadable += 1
        if event is not self._logged_unreadable:
            self._logged_unreadable = event
            report(
                Signal.RELAY_EVENT_UNREADABLE,
                type=event.type,
                channel=channel.name,
                seq=event.seq,
            )

    def settle(self) -> None:
        """Hand what gathered to the subscribers' buffers, without writing."""
        if not self._dirty:
            return
        dirty, self._dirty = self._dirty, []
        for channel in dirty:
            batch, block = self._empty(channel)
            for connection in channel.plain:
                if connection.take(block, len(batch)):
                    self._touched.append(connection)
            self._choose(channel, batch)

    def flush(self, now: float) -> None:
        """Hand out and write: one write for each connection that has something."""
        if len(self._dirty) == 1 and not self._touched:
            self._push(self._dirty.pop(), now)
        self.settle()
        touched, self._touched = self._touched, []
        for connection in touched:
            try:
                connection.flush(now)
            except Exception as error:  # noqa: BLE001 - see _cut_off
                self._cut_off(connection, error)

    def _push(self, channel: TrackedChannel, now: float) -> None:
        """Hand out and write in one pass: most turns bring events of a single channel."""
        batch, block = self._empty(channel)
        count = len(batch)
        short = len(block) <= JOIN_BYTES
        for connection in channel.plain:
            try:
                if short and connection.push(block, count, now):
                    continue
            except Exception as error:  # noqa: BLE001 - see _cut_off
                self._cut_off(connection, error)
                continue
            if connection.take(block, count):
                self._touched.append(connection)
        self._choose(channel, batch)

    def _empty(self, channel: TrackedChannel) -> tuple[list[StreamEvent], bytes]:
        """What gathered on a channel, and all of it as one piece."""
        batch, channel.batch = channel.batch, []
        self.stats.deliveries += len(batch) * len(channel.plain)
        return batch, batch[0].frame if len(batch) == 1 else b"".join([e.frame for e in batch])

    def _choose(self, channel: TrackedChannel, batch: list[StreamEvent]) -> None:
        for connection in channel.selective:
            try:
                if connection.take_selected(channel, batch):
                    self._touched.append(connection)
            except Exception as error:  # noqa: BLE001 - see _cut_off
                self._cut_off(connection, error)

    def _cut_off(self, connection: Output, error: Exception) -> None:
        """End one broken stream, whose client comes back: it must not silence the others."""
        self.stats.failed_streams += 1
        report(Signal.RELAY_STREAM_FAILED, error=error, connectionId=connection.id)
        connection.transport.abort()

    def clear(self) -> None:
        """Forget every channel: the log is another one now."""
        self.channels.clear()
        self._dirty.clear()

    def _advance(self, channel: TrackedChannel, event: StreamEvent) -> None:
        channel.head = event.seq
        limits = self.limits
        channel.remember(event, max_events=limits.ring_events, max_bytes=limits.ring_bytes)
        self.stats.events += 1
        self._gather(channel, event)
        if event.type in TAKES_BACK:
            # What it takes back stands in the log without its words, and here with them.
            channel.let_go()
        elif event.type == SESSION_REVOKED:
            self._end_revoked(channel, event)
        elif event.type == ACCESS_CHANGED:
            self._on_access(channel)
        elif event.type == SCHOOL_SUSPENDED:
            # A stream that comes back is refused for as long as the school is closed.
            for connection in (*channel.plain, *channel.selective):
                connection.finish("school_suspended")

    def _end_revoked(self, channel: TrackedChannel, event: StreamEvent) -> None:
        for connection in (*channel.plain, *channel.selective):
            if connection.is_revoked_by(channel, event):
                connection.finish("revoked")

    def _gather(self, channel: TrackedChannel, event: StreamEvent) -> None:
        if not channel.plain and not channel.selective:
            return
        if not channel.batch:
            self._dirty.append(channel)
        channel.batch.append(event)

    def _hold_back(self, channel: TrackedChannel, event: StreamEvent) -> None:
        if channel.pending is None:
            channel.pending = {}
        if len(channel.pending) >= self.limits.pending_events:
            # The log has all of it: the fill that the gap asked for brings it in order.
            channel.pending.clear()
            self.stats.pending_overflows += 1
        channel.pending[event.seq] = event
        if channel.head != UNKNOWN:
            self.stats.gaps += 1
            self._on_gap(channel)

    def _drain(self, channel: TrackedChannel) -> None:
        pending = channel.pending
        if not pending:
            return
        while (event := pending.pop(channel.head + 1, None)) is not None:
            self._advance(channel, event)
        for seq in [seq for seq in pending if seq <= channel.head]:
            del pending[seq]
        if not pending:
            channel.pending = None
