"""When things happen: one timer wheel for all connections, and chance that spreads work."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Protocol

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

TICK_SECONDS = 0.25

jitter = random.Random()  # noqa: S311 - it spreads work over time and guards nothing


class Timed(Protocol):
    """Something that wants to be called at a time; it keeps the tick that is valid for it."""

    armed_tick: int

    def on_timer(self, now: float) -> float | None:
        """Do what is due and return the time of the next call, if any."""


class TimerWheel:
    """Calls its targets at most one tick late. A target stands in one place at a time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._slots: dict[int, dict[Timed, None]] = {}
        self._current = self._tick_of(clock())
        self._expected = 0.0
        self._handle: asyncio.TimerHandle | None = None
        self.lag_seconds = 0.0

    def call_at(self, when: float, target: Timed) -> None:
        """Call the target at the given time, unless an earlier call is already due."""
        tick = max(self._tick_of(when) + 1, self._current + 1)
        if self._current < target.armed_tick <= tick:
            return
        self.cancel(target)
        target.armed_tick = tick
        self._slots.setdefault(tick, {})[target] = None

    def cancel(self, target: Timed) -> None:
        """Forget the target."""
        slot = self._slots.get(target.armed_tick)
        if slot is not None:
            slot.pop(target, None)
        target.armed_tick = 0

    def advance(self, now: float) -> None:
        """Run all ticks up to now."""
        last = self._tick_of(now)
        while self._current < last:
            self._current += 1
            slot = self._slots.get(self._current)
            while slot:
                target, _ = slot.popitem()
                target.armed_tick = 0
                try:
                    following = target.on_timer(now)
                except Exception as error:  # noqa: BLE001 - one must not take the others' time away
                    report(Signal.RELAY_TIMER_FAILED, error=error)
                    continue
                if following is not None:
                    self.call_at(following, target)
            self._slots.pop(self._current, None)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Turn with the loop; the lateness of each tick is the loop's lag."""
        self._expected = loop.time() + TICK_SECONDS
        self._handle = loop.call_at(self._expected, self._turn, loop)

    def stop(self) -> None:
        """Stop turning."""
        if self._handle is not None:
            self._handle.cancel()

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        late = max(0.0, now - self._expected)
        # The worst of late shows at once and fades within a few seconds.
        self.lag_seconds = max(late, self.lag_seconds * 0.8)
        self._expected = now + TICK_SECONDS
        self._handle = loop.call_at(self._expected, self._turn, loop)
        self.advance(self._clock())

    @staticmethod
    def _tick_of(when: float) -> int:
        return int(when / TICK_SECONDS)
