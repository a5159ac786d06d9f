"""A socket in memory, whose other end may stop reading."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from typing_extensions import override


class MemoryTransport(asyncio.Transport):
    """``sent`` is what the peer received; while ``blocked`` bytes pile up as in a real socket."""

    def __init__(self, protocol: asyncio.Protocol, *, high_water: int = 64) -> None:
        super().__init__()
        self._protocol: asyncio.BaseProtocol = protocol
        self._high_water = high_water
        self._waiting = bytearray()
        self._paused = False
        self._closing = False
        self.sent = bytearray()
        self.blocked = False
        self.writes = 0
        self.lost = False
        protocol.connection_made(self)

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing:
            return
        self.writes += 1
        self._waiting += data
        self._move()

    @override
    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    @override
    def write_eof(self) -> None:
        """The peer is told that nothing follows."""

    @override
    def get_write_buffer_size(self) -> int:
        return len(self._waiting)

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The test chose the limit."""

    @override
    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    @override
    def is_closing(self) -> bool:
        return self._closing

    @override
    def close(self) -> None:
        self._closing = True
        if not self._waiting:
            self.lose()

    @override
    def abort(self) -> None:
        self._waiting.clear()
        self.lose()

    def block(self) -> None:
        """The peer stops reading."""
        self.blocked = True

    def unblock(self) -> None:
        """The peer reads again."""
        self.blocked = False
        self._move()

    def lose(self) -> None:
        """The connection ends."""
        self._closing = True
        if not self.lost:
            self.lost = True
            self._protocol.connection_lost(None)

    def _move(self) -> None:
        if not self.blocked:
            self.sent += self._waiting
            self._waiting.clear()
        if not self._paused and len(self._waiting) > self._high_water:
            self._paused = True
            self._protocol.pause_writing()
        elif self._paused and not self._waiting:
            self._paused = False
            self._protocol.resume_writing()
        if self._closing and not self._waiting:
            self.lose()
