"""What a stream writes: a bounded buffer, one write for each turn, and checkpoints in time."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from uuid import UUID

from typing_extensions import override

from infra.tokens import Claims
from shared.events.event import Event as Declared
from shared.realtime.channels import Channel
from shared.realtime.events import ServerReconnect, ServerResync
from shared.realtime.replay import refetch
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.rules import Rules
from sse_relay.streams.selection import Selection, spelling_for
from sse_relay.wire.frames import (
    EPHEMERAL,
    JOIN_BYTES,
    MalformedEvent,
    StreamEvent,
    checkpoint,
    chunk,
    system_block,
    unchunk,
)
from sse_relay.wire.sockets import Wire
from sse_relay.wire.timers import jitter


class Output(asyncio.Protocol, ABC):
    """The writing half of a connection, which adds positions and a lifetime to it."""

    __slots__ = (
        "_buffer",
        "_checkpoint_due",
        "_checkpoint_timed",
        "_ending",
        "_frames",
        "_queued",
        "_size",
        "_uncovered",
        "_waiter",
        "_written_at",
        "armed_tick",
        "checkpoints_as_events",
        "chunked",
        "claims",
        "closed",
        "delivered",
        "hidden",
        "id",
        "paused",
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
        selection: Selection | None,
        hidden: frozenset[bytes],
        checkpoints_as_events: bool,
        chunked: bool,
    ) -> None:
        self.rules = rules
        self.transport = transport
        self.id = connection_id
        self.claims = claims
        self.selection = selection
        self.hidden = hidden
        self.checkpoints_as_events = checkpoints_as_events
        self.chunked = chunked
        self.armed_tick = 0
        self.paused = False
        self.closed = False
        self.delivered = 0
        self.sent_bytes = 0
        self._ending: str | None = None
        self._buffer: list[bytes] = []
        self._queued = False
        self._frames = 0
        self._size = 0
        self._uncovered = 0
        self._checkpoint_due = self._written_at = rules.clock()
        self._checkpoint_timed = False
        self._waiter: asyncio.Future[None] | None = None

    @abstractmethod
    def cursor(self) -> bytes:
        """The positions of this connection, as ``Cursor`` spells them; the hub has settled."""

    @abstractmethod
    def due(self) -> float:
        """When the connection wants to be called by the timer wheel."""

    @abstractmethod
    def on_timer(self, now: float) -> float | None:
        """Do what is due and return the time of the next call, if any."""

    @abstractmethod
    def finish(self, why: str, last: Declared | None = None) -> None:
        """End the stream in order: what is buffered, a last word, a checkpoint, the last chunk."""

    @property
    def open(self) -> bool:
        """Whether events can still be put on this stream."""
        return self._ending is None and not self.closed

    @property
    def selective(self) -> bool:
        """Whether events are chosen or spelled for this connection one by one."""
        return self.selection is not None or bool(self.hidden) or not self.chunked

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
        self._written_at = now
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
                    frame = event.spelled(spelling)
                    frames.append(frame if self.chunked else unchunk(frame))
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
            self.rules.wheel.call_at(self.due(), self)
        buffer = self._buffer
        self._buffer = []
        self._written_at = now
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

    # System events.

    def say(self, event: Declared) -> None:
        """Buffer a system event; the caller lets it flush."""
        if self.open:
            self._buffer.append(self._framed(self._block(event)))

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

    def reconnect(self, reason: str, *, after_ms: int) -> ServerReconnect:
        """The announcement that this stream ends."""
        return ServerReconnect.model_validate({"after_ms": after_ms, "reason": reason})

    async def writable(self) -> None:
        """Return when the socket takes data again or is gone."""
        while self.paused and self.open:
            if self._waiter is None:
                self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

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

    def _add_checkpoint(self, now: float) -> None:
        self._uncovered = 0
        # Spread, or the streams of one channel would all have theirs with the same event.
        self._checkpoint_due = now + self.rules.checkpoint_seconds * jitter.uniform(0.5, 1)
        block = checkpoint(self.cursor(), as_event=self.checkpoints_as_events)
        self._buffer.append(self._framed(block))

    def _framed(self, block: bytes) -> bytes:
        return chunk(block) if self.chunked else block

    def _block(self, event: Declared) -> bytes:
        named = self.selection is not None and self.selection.named
        return system_block(
            event, tenant_id=self.claims.tenant_id, wall=self.rules.wall(), named=named
        )

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
