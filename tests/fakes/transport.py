"""A socket in memory, whose other end may stop reading."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from typing_extensions import override


class MemoryTransport(asyncio.Transport):
    """``sent`` is what the peer received; while ``blocked`` bytes pile up as in a real socket.

    It is as strict as the stricter of asyncio's and uvloop's transports: the end of a connection
    is told by a callback of its own, the protocol is forgotten after it, and whoever writes then,
    or after the end of his own data, gets an error.
    """

    def __init__(
        self, protocol: asyncio.Protocol, loop: asyncio.AbstractEventLoop, *, high_water: int = 64
    ) -> None:
        super().__init__()
        self._protocol: asyncio.BaseProtocol | None = protocol
        self._loop = loop
        self._high_water = high_water
        self._waiting = bytearray()
        self._paused = False
        self._closing = False
        self._ending = False
        self._eof = False
        self.sent = bytearray()
        self.blocked = False
        self.writes = 0
        self.lost = False
        protocol.connection_made(self)

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._require_open()
        if self._eof:
            raise RuntimeError("write() after write_eof()")
        if self._ending:
            return
        self.writes += 1
        self._waiting += data
        self._move()

    @override
    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    @override
    def write_eof(self) -> None:
        self._require_open()
        self._eof = True

    @override
    def get_write_buffer_size(self) -> int:
        return len(self._waiting)

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The test chose the limit."""
        self._require_open()

    @override
    def get_protocol(self) -> asyncio.BaseProtocol:
        # None after the end, whatever the declared type says: so do both loops.
        return self._protocol  # type: ignore[return-value]

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
            self._end()

    @override
    def abort(self) -> None:
        self._closing = True
        self._waiting.clear()
        self._end()

    # What the other end does.

    def receive(self, data: bytes) -> None:
        """The peer sent something; to be called as a callback of the loop."""
        if self._closing:
            return
        protocol = self._protocol
        assert isinstance(protocol, asyncio.Protocol)
        protocol.data_received(data)

    def block(self) -> None:
        """The peer stops reading."""
        self.blocked = True

    def unblock(self) -> None:
        """The peer reads again."""
        self.blocked = False
        if not self.lost:
            self._move()

    def lose(self) -> None:
        """The peer goes away; returns when the protocol knows."""
        self.abort()
        self._loop.run_until_complete(asyncio.sleep(0))

    def _end(self) -> None:
        if not self._ending:
            self._ending = True
            self._loop.call_soon(self._tell)

    def _tell(self) -> None:
        protocol, self.lost = self._protocol, True
        assert protocol is not None
        try:
            protocol.connection_lost(None)
        finally:
            self._protocol = None

    def _require_open(self) -> None:
        if self.lost:
            raise RuntimeError("the handle is closed")

    def _move(self) -> None:
        protocol = self._protocol
        assert protocol is not None
        if not self.blocked:
            self.sent += self._waiting
            self._waiting.clear()
        if not self._paused and len(self._waiting) > self._high_water:
            self._paused = True
            protocol.pause_writing()
        elif self._paused and not self._waiting:
            self._paused = False
            protocol.resume_writing()
        if self._closing and not self._waiting:
            self._end()
