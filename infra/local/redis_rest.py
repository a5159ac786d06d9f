"""A REST front for the local Redis that speaks the HTTP protocol of Upstash.

    python -m infra.local.redis_rest --redis-port 6379 --port 8079 --token secret

It takes what the real `upstash-redis` client sends: `POST /` with one command as a JSON array,
`POST /pipeline` and `POST /multi-exec` with an array of them, a bearer token, and
`Upstash-Encoding: base64`. Answers are `{"result": …}` or `{"error": …}`.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import signal
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast

import httptools
import uvloop
from typing_extensions import override

from infra.local.process import say
from infra.local.redis_link import LinkDown, RedisLink
from infra.local.resp import RedisError, Reply, Status

_MAX_BODY_BYTES = 10_000_000
# They wait, or change the state of a connection that all requests share. Upstash refuses them too.
_REFUSED = frozenset(
    {
        *("AUTH", "CLIENT", "HELLO", "QUIT", "RESET", "SELECT", "WAIT", "WAITAOF"),
        *("BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH", "BZMPOP", "BZPOPMAX", "BZPOPMIN"),
        *("DISCARD", "EXEC", "MULTI", "UNWATCH", "WATCH"),
        *("MONITOR", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUBSCRIBE", "SUNSUBSCRIBE"),
        *("DEBUG", "PSYNC", "REPLICAOF", "SHUTDOWN", "SLAVEOF", "SYNC", "UNSUBSCRIBE"),
    }
)

Render = Callable[[list[Reply], bool], tuple[HTTPStatus, Any]]


class Refused(Exception):
    """A request that is answered without asking Redis."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status


def parse(path: str, body: bytes) -> tuple[list[list[str]], Render]:
    """The commands of a request, and how to turn their replies into its answer."""
    if path not in {"/", "/pipeline", "/multi-exec"}:
        raise Refused(HTTPStatus.NOT_FOUND, f"ERR unknown path {path}")
    try:
        # Numbers keep their spelling: Redis stores text.
        content = json.loads(body, parse_int=str, parse_float=str)
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "ERR failed to parse the request body") from None
    if path == "/":
        return [_command(content)], _render_one
    if not isinstance(content, list) or not content:
        raise Refused(HTTPStatus.BAD_REQUEST, "ERR empty pipeline request")
    commands = [_command(item) for item in content]
    if path == "/pipeline":
        return commands, _render_many
    return [["MULTI"], *commands, ["EXEC"]], _render_transaction


def _command(content: object) -> list[str]:
    if not isinstance(content, list) or not content:
        raise Refused(HTTPStatus.BAD_REQUEST, "ERR empty command")
    command = [_argument(value) for value in content]
    name = command[0].upper()
    waits = name in {"XREAD", "XREADGROUP"} and any(word.upper() == "BLOCK" for word in command)
    if waits or name in _REFUSED:
        raise Refused(HTTPStatus.BAD_REQUEST, f"ERR Command is not available: '{command[0]}'")
    return command


def _argument(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise Refused(HTTPStatus.BAD_REQUEST, "ERR an argument must be a string, number or boolean")


def _render_one(replies: list[Reply], base64: bool) -> tuple[HTTPStatus, Any]:
    item = _item(replies[0], base64)
    return (HTTPStatus.BAD_REQUEST if "error" in item else HTTPStatus.OK), item


def _render_many(replies: list[Reply], base64: bool) -> tuple[HTTPStatus, Any]:
    return HTTPStatus.OK, [_item(reply, base64) for reply in replies]


def _render_transaction(replies: list[Reply], base64: bool) -> tuple[HTTPStatus, Any]:
    outcome = replies[-1]
    if isinstance(outcome, list):
        return _render_many(outcome, base64)
    return _render_one([outcome], base64)


def _item(reply: Reply, base64: bool) -> dict[str, Any]:
    if isinstance(reply, RedisError):
        return {"error": str(reply)}
    return {"result": _value(reply, base64)}


def _value(reply: Reply, base64: bool) -> Any:
    if isinstance(reply, list):
        return [_value(item, base64) for item in reply]
    if reply is None or isinstance(reply, int):
        return reply
    if isinstance(reply, Status) and reply == "OK":
        return "OK"  # the one string that the client does not decode
    raw = reply if isinstance(reply, bytes) else str(reply).encode()
    return b64encode(raw).decode() if base64 else raw.decode(errors="replace")


class _Pending:
    """An answer in the making; answers leave in the order of their requests."""

    __slots__ = ("keep_alive", "response")

    def __init__(self, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.response: bytes | None = None


class RestProtocol(asyncio.Protocol):
    """One HTTP/1.1 connection."""

    def __init__(self, link: RedisLink, token: str) -> None:
        self._link = link
        self._authorization = f"Bearer {token}".encode()
        self._parser = httptools.HttpRequestParser(self)
        self._pending: deque[_Pending] = deque()
        self._transport: asyncio.Transport | None = None
        self.on_message_begin()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if self._transport:
                self._transport.close()

    def on_message_begin(self) -> None:
        """httptools: a request starts."""
        self._url = b""
        self._body: list[bytes] = []
        self._size = 0
        self._authorized = False
        self._base64 = False

    def on_url(self, url: bytes) -> None:
        """httptools: (a part of) the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """httptools: a header."""
        name = name.lower()
        if name == b"authorization":
            self._authorized = hmac.compare_digest(value, self._authorization)
        elif name == b"upstash-encoding":
            self._base64 = value.lower() == b"base64"

    def on_body(self, body: bytes) -> None:
        """httptools: a part of the body."""
        self._size += len(body)
        if self._size <= _MAX_BODY_BYTES:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """httptools: the request is complete."""
        pending = _Pending(self._parser.should_keep_alive())
        self._pending.append(pending)
        try:
            commands, render = self._read_request()
        except Refused as refusal:
            self._answer(pending, refusal.status, {"error": str(refusal)})
            return
        base64 = self._base64

        def on_replies(future: asyncio.Future[list[Reply]]) -> None:
            try:
                status, content = render(future.result(), base64)
            except LinkDown:
                status = HTTPStatus.SERVICE_UNAVAILABLE
                content = {"error": "ERR the database is not reachable"}
            self._answer(pending, status, content)

        self._link.send(commands).add_done_callback(on_replies)

    def _read_request(self) -> tuple[list[list[str]], Render]:
        if not self._authorized:
            raise Refused(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        if self._parser.get_method() != b"POST":
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "ERR only POST is understood")
        if self._size > _MAX_BODY_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "ERR max request size exceeded")
        return parse(self._url.decode("latin-1"), b"".join(self._body))

    def _answer(self, pending: _Pending, status: HTTPStatus, content: Any) -> None:
        body = json.dumps(content, separators=(",", ":")).encode()
        connection = b"keep-alive" if pending.keep_alive else b"close"
        pending.response = (
            b"HTTP/1.1 %d %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
            b"Connection: %b\r\n\r\n%b"
            % (status, status.phrase.encode(), len(body), connection, body)
        )
        while self._pending and self._pending[0].response is not None:
            self._write(self._pending.popleft())

    def _write(self, pending: _Pending) -> None:
        if self._transport is None or self._transport.is_closing() or pending.response is None:
            return
        self._transport.write(pending.response)
        if not pending.keep_alive:
            self._transport.close()


async def serve(redis_port: int, port: int, token: str) -> None:
    """Serve on 127.0.0.1 until SIGTERM or SIGINT. `port=0` takes a free one and prints it."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    link = RedisLink(redis_port)
    connecting = loop.create_task(link.keep_connected())
    server = await loop.create_server(lambda: RestProtocol(link, token), "127.0.0.1", port)
    say(f"redis-rest listens on http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await stopped.wait()
    server.close()
    connecting.cancel()
    with suppress(asyncio.CancelledError):
        await connecting


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="An Upstash-compatible front for a local Redis.")
    parser.add_argument("--redis-port", type=int, required=True)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--token", required=True)
    arguments = parser.parse_args()
    uvloop.run(serve(arguments.redis_port, arguments.port, arguments.token))


if __name__ == "__main__":
    main()
