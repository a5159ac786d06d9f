"""Counters at most once in a window: the newest replaces the others, the last always arrives."""

from __future__ import annotations

from collections.abc import Callable

from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.hub import Hub
from sse_relay.wire.frames import StreamEvent
from sse_relay.wire.timers import TimerWheel

MAX_SECONDS = 60.0
MAX_COUNTERS = 10_000

_Key = tuple[int, str, str]


class Coalescer:
    """Lets the first of a counter's events pass and holds the newest of each window after it.

    A counter is a type of event on a channel, and a subject where a channel counts several things.
    Only ephemeral events come here: leaving one out breaks no sequence.
    """

    def __init__(
        self,
        hub: Hub,
        wheel: TimerWheel,
        clock: Callable[[], float],
        *,
        counters: int = MAX_COUNTERS,
    ) -> None:
        self._hub = hub
        self._wheel = wheel
        self._clock = clock
        self._limit = counters
        self._windows: dict[_Key, _Window] = {}

    def take(self, channel: TrackedChannel, event: StreamEvent, pace: str) -> None:
        """Take an event with its pace, as ``Event.pace`` spells it; raises ValueError."""
        text, _, subject = pace.partition(":")
        seconds = float(text)
        if not 0 < seconds <= MAX_SECONDS:
            raise ValueError(pace)
        if not channel.plain and not channel.selective:
            return
        key = (channel.id, event.type, subject)
        window = self._windows.get(key)
        if window is not None:
            self._hub.stats.coalesced += window.newest is not None
            window.channel, window.newest = channel, event
            return
        # Nothing is lost for want of room: it is only not spared.
        if len(self._windows) < self._limit:
            window = self._windows[key] = _Window(self, key, channel, seconds)
            self._wheel.call_at(self._clock() + seconds, window)
        self._hub.publish(channel, event)

    def pass_on(self, window: _Window, now: float) -> float | None:
        """End a window: send what it holds and begin another, or forget the counter."""
        event, window.newest = window.newest, None
        if event is None:
            del self._windows[window.key]
            return None
        self._hub.publish(window.channel, event)
        self._hub.flush(now)
        return now + window.seconds


class _Window:
    """The time after an event in which only the newest of its counter is kept."""

    __slots__ = ("_coalescer", "armed_tick", "channel", "key", "newest", "seconds")

    def __init__(
        self, coalescer: Coalescer, key: _Key, channel: TrackedChannel, seconds: float
    ) -> None:
        self._coalescer = coalescer
        self.key = key
        self.channel = channel
        self.seconds = seconds
        self.newest: StreamEvent | None = None
        self.armed_tick = 0

    def on_timer(self, now: float) -> float | None:
        """The window is over."""
        return self._coalescer.pass_on(self, now)
