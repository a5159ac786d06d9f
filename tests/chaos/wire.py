"""A stream's bytes on the reader's side: HTTP/1.1 response, chunks, server-sent events."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

import httptools
from typing_extensions import override

_DATA, _ID = b"data: ", b"id: "


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed envelope, shared by all readers that got the same bytes."""

    type: str
    id: str
    channel: str
    data: Mapping[str, Any]
    seq: int | None
    document: str | None
    version: int | None


@lru_cache(maxsize=8192)
def parse_message(line: bytes) -> Message:
    """Read the JSON of a ``data:`` line."""
    envelope = json.loads(line)
    type_, data = envelope["type"], envelope["data"]
    document, version = counted(type_, data)
    return Message(
        type_, envelope["id"], envelope["channel"], data, envelope.get("seq"), document, version
    )


def counted(type_: str, data: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """What an event counts, and how far: a counter that knows the true order by itself."""
    if type_ == "post:liked":
        return f"likes of {data['postId']}", data["likesCount"]
    if type_ == "comment:created":
        return f"comments of {data['postId']}", data["commentsCount"]
    if type_ == "message:created":
        return f"messages of {data['conversationId']}", data["number"]
    return None, None


def address_of(url: str) -> tuple[str, int]:
    """Host and port of a relay."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


class StreamReader(asyncio.Protocol):
    """One response: its status first, then its lines, then its end."""

    def __init__(
        self,
        request: bytes,
        on_message: Callable[[Message], None],
        on_checkpoint: Callable[[str], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.status: asyncio.Future[int] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.headers: dict[str, str] = {}
        self.body = b""
        self.error: Exception | None = None
        self.read_at = loop.time()
        self._loop = loop
        self._request = request
        self._on_message = on_message
        self._on_checkpoint = on_checkpoint
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._rest = b""

    async def connect(self, relay: str, *, receive_bytes: int | None = None) -> None:
        """Open the socket and send the request; raises OSError.

        ``receive_bytes`` makes the kernel keep little of what is not read.
        """
        if receive_bytes is None:
            await self._loop.create_connection(lambda: self, *address_of(relay))
            return
        with ExitStack() as closing:
            own = closing.enter_context(socket.socket())
            own.setblocking(False)
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
            await self._loop.sock_connect(own, address_of(relay))
            await self._loop.create_connection(lambda: self, sock=own)
            closing.pop_all()  # the transport's now

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.ended.done()

    def close(self) -> None:
        """Go away; what still comes is ignored."""
        if self._transport is not None:
            self._transport.abort()
        self._end()

    def doze(self, seconds: float) -> None:
        """Stop reading for a while, as a busy client does."""
        if self._transport is None or self.over:
            return
        self._transport.pause_reading()
        self._loop.call_later(seconds, self._wake)

    def _wake(self) -> None:
        if self._transport is not None and not self.over:
            self._transport.resume_reading()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        if self.over:
            return
        self.read_at = self._loop.time()
        try:
            self._parser.feed_data(data)
        except Exception as error:  # noqa: BLE001 - the reader's owner raises it
            self.error = error
            self.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._end()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header of the response."""
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The status is known."""
        if not self.status.done():
            self.status.set_result(self._parser.get_status_code())

    def on_body(self, body: bytes) -> None:
        """Take a piece of the stream, or of a problem's text."""
        if self._parser.get_status_code() != 200:
            self.body += body
            return
        *blocks, self._rest = (self._rest + body).split(b"\n\n")
        for block in blocks:
            if self.over:
                return
            self._take(block)

    def on_message_complete(self) -> None:
        """The response ended in order."""
        self.close()

    def _take(self, block: bytes) -> None:
        for line in block.split(b"\n"):
            if line.startswith(_DATA):
                self._on_message(parse_message(line[len(_DATA) :]))
            elif line.startswith(_ID):
                self._on_checkpoint(line[len(_ID) :].decode("ascii"))

    def _end(self) -> None:
        if not self.status.done():
            self.status.set_result(0)
        if not self.ended.done():
            self.ended.set_result(None)
