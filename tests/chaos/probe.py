"""One connection to a relay, opened with a cursor of the test's choice and read as it comes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import quote

from shared.realtime.cursor import Cursor
from tests.chaos.wire import Message, StreamReader

_SECONDS = 60.0


class Probe:
    """What a connection got: a refusal, or messages and checkpoints.

    ``arrivals`` are the times of events on the monotonic clock.
    """

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.checkpoints: list[Cursor] = []
        self.arrivals: list[float] = []
        self._changed = asyncio.Event()
        self._reader: StreamReader | None = None

    @classmethod
    async def open(
        cls, relay: str, token: str, *, channels: str = "", cursor: Cursor | None = None
    ) -> Probe:
        """Connect; returns when the status is known, and for a stream its greeting."""
        probe = cls()
        resume = "" if cursor is None else f"Last-Event-ID: {cursor}\r\n"
        request = (
            f"GET /v1/stream?channels={quote(channels)} HTTP/1.1\r\nHost: chaos\r\n"
            f"Authorization: Bearer {token}\r\n{resume}\r\n"
        )
        reader = StreamReader(request.encode(), probe._on_message, probe._on_checkpoint)
        probe._reader = reader
        async with asyncio.timeout(_SECONDS):
            await reader.connect(relay)
            if await reader.status == 200:
                await probe.until(lambda: bool(probe.checkpoints))
            else:
                await reader.ended
        return probe

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.close()

    @property
    def reader(self) -> StreamReader:
        """The response."""
        assert self._reader is not None
        return self._reader

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.reader.status.result()

    @property
    def problem(self) -> Any:
        """The body of a refusal."""
        return json.loads(self.reader.body)

    @property
    def greeting(self) -> Any:
        """The payload of ``connected``."""
        return next(m.data for m in self.messages if m.type == "connected")

    def resyncs(self, channel: str) -> list[tuple[str, int | None]]:
        """Why events of a channel were declared missing, and up to which."""
        found = [m.data for m in self.messages if m.type == "server:resync"]
        return [(d["reason"], d["missedTo"]) for d in found if d["channel"] == channel]

    def seqs(self, channel: str) -> list[int]:
        """Positions of a channel in the order they came."""
        return [m.seq for m in self.messages if m.channel == channel and m.seq is not None]

    async def until(self, holds: Callable[[], bool], seconds: float = _SECONDS) -> None:
        """Return when something holds; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def until_seq(self, channel: str, seq: int) -> None:
        """Return when an event of this position has come."""
        await self.until(lambda: seq in self.seqs(channel))

    def _on_message(self, message: Message) -> None:
        self.messages.append(message)
        if message.seq is not None:
            self.arrivals.append(time.monotonic())
        self._changed.set()

    def _on_checkpoint(self, text: str) -> None:
        self.checkpoints.append(Cursor.parse(text))
        self._changed.set()
