"""The client for Python as a reader: what people install, held against the log like the others.

It polls where streams do not get through, and it hands on an event that stands on several channels
once, under the first of them. Its history is therefore judged by :func:`judged_by`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from stunity.realtime import Change, Event, Joined, Options, RealtimeClient, Token
from stunity.realtime import Resync as Told
from stunity.realtime.transport import Answer, HttpTransport, Page
from tests.chaos.accounts import Account
from tests.chaos.history import ELSEWHERE, Delivery, Gap, History, Resync, Truth
from tests.chaos.surroundings import Surroundings
from tests.chaos.wire import counted

_LOOK_SECONDS: Final = 0.05
# Shorter waits than people have: a run lasts for seconds, and is to go both ways and back.
_OPTIONS: Final = Options(
    max_reconnect_attempts=2,
    reconnect_delay=0.3,
    max_reconnect_delay=3.0,
    polling_interval=1.0,
    poll_wait=4,
    probe_interval=2.0,
    buffer=200,
)


class LibraryReader:
    """One client, and a loop over its events that writes them down."""

    def __init__(self, account: Account, around: Surroundings, seed: str) -> None:
        self.history = History(f"{account.email.split('@')[0]}/library")
        self.opened = asyncio.Event()
        self.polled = 0
        self._account = account
        self._around = around
        self._dozes = 0.0
        self._taken = 0
        self._stream = RealtimeClient(
            _Relays(around, random.Random(seed)),
            self._token,
            replace(_OPTIONS, channels=tuple(around.channels)),
        )
        self._stream.observe(resync=self._resync, joined=self._joined, change=self._changed)

    async def run(self) -> None:
        """Read for ever."""
        events = self._stream.events()
        async with self._stream:
            async for event in events:
                self._taken += 1
                if event.seq is not None:
                    self._write(event, event.seq)
                if self._dozes:
                    pause, self._dozes = self._dozes, 0.0
                    await asyncio.sleep(pause)

    async def wait_level(self, heads: Mapping[str, int]) -> None:
        """Return when every channel stands at its head, and the loop has taken it all."""
        while not self._is_level(heads):  # noqa: ASYNC110 - a position moves without an event too
            await asyncio.sleep(_LOOK_SECONDS)

    def doze(self, seconds: float) -> None:
        """Take nothing for a while: the stream is held back meanwhile."""
        self._dozes = seconds

    def close(self) -> None:
        """Drop the stream, and open another."""
        self._stream.reconnect()

    def judged_by(self, truth: Truth) -> History:
        """The history, with what came under another channel named, and the holes it met counted."""
        ids = {delivery.event_id for delivery in self.history.deliveries}
        had = {(delivery.channel, delivery.seq) for delivery in self.history.deliveries}
        elsewhere = [
            Resync(channel, ELSEWHERE, seq, seq)
            for (channel, seq), row in truth.rows.items()
            if row.event_id in ids and (channel, seq) not in had
        ]
        gaps = [Gap("some channel", 0, 0)] * self._stream.get_stats().gaps
        return replace(self.history, resyncs=[*self.history.resyncs, *elsewhere], gaps=gaps)

    def _is_level(self, heads: Mapping[str, int]) -> bool:
        places = {name: self._position(name) for name in self.history.starts}
        behind = any(place < heads.get(name, 0) for name, place in places.items())
        return not behind and self._taken == self._stream.get_stats().delivered

    def _position(self, channel: str) -> int:
        driver = self._stream._driver
        assert driver is not None
        return driver.receiver.inbox.position(channel) or 0

    def _write(self, event: Event, seq: int) -> None:
        document, version = counted(event.type, event.data)
        self.history.deliveries.append(
            Delivery(event.channel, seq, event.id, time.time(), document, version)
        )

    def _joined(self, joined: Joined) -> None:
        for channel in joined.added:
            known = channel in self.history.starts
            place = self._position(channel)
            if known:
                self.history.jumps.append(Gap(channel, self.history.starts[channel], place))
            self.history.starts.setdefault(channel, place)
        self.opened.set()

    def _resync(self, told: Told) -> None:
        self.history.resyncs.append(
            Resync(told.channel, told.reason, told.missed_from, told.missed_to)
        )

    def _changed(self, change: Change) -> None:
        self.history.connects += change.state == "connected"
        self.polled += change.state == "polling"

    async def _token(self, renew: bool) -> Token:
        if renew:
            self._account.expire()
        return Token(await self._account.token(self._around.api))


class _Relays:
    """A stream at any of the relays, another one at each attempt, as behind a balancer."""

    def __init__(self, around: Surroundings, dice: random.Random) -> None:
        self._around = around
        self._dice = dice
        self._poll_url = str(around.api.base_url.join("/v1/realtime/events"))

    @asynccontextmanager
    async def open(
        self, token: str, channels: list[str], cursor: str | None
    ) -> AsyncIterator[Answer]:
        """Ask one of them."""
        async with self._at(self._dice.choice(self._around.relays)).open(
            token, channels, cursor
        ) as answer:
            yield answer

    async def poll(self, token: str, channels: list[str], cursor: str | None, wait: int) -> Page:
        """Ask the API."""
        return await self._at("").poll(token, channels, cursor, wait)

    def _at(self, relay: str) -> HttpTransport:
        async def where() -> str:
            return f"{relay}/v1/stream"

        return HttpTransport(self._around.api, where, self._poll_url)
