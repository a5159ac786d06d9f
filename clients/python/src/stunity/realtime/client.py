"""The client of the stream: it stays connected, and each durable event comes once and in order."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Self

from stunity.realtime.cursor import MAX_CHANNELS
from stunity.realtime.driver import Driver
from stunity.realtime.events import Change, Joined, Resync, Stats
from stunity.realtime.listeners import Events, Listener, Listeners
from stunity.realtime.machine import State
from stunity.realtime.transport import Transport


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token for the stream. ``seconds`` is what is left of its life, where known."""

    text: str
    seconds: float | None = None


TokenProvider = Callable[[bool], Awaitable[Token | None]]
"""Gives the current token, a new one when asked with True, and None when the session is over."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a client behaves. All times are in seconds.

    Whoever stores events and must have each once, also after a crash, asks for ``cursors``, stores
    that of each event with it, and begins again with ``start_after`` the last one. An event that
    stands on several channels can come again then: ``known`` are the ids of the newest that are
    stored, a thousand at most.
    """

    channels: tuple[str, ...] = ()
    cursors: bool = False
    start_after: str | None = None
    known: tuple[str, ...] = ()
    max_reconnect_attempts: int = 3
    reconnect_delay: float = 1.0
    max_reconnect_delay: float = 30.0
    reconnect_jitter: float = 0.2
    heartbeat_timeout: float = 60.0
    connect_timeout: float = 15.0
    enable_polling_fallback: bool = True
    polling_interval: float = 30.0
    poll_wait: int = 20
    probe_interval: float = 60.0
    background_poll: float = 10.0
    renew_before: float = 45.0
    buffer: int = 10_000


class RealtimeClient:
    """A client of the stream.

    ::

        async with client.realtime() as stream:
            async for event in stream.events("question:*"):
                print(event.type, event.data)

    Listeners of :meth:`subscribe` are called in the order of the log; one that raises costs the
    others nothing and is counted in the statistics. :meth:`observe` tells of the connection itself:
    after a resync, and for each channel in ``Joined.added``, read the named resources, for what
    happened before cannot be told.
    """

    def __init__(
        self,
        transport: Transport,
        tokens: TokenProvider,
        options: Options | None = None,
        *,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._stats = Stats()
        self._options = options or Options()
        self._listeners = Listeners(self._stats, self._options.buffer)
        self._given = (transport, tokens, spread)
        self._driver: Driver | None = None

    def connect(self) -> None:
        """Open the stream, from where this client stands. Returns at once."""
        if self._driver is None or self._driver.ended:
            transport, tokens, spread = self._given
            begin = self.cursor or self._options.start_after
            self._driver = Driver(
                self._listeners,
                transport,
                tokens,
                replace(self._options, start_after=begin),
                stats=self._stats,
                spread=spread,
            )
        self._driver.connect()

    def disconnect(self) -> None:
        """End the connection; subscriptions stay for the next connect()."""
        if self._driver is not None:
            self._driver.disconnect()

    def subscribe(self, pattern: str, listener: Listener) -> Callable[[], None]:
        """Listen to an event type, to ``prefix:*``, or to ``*``; the result ends it."""
        return self._listeners.add(pattern, listener)

    def unsubscribe(self, pattern: str, listener: Listener | None = None) -> None:
        """End one subscription of a pattern, or all of them."""
        self._listeners.remove(pattern, listener)

    def observe(
        self,
        *,
        change: Callable[[Change], None] | None = None,
        resync: Callable[[Resync], None] | None = None,
        joined: Callable[[Joined], None] | None = None,
    ) -> None:
        """Hear of the connection: its states, holes that nobody fills, channels that begin."""
        self._listeners.observe(change=change, resync=resync, joined=joined)

    def get_state(self) -> State:
        """Where the connection stands."""
        return self._stats.state

    def get_stats(self) -> Stats:
        """A copy of the counters."""
        return replace(self._stats, rejected=list(self._stats.rejected))

    def reconnect(self) -> None:
        """Try to stream now, whatever the state."""
        if self._driver is None or self._driver.ended:
            self.connect()
        else:
            self._driver.reconnect()

    def is_connected(self) -> bool:
        """Whether the stream is open."""
        return self._stats.state is State.CONNECTED

    def set_polling_fallback(self, enabled: bool) -> None:
        """Whether to poll when streaming fails."""
        self._options = replace(self._options, enable_polling_fallback=enabled)
        if self._driver is not None:
            self._driver.set_polling_fallback(enabled)

    def set_background(self, hidden: bool) -> None:
        """Poll every ten seconds while nobody looks, as a phone wants it, and stream afterwards."""
        if self._driver is not None:
            self._driver.set_background(hidden)

    def set_channels(self, channels: Iterable[str]) -> None:
        """Set the channels beyond the automatic ones; a new stream continues with them.

        Raises ValueError for more than 64.
        """
        wanted = tuple(dict.fromkeys(channels))
        if len(wanted) > MAX_CHANNELS:
            raise ValueError(f"a stream has at most {MAX_CHANNELS} channels")
        self._options = replace(self._options, channels=wanted)
        if self._driver is not None:
            self._driver.set_channels(wanted)

    @property
    def cursor(self) -> str | None:
        """Where this client stands: everything up to here went to the listeners."""
        return self._driver.receiver.inbox.cursor if self._driver is not None else None

    def events(self, *patterns: str) -> Events:
        """The events of these patterns (all when none is named) from now on, for ``async for``.

        A loop that is slower than the school holds the stream back. The relay may then end it, and
        the client continues from its place: nothing is lost. The iteration ends with
        :class:`Gone` when the session does, and quietly after :meth:`disconnect`.
        """
        return self._listeners.reading(patterns or ("*",))

    async def __aenter__(self) -> Self:
        self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.disconnect()
