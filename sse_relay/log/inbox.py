"""From the bus to the hub, a turn at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.realtime.events import ControlChannels
from shared.telemetry.cause import HEADER
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.log.latency import Latency
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.coalescing import Coalescer
from sse_relay.streams.hub import Hub
from sse_relay.wire.frames import EPHEMERAL, StreamEvent

CONTROL_CHANNELS = ControlChannels.wire_name
"""Type of the message that a person's channels changed: for the relay, never for a client."""

_BREATH_SECONDS = 0.002
"""Between two turns. The first message after silence does not wait; under load, what the subscriber
has by then leaves in one write to each socket instead of several."""

_MAX_LOGGED = 100
"""Kinds of unusable messages that are logged, each once; the metrics count all."""

_Message = tuple[TrackedChannel, bytes, Mapping[str, str]]


@dataclass(slots=True)
class InboxStats:
    """Counters since the start."""

    received: int = 0
    untracked: int = 0
    malformed: int = 0
    failed: int = 0
    foreign: int = 0
    dropped: int = 0
    turns_failed: int = 0


class Inbox:
    """Takes messages of tracked channels, at most so many per turn and waiting.

    ``on_control`` gets the messages that are for the relay itself.
    """

    def __init__(
        self,
        hub: Hub,
        loop: asyncio.AbstractEventLoop,
        *,
        clock: Callable[[], float],
        per_turn: int,
        turn_bytes: int,
        waiting: int,
        coalescer: Coalescer,
        latency: Latency,
        on_control: Callable[[TrackedChannel, bytes], None],
    ) -> None:
        self._hub = hub
        self._loop = loop
        self._clock = clock
        self._per_turn = per_turn
        self._turn_bytes = turn_bytes
        self._waiting = waiting
        self._coalescer = coalescer
        self._latency = latency
        self._on_control = on_control
        self._queue: deque[_Message] = deque()
        self._scheduled = False
        self._moved_at = clock()
        self._logged: set[tuple[str, str]] = set()
        self.stats = InboxStats()

    @property
    def busy(self) -> bool:
        """Whether a turn is on its way."""
        return self._scheduled

    @property
    def waiting(self) -> int:
        """Messages that were not looked at yet."""
        return len(self._queue)

    @property
    def stalled_seconds(self) -> float:
        """For how long messages have been waiting without a turn; 0 while none waits."""
        return self._clock() - self._moved_at if self._queue else 0.0

    def on_message(self, data: bytes, attributes: Mapping[str, str]) -> None:
        """Take one message, in the loop's thread."""
        self.stats.received += 1
        try:
            channel = self._hub.channels.get(int(attributes["ch"]))
        except (KeyError, ValueError):
            self.stats.malformed += 1
            return
        if channel is None:
            # Most messages are for listeners elsewhere: nothing more of them is looked at.
            self.stats.untracked += 1
            return
        if len(self._queue) >= self._waiting:
            # The log has the event, and the next comparison of positions brings it.
            self.stats.dropped += 1
            return
        self._queue.append((channel, data, attributes))
        if not self._scheduled:
            self._scheduled = True
            self._moved_at = self._clock()
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        """Take messages and let the hub write; whatever happens, the next turn comes."""
        try:
            self._take_some()
            self._hub.flush(self._clock())
        except Exception as error:  # noqa: BLE001 - see below
            # What was taken is in the streams' buffers, in the log, or both: nothing is lost by
            # going on, and everything by not doing so.
            self.stats.turns_failed += 1
            report(Signal.RELAY_TURN_FAILED, error=error)
        finally:
            self._moved_at = self._clock()
            # After the writes, which the loop makes when this has returned.
            self._loop.call_soon(self._loop.call_later, _BREATH_SECONDS, self._wake)

    def _take_some(self) -> None:
        queue = self._queue
        size = 0
        for _ in range(min(len(queue), self._per_turn)):
            message = queue.popleft()
            size += len(message[1])
            self._take(*message)
            # Sockets take what they can between two turns: a flood must not look like slow readers.
            if size >= self._turn_bytes:
                break

    def _wake(self) -> None:
        self._scheduled = bool(self._queue)
        if self._scheduled:
            self._loop.call_soon(self._turn)

    def _take(self, channel: TrackedChannel, data: bytes, attributes: Mapping[str, str]) -> None:
        try:
            seq = int(attributes["seq"])
            if EPHEMERAL < seq <= channel.head:
                self._hub.stats.duplicates += 1
                return
            if attributes["tenant"] != channel.tenant:
                self.stats.foreign += 1
                return
            if attributes["type"] == CONTROL_CHANNELS:
                self._on_control(channel, data)
                return
            event = StreamEvent.from_bus(seq, attributes["type"], data)
            if seq == EPHEMERAL and "pace" in attributes:
                self._coalescer.take(channel, event, attributes["pace"])
                return
            self._hub.publish(channel, event)
            self._latency.note(event, "bus", attributes.get(HEADER, ""))
        except (KeyError, ValueError) as error:
            self.stats.malformed += 1
            self._log_once(channel, attributes, error)
        except Exception as error:  # noqa: BLE001 - one message must not stop those behind it
            self.stats.failed += 1
            self._log_once(channel, attributes, error)

    def _log_once(
        self, channel: TrackedChannel, attributes: Mapping[str, str], error: Exception
    ) -> None:
        """Log the first message of each kind: a producer that is wrong is wrong every time."""
        kind = (attributes.get("type", "")[:80], type(error).__name__)
        if kind in self._logged or len(self._logged) >= _MAX_LOGGED:
            return
        self._logged.add(kind)
        report(
            Signal.RELAY_MESSAGE_SKIPPED,
            error=error,
            type=kind[0],
            channel=channel.name,
            seq=attributes.get("seq"),
        )
