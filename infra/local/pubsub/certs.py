"""The one page of the broker's HTTP port: its public keys at /certs."""

from __future__ import annotations

import asyncio
import json
from typing import Any

_HEAD_LIMIT = 8192
_READ_SECONDS = 5.0


class CertsServer:
    """Answers GET /certs with a JWKS and closes the connection; anything else is a 404."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        self._body = json.dumps(jwks).encode()
        self._server: asyncio.Server | None = None

    async def start(self, port: int) -> int:
        """Listen on loopback; the port, which the system chooses when 0 is given."""
        self._server = await asyncio.start_server(
            self._answer, "127.0.0.1", port, limit=_HEAD_LIMIT
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._response(head))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has left or never asked properly; nobody waits for an answer
        finally:
            writer.close()

    def _response(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        found = method == b"GET" and path == b"/certs"
        status, body = ("200 OK", self._body) if found else ("404 Not Found", b"{}")
        return (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: max-age=300\r\n"
            "Connection: close\r\n\r\n"
        ).encode() + body
