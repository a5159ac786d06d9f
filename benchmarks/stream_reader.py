"""Many streams read in one process of its own: when each post or message arrived on each of them.

Its argument is what to look for, ``post`` or ``message``. Takes the relay's address and one token a
line on standard input, then an empty line. Says ``connected`` when all streams are open; another
line stops it, and the last line of its output is the result as JSON. Times are those of
``time.perf_counter_ns``, which all processes of one machine share.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import cast
from urllib.parse import urlsplit

import uvloop
from typing_extensions import override

_WANTED = {
    what: re.compile(rb'"type":"%s:created".*?"%sId":"([0-9a-f-]{36})"' % (name, name))
    for what, name in (("post", b"post"), ("message", b"message"))
}
_OPEN = b'"type":"connected"'
_OPEN_SECONDS = 30


class Stream(asyncio.Protocol):
    """One open stream."""

    def __init__(
        self, request: bytes, wanted: re.Pattern[bytes], arrivals: dict[str, list[int]]
    ) -> None:
        self._request = request
        self._wanted = wanted
        self._arrivals = arrivals
        self._rest = b""
        self.opened = asyncio.get_running_loop().create_future()
        self.lost = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.WriteTransport", transport).write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        now = time.perf_counter_ns()
        data = self._rest + data
        if not self.opened.done() and _OPEN in data:
            self.opened.set_result(None)
        end = 0
        for found in self._wanted.finditer(data):
            self._arrivals.setdefault(found[1].decode(), []).append(now)
            end = found.end()
        # An event may come in two reads: what follows the last whole line stays for the next.
        self._rest = data[max(end, data.rfind(b"\n") + 1) :]

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError(self._rest.decode(errors="replace")))


async def read(what: str, address: str, tokens: list[str]) -> None:
    url, loop = urlsplit(address), asyncio.get_running_loop()
    host, port = url.hostname or "127.0.0.1", url.port or 80
    arrivals: dict[str, list[int]] = {}
    streams: list[Stream] = []
    for token in tokens:
        request = (
            f"GET /v1/stream HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        ).encode()
        _, stream = await loop.create_connection(
            lambda request=request: Stream(request, _WANTED[what], arrivals),  # type: ignore[misc]  # a default
            host,
            port,
        )
        streams.append(stream)
    async with asyncio.timeout(_OPEN_SECONDS):
        await asyncio.gather(*(stream.opened for stream in streams))
    _say("connected")
    wall, cpu = time.perf_counter(), time.process_time()
    await loop.run_in_executor(None, sys.stdin.readline)
    used = (time.process_time() - cpu) / (time.perf_counter() - wall)
    lost = sum(stream.lost for stream in streams)
    _say(json.dumps({"arrivals": arrivals, "cpu": used, "lostStreams": lost}))


def main() -> None:
    lines = iter(sys.stdin.readline, "\n")
    address, *tokens = (line.strip() for line in lines)
    uvloop.run(read(sys.argv[1], address, tokens))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
