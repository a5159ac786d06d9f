"""One pipelined connection to Redis for the REST front, re-opened whenever it is lost."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import cast

from typing_extensions import override

from infra.local.resp import Decoder, ProtocolError, Reply, encode

_RETRY_SECONDS = 0.05


class LinkDown(Exception):
    """Redis is not reachable, or went away before it answered."""


class _Batch:
    """Commands written together, and the replies that have come so far."""

    __slots__ = ("expected", "future", "replies")

    def __init__(self, expected: int, future: asyncio.Future[list[Reply]]) -> None:
        self.expected = expected
        self.future = future
        self.replies: list[Reply] = []


class RedisLink:
    """Sends batches of commands and hands back their replies, in order.

    Redis answers one connection strictly in order and a batch is one write, so nothing comes
    between the commands of a batch on this link: a transaction needs no connection of its own, as
    long as callers cannot send commands that change the state of the connection.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: _Connection | None = None

    async def keep_connected(self) -> None:
        """Connect, and again after every loss, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                _, protocol = await loop.create_connection(
                    lambda: _Connection(loop), "127.0.0.1", self._port
                )
            except OSError:
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            self._connection = protocol
            try:
                await protocol.lost
            finally:
                self._connection = None

    def send(self, commands: Sequence[Sequence[str]]) -> asyncio.Future[list[Reply]]:
        """The replies of these commands, later. The future may fail with LinkDown."""
        if self._connection is None:
            future: asyncio.Future[list[Reply]] = asyncio.get_running_loop().create_future()
            future.set_exception(LinkDown())
            return future
        return self._connection.send(commands)


class _Connection(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._decoder = Decoder()
        self._batches: deque[_Batch] = deque()
        self._transport: asyncio.Transport | None = None
        self.lost: asyncio.Future[None] = loop.create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self, commands: Sequence[Sequence[str]]) -> asyncio.Future[list[Reply]]:
        batch = _Batch(len(commands), self._loop.create_future())
        if self._transport is None or self._transport.is_closing():
            batch.future.set_exception(LinkDown())
            return batch.future
        self._batches.append(batch)
        self._transport.write(b"".join([encode(command) for command in commands]))
        return batch.future

    @override
    def data_received(self, data: bytes) -> None:
        try:
            for reply in self._decoder.feed(data):
                self._take(reply)
        except ProtocolError:
            if self._transport:
                self._transport.abort()

    def _take(self, reply: Reply) -> None:
        batch = self._batches[0]
        batch.replies.append(reply)
        if len(batch.replies) == batch.expected:
            self._batches.popleft()
            batch.future.set_result(batch.replies)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        for batch in self._batches:
            batch.future.set_exception(LinkDown())
        self._batches.clear()
        if not self.lost.done():
            self.lost.set_result(None)
