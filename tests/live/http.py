"""One kept-alive HTTP/1.1 connection, as small as can be: many players share one process.

httpx takes about a millisecond of a core for a request, which five hundred players in two seconds
would have to wait for.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 10.0
_ERRORS = (OSError, EOFError, TimeoutError)


class Unanswered(Exception):
    """The connection broke before the answer: whether the request had an effect is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``took_ms`` is from the first byte sent to the last byte read."""

    status: int
    headers: dict[str, str]
    body: Any
    took_ms: float
    at: float


class Http:
    """Requests of one person, one after another, from a loopback address of their own.

    The address is what the API counts guests by; a whole school behind one address would be
    counted as one.
    """

    def __init__(self, url: str, local_address: str = "127.0.0.1") -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._local = local_address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()
        self.token: str | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Send one request; raises Unanswered."""
        async with self._turn:
            try:
                async with asyncio.timeout(_SECONDS):
                    return await self._ask(method, path, body)
            except _ERRORS as error:
                self.close()
                raise Unanswered(str(error)) from error
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, body: Any) -> Answer:
        reader, writer = await self._connected()
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}"]
        if self.token is not None:
            lines.append(f"Authorization: Bearer {self.token}")
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        began = time.perf_counter()
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        at = time.perf_counter()
        if headers.get("connection", "").lower() == "close":
            self.close()
        status = int(head[0].split(" ", 2)[1])
        return Answer(status, headers, json.loads(raw) if raw else None, (at - began) * 1000, at)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(
                self._host, self._port, local_addr=(self._local, 0)
            )
        return self._streams
