"""One open stream: positions and a lifetime. One object, no task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from typing_extensions import override

from infra.tokens import Claims
from shared.events.event import Event as Declared
from shared.realtime.events import Connected, Heartbeat, ServerChannels
from sse_relay.streams.channel import SESSION_REVOKED, TrackedChannel
from sse_relay.streams.output import Output
from sse_relay.streams.rules import Rules
from sse_relay.streams.selection import Selection
from sse_relay.wire.frames import (
    HEARTBEAT_COMMENT,
    LAST_CHUNK,
    PADDING,
    SILENCE_COMMENT,
    StreamEvent,
    retry,
)
from sse_relay.wire.sockets import Wire
from sse_relay.wire.timers import jitter


class Connection(Output):
    """The protocol of a socket from the moment its stream starts.

    ``behind`` holds the position of each channel that is still being replayed; every other
    channel is live and its position is the channel's head.
    """

    __slots__ = (
        "_heartbeat_at",
        "_leaving",
        "behind",
        "channels",
        "close_at",
        "notice_at",
        "opened_at",
        "requested",
        "revoke_floor",
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
        chunked: bool = True,
        revoke_floor: int = 0,
        close_at: float,
    ) -> None:
        super().__init__(
            rules=rules,
            transport=transport,
            connection_id=connection_id,
            claims=claims,
            selection=selection,
            hidden=hidden,
            checkpoints_as_events=checkpoints_as_events,
            chunked=chunked,
        )
        now = rules.clock()
        self.channels = tuple(sorted(channels, key=lambda channel: channel.id))
        self.behind: dict[TrackedChannel, int] = {c: positions[c.id] for c in self.channels}
        self.requested = requested
        self.revoke_floor = revoke_floor
        self.close_at = close_at
        self.notice_at = max(now, close_at - rules.notice_seconds)
        self.opened_at = now
        self._leaving = "max_age"
        self._heartbeat_at = now + jitter.uniform(*rules.heartbeat_seconds)
        for channel in self.channels:
            rules.hub.hold(channel)
        rules.wheel.call_at(self.due(), self)

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
        self._buffer += (head, self._framed(greeting))
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

    # What happens to the whole stream.

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

    def is_revoked_by(self, channel: TrackedChannel, event: StreamEvent) -> bool:
        """Whether the event revokes the session of this connection.

        An event at or before the position at which the session was found valid is history: the
        person has signed in again since.
        """
        if event.type != SESSION_REVOKED or event.seq <= self.revoke_floor:
            return False
        if channel.name != f"user:{self.claims.user_id}":
            return False
        data = event.envelope().get("data")
        sessions = data.get("sessionIds") if isinstance(data, dict) else None
        return sessions == "all" or (
            isinstance(sessions, list) and str(self.claims.session_id) in sessions
        )

    @override
    def finish(self, why: str, last: Declared | None = None) -> None:
        if not self.open:
            return
        self.rules.hub.settle()
        if last is not None:
            self.say(last)
        self._uncovered += self._frames
        self._add_checkpoint(self.rules.clock())
        if self.chunked:
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

    @override
    def cursor(self) -> bytes:
        behind = self.behind
        if behind:
            marks = [c.mark_at(behind[c]) if c in behind else c.mark() for c in self.channels]
        else:
            marks = [channel.mark() for channel in self.channels]
        return self.rules.hub.epoch.encode() + b"." + b"~".join(marks)

    @override
    def due(self) -> float:
        speak_at = self._written_at + self.rules.silence_seconds
        due = min(self._heartbeat_at, self.notice_at, self.close_at, speak_at)
        if self._uncovered:
            due = min(due, self._checkpoint_due)
        return due

    @override
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
            self._buffer.append(self._framed(beat))
            self._add_checkpoint(now)
        elif self._uncovered and now >= self._checkpoint_due:
            self._add_checkpoint(now)
        if now >= self._written_at + self.rules.silence_seconds:
            # A full socket is not silent: what it has not taken yet is on its way.
            self._written_at = now
            if not self.paused and not self._buffer:
                self._buffer.append(self._framed(SILENCE_COMMENT))
        self.flush(now)
        self._checkpoint_timed = self._uncovered > 0
        return self.due() if self.open else None

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
