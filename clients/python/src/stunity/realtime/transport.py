"""What carries a stream and its polling twin: HTTP, by httpx.

Another carrier is an object with the same two methods.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from stunity.problems import retry_after


class Unavailable(Exception):
    """Nothing came: the network, not an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of a response. ``pieces`` are the bytes of a stream, where the status is 200."""

    status: int
    retry_after: float
    pieces: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the polling twin, or the status that stands in its place."""

    status: int
    retry_after: float
    content: dict[str, Any]


class Transport(Protocol):
    """How bytes come."""

    def open(
        self, token: str, channels: list[str], cursor: str | None
    ) -> AbstractAsyncContextManager[Answer]:
        """Ask for the stream; raises Unavailable."""

    async def poll(self, token: str, channels: list[str], cursor: str | None, wait: int) -> Page:
        """Ask for a page, where the server may wait for ``wait`` seconds; raises Unavailable."""


class HttpTransport:
    """A stream and its twin at ``poll_url``. ``where`` finds the stream's address, once."""

    def __init__(
        self, http: httpx.AsyncClient, where: Callable[[], Awaitable[str]], poll_url: str
    ) -> None:
        self._http = http
        self._where = where
        self._stream_url = ""
        self._poll_url = poll_url

    @asynccontextmanager
    async def open(
        self, token: str, channels: list[str], cursor: str | None
    ) -> AsyncIterator[Answer]:
        """Ask for the stream; raises Unavailable."""
        self._stream_url = self._stream_url or await self._where()
        headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
        if cursor is not None:
            headers["Last-Event-ID"] = cursor
        parameters = {"channels": ",".join(channels)} if channels else {}
        # Silence is watched by the client, which knows of heartbeats.
        patience = httpx.Timeout(15.0, read=None)
        try:
            async with self._http.stream(
                "GET",
                self._stream_url,
                params=parameters,
                headers=headers,
                auth=_nobody,
                timeout=patience,
                follow_redirects=True,
            ) as response:
                yield Answer(
                    response.status_code, retry_after(response) or 0.0, _bytes_of(response)
                )
        except httpx.TransportError as error:
            raise Unavailable(str(error)) from error

    async def poll(self, token: str, channels: list[str], cursor: str | None, wait: int) -> Page:
        """Ask for a page; raises Unavailable."""
        parameters = {"channels": ",".join(channels), "after": cursor or ""}
        if cursor is not None and wait:
            parameters["wait"] = str(wait)
        try:
            response = await self._http.get(
                self._poll_url,
                params={name: value for name, value in parameters.items() if value},
                headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
                auth=_nobody,
                timeout=httpx.Timeout(15.0, read=15.0 + wait),
            )
            content = response.json() if response.is_success else {}
        except (httpx.TransportError, ValueError) as error:
            raise Unavailable(str(error)) from error
        return Page(response.status_code, retry_after(response) or 0.0, content)


def _nobody(request: httpx.Request) -> httpx.Request:
    """The token of a stream is chosen by the client, not by the session's own flow."""
    return request


async def _bytes_of(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_bytes():
            yield piece
    except httpx.TransportError as error:
        raise Unavailable(str(error)) from error
