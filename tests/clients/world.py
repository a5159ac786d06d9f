"""A server of streams that does what a test says, in a loop whose time is virtual."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from stunity.realtime import Change, Event, Options, RealtimeClient, Resync, Token
from stunity.realtime.transport import Answer, Page, Unavailable

CHANNEL = "tenant:t"
_END = None


def envelope(kind: str, seq: int | None = None, **data: Any) -> dict[str, Any]:
    """An event of the one channel, or a word of the server where there is no position."""
    return {
        "id": f"id-{kind}-{seq}",
        "type": kind,
        "channel": CHANNEL if seq is not None else "connection",
        "data": data,
        "durable": seq is not None,
        "timestamp": 0,
        **({} if seq is None else {"seq": seq}),
    }


def greeting(position: int, *, resumed: bool = False, epoch: str = "e1") -> dict[str, Any]:
    """The first word of a stream of the one channel."""
    return envelope(
        "connected",
        connectionId="c",
        epoch=epoch,
        channels=[CHANNEL],
        ids={CHANNEL: "tt"},
        positions={CHANNEL: position},
        rejected=[],
        resumed=resumed,
    )


def page(*events: dict[str, Any], cursor: str, more: bool = False) -> Page:
    """A page of the polling twin."""
    content = {
        "events": list(events),
        "nextCursor": cursor,
        "hasMore": more,
        "channels": [CHANNEL],
        "ids": {CHANNEL: "tt"},
        "rejected": [],
        "resync": [],
    }
    return Page(200, 0.0, content)


@dataclass(slots=True)
class Stream:
    """One stream that the client asked for, for the test to answer."""

    token: str
    channels: list[str]
    cursor: str | None
    at: float
    closed: bool = False
    _head: asyncio.Future[int | Exception] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    _retry_after: float = 0.0
    _pieces: asyncio.Queue[bytes | Exception | None] = field(default_factory=asyncio.Queue)

    def answer(self, status: int, retry_after: float = 0.0) -> None:
        self._retry_after = retry_after
        self._head.set_result(status)

    def fail(self) -> None:
        self._head.set_result(Unavailable("no way"))

    def say(self, *envelopes: dict[str, Any]) -> None:
        for one in envelopes:
            self._pieces.put_nowait(f"data: {json.dumps(one)}\n\n".encode())

    def comment(self) -> None:
        self._pieces.put_nowait(b": heartbeat\n\n")

    def greet(self, position: int = 0, **more: Any) -> None:
        self.answer(200)
        self.say(greeting(position, **more))

    def end(self) -> None:
        self._pieces.put_nowait(_END)

    def break_off(self) -> None:
        self._pieces.put_nowait(Unavailable("reset"))

    async def head(self) -> Answer:
        outcome = await self._head
        if isinstance(outcome, Exception):
            raise outcome
        return Answer(outcome, self._retry_after, self._read())

    async def _read(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not _END:
            if isinstance(piece, Exception):
                raise piece
            yield piece


class World:
    """A client, what it asked for and what it told."""

    def __init__(self, **options: Any) -> None:
        self.streams: list[Stream] = []
        self.pages: list[Page | Exception] = []
        self.polls: list[tuple[float, str | None, int]] = []
        self.tokens: list[Token | Exception | None] = []
        self.asked: list[bool] = []
        self.events: list[Event] = []
        self.changes: list[Change] = []
        self.resyncs: list[Resync] = []
        self.client = RealtimeClient(self, self._token, Options(**options), spread=lambda: 0.5)
        self.client.subscribe("*", self.events.append)
        self.client.observe(change=self.changes.append, resync=self.resyncs.append)

    @property
    def numbers(self) -> list[int]:
        return [event.seq for event in self.events if event.seq is not None]

    @property
    def states(self) -> list[str]:
        return [change.state.value for change in self.changes]

    @property
    def last(self) -> Stream:
        return self.streams[-1]

    async def settle(self, seconds: float = 0.0) -> None:
        """Let everything happen that is due within this time."""
        await asyncio.sleep(seconds)
        for _ in range(20):
            await asyncio.sleep(0)

    async def opened(self, position: int = 0) -> Stream:
        """Connect, and greet the stream."""
        self.client.connect()
        await self.settle()
        self.last.greet(position)
        await self.settle()
        return self.last

    @asynccontextmanager
    async def open(
        self, token: str, channels: list[str], cursor: str | None
    ) -> AsyncIterator[Answer]:
        stream = Stream(token, [*channels], cursor, asyncio.get_running_loop().time())
        self.streams.append(stream)
        try:
            yield await stream.head()
        finally:
            stream.closed = True

    async def poll(self, token: str, channels: list[str], cursor: str | None, wait: int) -> Page:
        del token, channels
        self.polls.append((asyncio.get_running_loop().time(), cursor, wait))
        answer = self.pages.pop(0) if self.pages else page(cursor=cursor or "e1.tt-0")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _token(self, force: bool) -> Token | None:
        self.asked.append(force)
        answer = self.tokens.pop(0) if self.tokens else Token(f"token {len(self.asked)}")
        if isinstance(answer, Exception):
            raise answer
        return answer
