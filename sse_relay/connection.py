"""One open stream: a bounded buffer, positions and a lifetime. One object, no task."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from typing_extensions import override

from infra.tokens import Claims
from shared.events.event import Event as Declared
from shared.realtime.channels import Channel
from shared.realtime.events import (
    Connected,
    Heartbeat,
    ServerChannels,
    ServerReconnect,
    ServerResync,
)
from shared.realtime.replay import refetch
from sse_relay.channel import TrackedChannel
from sse_relay.jitter import jitter
from sse_relay.rules import Rules, Wire
from sse_relay.selection import Selection, spelling_for
from sse_relay.wire import (
    EPHEMERAL,
    HEARTBEAT_COMMENT,
    JOIN_BYTES,
    LAST_CHUNK,
    PADDING,
    MalformedEvent,
    StreamEvent,
    checkpoint,
    chunk,
    retry,
    system_block,
)


class Connection(asyncio.Protocol):
    """The protocol of a socket from the moment its stream starts.

    ``behind`` holds the position of each channel that is still being replayed; every other
    channel is live and its position is the channel's head.
    """

    __slots__ = (
        "_buffer",
        "_checkpoint_due",
        "_checkpoint_timed",
        "_ending",
        "_frames",
        "_heartbeat_at",
        "_leaving",
        "_queued",
        "_size",
        "_uncovered",
        "_waiter",
        "armed_tick",
        "behind",
        "channels",
        "checkpoints_as_events",
        "claims",
        "close_at",
        "closed",
        "delivered",
        "hidden",
        "id",
        "notice_at",
        "opened_at",
        "paused",
        "requested",
        "revoke_floor",
        "rules",
        "selection",
        "sent_bytes",
        "transport",
    )

    def __init__(
        self,
        *,
        rules: Rules,
        transport: Wire,
        connection_id: UUID,
        claims: Claims,
        channels: Sequence[TrackedChannel],
        positions: Mapping[int, int],
        requested: tuple[str, ...] = (),
        selection: Selection | None = None,
        hidden: frozenset[bytes] = frozenset(),
        checkpoints_as_events: bool = False,
        revoke_floor: int = 0,
        close_at: float,
    ) -> None:
        now = rules.clock()
        self.rules = rules
        self.transport = transport
        self.id = connection_id
        self.claims = claims
        self.channels = tuple(sorted(channels, key=lambda channel: channel.id))
        self.behind: dict[TrackedChannel, int] = {c: positions[c.id] for c in self.channels}
        self.requested = requested
        self.selection = selection
        self.hidden = hidden
        self.checkpoints_as_events = checkpoints_as_events
        self.revoke_floor = revoke_floor
        self.close_at = close_at
        self.notice_at = max(now, close_at - rules.notice_seconds)
        self.opened_at = now
        self.armed_tick = 0
        self.paused = False
        self.closed = False
        self.delivered = 0
        self.sent_bytes = 0
        self._ending: str | None = None
        self._leaving = "max_age"
        self._buffer: list[bytes] = []
        self._queued = False
        self._frames = 0
        self._size = 0
        self._uncovered = 0
        self._checkpoint_due = now
        self._checkpoint_timed = False
        self._heartbeat_at = now + jitter.uniform(*rules.heartbeat_seconds)
        self._waiter: asyncio.Future[None] | None = None
        for channel in self.channels:
            rules.hub.hold(channel)
        rules.wheel.call_at(self._due(), self)

    @property
    def open(self) -> bool:
        """Whether events can still be put on this stream."""
        return self._ending is None and not self.closed

    @property
    def selective(self) -> bool:
        """Whether events are chosen or spelled for this connection one by one."""
        return self.selection is not None or bool(self.hidden)

    @property
    def buffered(self) -> int:
        """Bytes that wait, here and in the transport."""
        return self._size + self.transport.get_write_buffer_size()

    # What the hub calls: it must stay cheap, and it must not detach anybody.

    def take(self, block: bytes, count: int) -> bool:
        """Buffer frames; True when no flush is on its way yet."""
        self._buffer.append(block)
        self._frames += count
        self._size += len(block)
        if self._queued:
            return False
        self._queued = True
        return True

    def push(self, block: bytes, count: int, now: float) -> bool:
        """Write frames at once; False where ``take`` and ``flush`` have more to do.

        At most ``JOIN_BYTES``, which even a full socket may still be given.
        """
        rules = self.rules
        uncovered = self._uncovered + count
        if (
            self._buffer
            or self.paused
            or not self._checkpoint_timed
            or now >= self._checkpoint_due
            or uncovered >= rules.checkpoint_events
            or self._ending is not None
        ):
            return False
        self._uncovered = uncovered
        self.delivered += count
        self.sent_bytes += len(block)
        self.transport.write(block)
        return True

    def take_selected(self, channel: TrackedChannel, events: Sequence[StreamEvent]) -> bool:
        """Buffer those of the events that this connection is to receive, in its spelling.

        One that cannot be spelled is left out, and the client is told to read the channel again.
        """
        frames = []
        unreadable = []
        for event in events:
            spelling = spelling_for(event, self.selection, self.hidden)
            if spelling is not None:
                try:
                    frames.append(event.spelled(spelling))
                except MalformedEvent:
                    unreadable.append(event)
        # Positions moved past the others too, and the next checkpoint says so.
        self._uncovered += len(events) - len(frames)
        unqueued = bool(frames) and self.take(b"".join(frames), len(frames))
        for event in unreadable:
            self.rules.hub.note_unreadable(channel, event)
            if event.seq != EPHEMERAL:
                self.resync(channel, "history_expired", event.seq, event.seq)
                self.rules.hub.touch(self)
        return unqueued

    def flush(self, now: float) -> None:
        """Write what is buffered, once, if the socket takes it; else see that the bounds hold."""
        self._queued = False
        if self._ending is not None or not self._buffer:
            return
        if self.paused:
            backlog = self.transport.get_write_buffer_size()
            if self._frames > self.rules.max_frames or self._size + backlog > self.rules.max_bytes:
                self.finish("overflow", self.reconnect("overflow", after_ms=0))
            return
        self._uncovered += self._frames
        if now >= self._checkpoint_due or self._uncovered >= self.rules.checkpoint_events:
            self._add_checkpoint(now)
        elif self._uncovered and not self._checkpoint_timed:
            self._checkpoint_timed = True
            self.rules.wheel.call_at(self._due(), self)
        buffer = self._buffer
        self._buffer = []
        self.delivered += self._frames
        if self._size > JOIN_BYTES:
            # Large pieces are shared with other connections: joining them would copy them.
            self.sent_bytes += sum(map(len, buffer))
            self.transport.writelines(buffer)
        else:
            data = buffer[0] if len(buffer) == 1 else b"".join(buffer)
            self.sent_bytes += len(data)
            self.transport.write(data)
        self._frames = self._size = 0
        if self.paused and self.transport.get_write_buffer_size() > self.rules.max_bytes:
            self.finish("overflow", self.reconnect("overflow", after_ms=0))

    def resync(
        self, channel: TrackedChannel, reason: str, missed_from: int | None, missed_to: int | None
    ) -> None:
        """Say that a channel's missed events cannot be given."""
        event = ServerResync.model_validate(
            {
                "reason": reason,
                "channel": channel.name,
                "missed_from": missed_from,
                "missed_to": missed_to,
                "refetch": refetch(Channel.parse(channel.name)),
            }
        )
        self.say(event)
        # The position jumped, and the next checkpoint must say so soon.
        self._uncovered += 1

    # What the opening and the replay call.

    def begin(
        self,
        head: bytes,
        retry_ms: int,
        connected: Connected,
        resync: Mapping[TrackedChannel, tuple[str, int | None]],
    ) -> None:
        """Buffer the response head, the greeting, what must be read again and a checkpoint."""
        greeting = retry(retry_ms) + PADDING + self._block(connected)
        self._buffer += (head, chunk(greeting))
        for channel, (reason, missed_from) in resync.items():
            self.resync(channel, reason, missed_from, channel.head)
        self._add_checkpoint(self.opened_at)
        self.rules.hub.touch(self)

    def replay(self, channel: TrackedChannel, events: Sequence[StreamEvent]) -> None:
        """Buffer missed events that follow the channel's position without a gap."""
        assert events[0].seq == self.behind[channel] + 1
        self.rules.hub.settle()
        self.take_selected(channel, events)
        self.behind[channel] = events[-1].seq
        self.rules.hub.touch(self)

    def jump(self, channel: TrackedChannel) -> None:
        """Give up a channel's retired events: say so once and go on from its head."""
        missed_from = self.behind[channel] + 1
        self.behind[channel] = channel.head
        self.resync(channel, "history_expired", missed_from, channel.head)
        self.rules.hub.touch(self)

    def go_live(self, channel: TrackedChannel) -> None:
        """Receive live events of a channel from now on; its position is the head."""
        assert self.behind[channel] == channel.head
        self.rules.hub.attach(self, channel)
        del self.behind[channel]
        if not self.behind:
            # An emptied dict keeps its table; most streams live with nothing behind.
            self.behind = {}

    async def writable(self) -> None:
        """Return when the socket takes data again or is gone."""
        while self.paused and self.open:
            if self._waiter is None:
                self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    # What happens to the whole stream.

    def say(self, event: Declared) -> None:
        """Buffer a system event; the caller lets it flush."""
        if self.open:
            self._buffer.append(chunk(self._block(event)))

    def reconnect(self, reason: str, *, after_ms: int) -> ServerReconnect:
        """The announcement that this stream ends."""
        return ServerReconnect.model_validate({"after_ms": after_ms, "reason": reason})

    def drop(self, channel: TrackedChannel, reason: str) -> None:
        """Stop one channel, which the viewer may no longer see."""
        position = self._stop(channel)
        self.resync(channel, reason, position + 1, None)
        self.rules.hub.touch(self)

    def change(
        self,
        added: Sequence[TrackedChannel],
        removed: Sequence[TrackedChannel],
        rejected: Sequence[str],
    ) -> None:
        """Stop channels, begin others at their present end, and say what the stream carries now.

        The heads of the added channels must be known.
        """
        hub = self.rules.hub
        for channel in removed:
            self._stop(channel)
        for channel in added:
            hub.hold(channel)
            hub.attach(self, channel)
        carried = [*self.channels, *added]
        self.channels = tuple(sorted(carried, key=lambda channel: channel.id))
        self.say(
            ServerChannels(
                channels=[channel.name for channel in carried],
                added=[channel.name for channel in added],
                removed=[channel.name for channel in removed],
                rejected=list(rejected),
                ids={channel.name: channel.code for channel in added},
                positions={channel.name: channel.head for channel in added},
            )
        )
        self._uncovered += 1
        hub.touch(self)

    def hide(self, hidden: frozenset[bytes]) -> None:
        """Leave out the events of these people from now on, and of nobody else."""
        if hidden == self.hidden:
            return
        hub = self.rules.hub
        live = [channel for channel in self.channels if channel not in self.behind]
        for channel in live:
            hub.detach(self, channel)
        self.hidden = hidden
        for channel in live:
            hub.attach(self, channel)

    def leave(self, reason: str, *, after_ms: int, close_at: float) -> None:
        """Announce that the stream moves, and end it at the given time if the client does not."""
        if not self.open:
            return
        self.say(self.reconnect(reason, after_ms=after_ms))
        self.rules.hub.touch(self)
        self._leaving = reason
        self.notice_at = float("inf")
        self.close_at = close_at
        self.rules.wheel.call_at(close_at, self)

    def finish(self, why: str, last: Declared | None = None) -> None:
        """End the stream in order: what is buffered, a last word, a checkpoint, the last chunk."""
        if not self.open:
            return
        self.rules.hub.settle()
        if last is not None:
            self.say(last)
        self._uncovered += self._frames
        self._add_checkpoint(self.rules.clock())
        self._buffer.append(LAST_CHUNK)
        self._ending = why
        self._detach()
        self.delivered += self._frames
        self.sent_bytes += sum(map(len, self._buffer))
        # A slow client's frames are shared with others: joining them here would copy them.
        self.transport.writelines(self._buffer)
        self._buffer = []
        self.transport.close()
        self.rules.wheel.call_at(self.rules.clock() + self.rules.linger_seconds, self)
        self._wake()

    def cursor(self) -> bytes:
        """The positions of this connection, as ``Cursor`` spells them; the hub has settled."""
        behind = self.behind
        if behind:
            marks = [c.mark_at(behind[c]) if c in behind else c.mark() for c in self.channels]
        else:
            marks = [channel.mark() for channel in self.channels]
        return self.rules.hub.epoch.encode() + b"." + b"~".join(marks)

    def on_timer(self, now: float) -> float | None:
        """Do what is due: close, announce, heartbeat, checkpoint."""
        if self.closed:
            return None
        if self._ending is not None:
            self.transport.abort()
            return None
        self.rules.hub.settle()
        if now >= self.close_at:
            self.finish(self._leaving)
            return None
        if now >= self.notice_at:
            self.notice_at = float("inf")
            after = jitter.randrange(1000)
            self.say(self.reconnect("max_age", after_ms=after))
        if now >= self._heartbeat_at:
            self.rules.beats.sent += 1
            self.rules.beats.late_seconds += now - self._heartbeat_at
            self._heartbeat_at = now + jitter.uniform(*self.rules.heartbeat_seconds)
            timestamp = int(self.rules.wall() * 1000)
            beat = HEARTBEAT_COMMENT + self._block(Heartbeat(timestamp=timestamp))
            self._buffer.append(chunk(beat))
            self._add_checkpoint(now)
        elif self._uncovered and now >= self._checkpoint_due:
            self._add_checkpoint(now)
        self.flush(now)
        self._checkpoint_timed = self._uncovered > 0
        return self._due() if self.open else None

    # What the transport calls.

    @override
    def data_received(self, data: bytes) -> None:
        """A stream has one direction: what a client sends after its request is ignored."""

    @override
    def eof_received(self) -> None:
        """The client went away; returning None closes the transport."""

    @override
    def pause_writing(self) -> None:
        self.paused = True

    @override
    def resume_writing(self) -> None:
        self.paused = False
        self._wake()
        if self.open:
            self.rules.hub.settle()
            self.flush(self.rules.clock())

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self.closed:
            return
        self.closed = True
        self._detach()
        self._buffer = []
        self._wake()
        self.rules.wheel.cancel(self)
        self.rules.on_closed(self, self._ending or "client")

    def _stop(self, channel: TrackedChannel) -> int:
        """Take a channel off the stream; returns where it stood."""
        hub = self.rules.hub
        hub.detach(self, channel)
        position = self.behind.pop(channel, channel.head)
        self.channels = tuple(c for c in self.channels if c is not channel)
        hub.release(channel, self.rules.clock())
        return position

    def _detach(self) -> None:
        hub = self.rules.hub
        now = self.rules.clock()
        for channel in self.channels:
            hub.detach(self, channel)
            hub.release(channel, now)
        self.channels = ()
        self.behind = {}

    def _add_checkpoint(self, now: float) -> None:
        self._uncovered = 0
        # Spread, or the streams of one channel would all have theirs with the same event.
        self._checkpoint_due = now + self.rules.checkpoint_seconds * jitter.uniform(0.5, 1)
        self._buffer.append(checkpoint(self.cursor(), as_event=self.checkpoints_as_events))

    def _block(self, event: Declared) -> bytes:
        named = self.selection is not None and self.selection.named
        return system_block(
            event, tenant_id=self.claims.tenant_id, wall=self.rules.wall(), named=named
        )

    def _due(self) -> float:
        due = min(self._heartbeat_at, self.notice_at, self.close_at)
        if self._uncovered:
            due = min(due, self._checkpoint_due)
        return due

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
