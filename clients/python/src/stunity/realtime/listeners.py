"""Who hears of what: subscriptions, loops over events, and observers of the connection."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, Self

from stunity.realtime.events import Change, Event, Joined, Resync, Stats
from stunity.realtime.machine import State

Listener = Callable[[Event], None]
_PATTERN: Final = re.compile(r"\*|[a-z_]+(:([a-z_]+|\*))?")


class Gone(Exception):
    """The stream is over for good: the session ended, and nothing tries again by itself."""


class Listeners:
    """Everybody who listens to one client; ``buffer`` bounds what a slow loop may leave waiting."""

    def __init__(self, stats: Stats, buffer: int) -> None:
        self._stats = stats
        self._buffer = buffer
        self._by_pattern: dict[str, list[Listener]] = {}
        self._readers: list[Events] = []
        self._on_change: Callable[[Change], None] = _ignore
        self._on_resync: Callable[[Resync], None] = _ignore
        self._on_joined: Callable[[Joined], None] = _ignore

    def add(self, pattern: str, listener: Listener) -> Callable[[], None]:
        """Listen to a pattern; the result ends it."""
        if not _PATTERN.fullmatch(pattern):
            raise ValueError(f"{pattern!r} is neither an event type nor prefix:* nor *")
        self._by_pattern.setdefault(pattern, []).append(listener)
        return lambda: self.remove(pattern, listener)

    def remove(self, pattern: str, listener: Listener | None) -> None:
        """End one subscription of a pattern, or all of them."""
        kept = [one for one in self._by_pattern.get(pattern, []) if one is not listener]
        if listener is None or not kept:
            self._by_pattern.pop(pattern, None)
        else:
            self._by_pattern[pattern] = kept

    def observe(
        self,
        *,
        change: Callable[[Change], None] | None,
        resync: Callable[[Resync], None] | None,
        joined: Callable[[Joined], None] | None,
    ) -> None:
        """Set who hears of the connection itself."""
        self._on_change = change or self._on_change
        self._on_resync = resync or self._on_resync
        self._on_joined = joined or self._on_joined

    def reading(self, patterns: Iterable[str]) -> Events:
        """The events of some patterns, from now on, one after another."""
        ends: list[Callable[[], None]] = []

        def close() -> None:
            self._readers.remove(events)
            for end in ends:
                end()

        events = Events(close)
        ends += [self.add(pattern, events.take) for pattern in patterns]
        self._readers.append(events)
        return events

    async def has_room(self) -> None:
        """Wait until every loop has taken what is too much for it."""
        for reader in [*self._readers]:
            await reader.below(self._buffer)

    def event(self, event: Event) -> None:
        """Hand an event to its listeners."""
        told: set[int] = set()
        for pattern in (event.type, f"{event.type.partition(':')[0]}:*", "*"):
            for listener in [*self._by_pattern.get(pattern, [])]:
                if id(listener) in told:
                    continue
                told.add(id(listener))
                try:
                    listener(event)
                except Exception:  # noqa: BLE001 - one listener must not cost the others an event
                    self._stats.listener_errors += 1

    def resync(self, resync: Resync) -> None:
        """Tell of a hole that nobody will fill."""
        self._on_resync(resync)

    def joined(self, joined: Joined) -> None:
        """Tell of channels that are covered from here on."""
        self._on_joined(joined)

    def changed(self, change: Change) -> None:
        """Tell of another state, and end what cannot go on."""
        self._on_change(change)
        over = change.state is State.FAILED and change.reason.startswith("refused")
        if over or change.state is State.DISCONNECTED:
            for reader in self._readers:
                reader.end(Gone(change.reason) if over else None)


class Events:
    """Events for one loop, from the moment on in which this was made."""

    def __init__(self, close: Callable[[], None]) -> None:
        self._close = close
        self._closed = False
        self._waiting: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._ended = False
        self._error: Gone | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._waiting:
            if self._error is not None:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        event = self._waiting.popleft()
        self._changed.set()
        return event

    def close(self) -> None:
        """End the subscription; what waits can still be taken."""
        if not self._closed:
            self._closed = True
            self._close()
            self.end(None)

    def take(self, event: Event) -> None:
        """Keep an event until the loop asks for it."""
        self._waiting.append(event)
        self._changed.set()

    def end(self, error: Gone | None) -> None:
        """Nothing more will come; the loop learns why."""
        self._ended, self._error = True, error
        self._changed.set()

    async def below(self, most: int) -> None:
        """Wait until fewer than ``most`` events wait."""
        while len(self._waiting) >= most and not self._ended:
            self._changed.clear()
            await self._changed.wait()


def _ignore(_: object) -> None:
    """Nobody listens."""
