"""HTTP/1.1 on a raw socket: one small request, then a response or a stream."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID, uuid4

import httptools
from typing_extensions import override

from shared.http.problem import (
    BodyTooLarge,
    HeadersTooLarge,
    MalformedRequest,
    Problem,
    UriTooLong,
)
from shared.telemetry.cause import HEADER, Cause, Trace, set_cause
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.wire.messages import Cors, Internal, Request, problem_response, response
from sse_relay.wire.timers import TimerWheel

_KEPT = frozenset(
    {
        "accept",
        "access-control-request-method",
        "authorization",
        "last-event-id",
        "origin",
        "traceparent",
        "user-agent",
    }
)
_DISCARD_SECONDS = 1.0


class RequestTimeout(Problem):
    """The request did not arrive in time."""

    status, code, title = 408, "request_timeout", "The request took too long"


class ClientLeft(Exception):
    """The client closed the connection before its answer began: nobody is left to answer."""


class VersionNotSupported(Problem):
    """A stream is for HTTP/1.1, and for HTTP/1.0 as a response that ends with its connection."""

    status, code, title = 505, "version_not_supported", "Use HTTP/1.1"


@dataclass(frozen=True, slots=True)
class Server:
    """What all sockets share: limits in bytes, fields, sockets and seconds, and the handler.

    ``waiting`` are the sockets whose request is not here yet, oldest first. Beyond
    the limit the oldest is closed: a complete request arrives long before its turn comes.
    """

    handle: Callable[[HttpProtocol, Request], Awaitable[None]]
    wheel: TimerWheel
    clock: Callable[[], float]
    cors: Cors
    header_bytes: int = 8192
    header_seconds: float = 5.0
    high_water_bytes: int = 65_536
    header_fields: int = 64
    waiting_sockets: int = 16_384
    waiting: dict[HttpProtocol, None] = field(default_factory=dict)


class HttpProtocol(asyncio.Protocol):
    """A socket until its response: reads one request, then answers and closes, or upgrades."""

    __slots__ = (
        "_complete",
        "_fields",
        "_headers",
        "_line_read",
        "_method",
        "_parser",
        "_problem",
        "_received",
        "_server",
        "_target",
        "_task",
        "armed_tick",
        "id",
        "lost",
        "origin",
        "transport",
        "upgraded",
    )

    def __init__(self, server: Server) -> None:
        self._server = server
        self._parser: httptools.HttpRequestParser | None = httptools.HttpRequestParser(self)
        self._headers: dict[str, str] = {}
        self._target = b""
        self._received = 0
        self._fields = 0
        self._line_read = False
        self._complete = False
        self._method = ""
        self._problem: Problem | None = None
        self._task: asyncio.Task[None] | None = None
        self.armed_tick = 0
        # Kept here: after the end of a connection its transport answers None for the protocol.
        self.lost = False
        self.upgraded = False
        self.id: UUID = uuid4()
        self.origin: str | None = None
        self.transport: asyncio.Transport = cast("asyncio.Transport", None)

    # The socket.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        server = self._server
        server.wheel.call_at(server.clock() + server.header_seconds, self)
        server.waiting[self] = None
        if len(server.waiting) > server.waiting_sockets:
            next(iter(server.waiting)).transport.abort()

    @override
    def data_received(self, data: bytes) -> None:
        parser = self._parser
        if parser is None:
            return
        allowed = self._server.header_bytes - self._received
        self._received += len(data)
        self._line_read = self._line_read or b"\n" in data[:allowed]
        try:
            parser.feed_data(data[:allowed])
        except httptools.HttpParserUpgrade:
            # Offers such as ``Upgrade: h2c`` may be ignored, and are.
            pass
        except httptools.HttpParserError:
            self.refuse(self._problem or MalformedRequest())
            return
        if self._problem is not None:
            self.refuse(self._problem)
        elif self._complete:
            self._dispatch(parser)
        elif len(data) > allowed:
            self.refuse(HeadersTooLarge() if self._line_read else UriTooLong())

    @override
    def eof_received(self) -> None:
        """The client went away; returning None closes the transport."""

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._server.wheel.cancel(self)
        self._server.waiting.pop(self, None)
        self._parser = None
        if self._task is not None:
            self._task.cancel()

    def on_timer(self, now: float) -> float | None:
        """A request that does not come is refused; a refused client that stays is cut off."""
        del now
        if self._parser is None:
            self.transport.abort()
        else:
            self.refuse(RequestTimeout())
            self.transport.close()
        return None

    # The parser.

    def on_url(self, url: bytes) -> None:
        """Collect the request target, which may come in pieces."""
        if not self._complete:
            self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the few headers that matter; none of them may stand twice."""
        if self._complete:
            return
        self._fields += 1
        if self._fields > self._server.header_fields:
            self._problem = HeadersTooLarge("Too many headers")
        key = name.decode("latin-1").lower()
        if key == "transfer-encoding" or (key == "content-length" and value != b"0"):
            self._problem = BodyTooLarge("This resource takes no body")
        if key in _KEPT:
            if key in self._headers:
                self._problem = MalformedRequest(f"The header {key} stands twice")
            # The parser leaves trailing blanks, which are no part of a value (RFC 9110, 5.5).
            self._headers[key] = value.decode("latin-1").rstrip(" \t")

    def on_message_complete(self) -> None:
        """The request is whole; anything behind it is ignored."""
        self._complete = True

    def _dispatch(self, parser: httptools.HttpRequestParser) -> None:
        method = self._method = parser.get_method().decode("latin-1")
        version = parser.get_http_version()
        self._stop_reading()
        self.origin = self._headers.get("origin")
        try:
            request = Request.parse(method, self._target, self._headers, version)
        except Problem as problem:
            self.refuse(problem)
            return
        self._target = b""
        self._task = asyncio.get_running_loop().create_task(self._serve(request))

    async def _serve(self, request: Request) -> None:
        # The task has a context of its own, which what it starts takes over.
        set_cause(Cause(str(self.id), Trace.parse(request.headers.get(HEADER))))
        try:
            await self._server.handle(self, request)
        except Problem as problem:
            self.refuse(problem)
        except ClientLeft:
            pass
        except Exception as error:  # noqa: BLE001 - a bug is logged once and answered without detail
            report(Signal.RELAY_REQUEST_FAILED, error=error)
            self.refuse(Internal())
        finally:
            self._task = None

    # The answer.

    def refuse(self, problem: Problem) -> None:
        """Answer with a problem and close."""
        headers = self._server.cors.headers(self.origin or self._headers.get("origin"))
        head_only = self._method == "HEAD"
        self._send(problem_response(problem, str(self.id), headers, head_only=head_only))

    def answer(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with a whole response, or its head alone where that was asked for, and close."""
        self._send(
            response(
                status,
                body,
                content_type=content_type,
                request_id=str(self.id),
                headers=headers if headers is not None else self._server.cors.headers(self.origin),
                head_only=self._method == "HEAD",
            )
        )

    def require_client(self) -> None:
        """Raise ClientLeft when the connection is gone.

        Its loss cancels the task that serves it, but a cancellation that meets a finished wait can
        get lost in it (``asyncio.wait_for`` before Python 3.12), so a stream asks before it starts.
        """
        if self.lost:
            raise ClientLeft

    def upgrade(self, protocol: asyncio.Protocol) -> asyncio.Transport:
        """Hand the socket over to the protocol of a stream."""
        self._server.wheel.cancel(self)
        transport = self.transport
        high = self._server.high_water_bytes
        transport.set_write_buffer_limits(high=high, low=high // 4)
        transport.set_protocol(protocol)
        self.upgraded = True
        return transport

    def _send(self, data: bytes) -> None:
        self._stop_reading()
        if self.upgraded:
            # A stream that started cannot turn into another response; its client comes back.
            self.transport.abort()
            return
        if self.lost or self.transport.is_closing():
            return
        self.transport.write(data)
        # Closing with unread bytes in the socket would reset it and take the answer with it: say
        # that nothing follows, let the client close, and cut it off if it does not.
        self.transport.write_eof()
        self._server.wheel.call_at(self._server.clock() + _DISCARD_SECONDS, self)

    def _stop_reading(self) -> None:
        self._server.wheel.cancel(self)
        self._server.waiting.pop(self, None)
        self._parser = None
