"""The Redis protocol (RESP2): commands out, replies in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_CRLF = b"\r\n"


class RedisError(Exception):
    """An error reply. As a value inside other replies it is returned, not raised."""


class Status(str):
    """A status reply such as OK, told apart from a stored string."""

    __slots__ = ()


Reply = bytes | int | Status | RedisError | list["Reply"] | None


class ProtocolError(Exception):
    """The peer does not speak RESP2."""


def encode(command: Sequence[str | bytes]) -> bytes:
    """One command as an array of bulk strings."""
    parts = [b"*%d\r\n" % len(command)]
    for argument in command:
        raw = argument if isinstance(argument, bytes) else argument.encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(raw), raw))
    return b"".join(parts)


class _Incomplete(Exception):
    """The reply continues in bytes that have not come yet."""


class Decoder:
    """Turns received bytes into replies, whatever the boundaries of the packets."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._position = 0

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are complete with `data`. Raises ProtocolError."""
        self._buffer += data
        while self._position < len(self._buffer):
            begin = self._position
            try:
                reply = self._reply()
            except _Incomplete:
                self._position = begin
                break
            yield reply
        del self._buffer[: self._position]
        self._position = 0

    def _reply(self) -> Reply:
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"$":
            return self._bulk(int(rest))
        if kind == b":":
            return int(rest)
        if kind == b"+":
            return Status(rest.decode())
        if kind == b"-":
            return RedisError(rest.decode(errors="replace"))
        if kind == b"*":
            size = int(rest)
            return None if size < 0 else [self._reply() for _ in range(size)]
        raise ProtocolError(f"unexpected reply {line[:40]!r}")

    def _line(self) -> bytes:
        end = self._buffer.find(_CRLF, self._position)
        if end < 0:
            raise _Incomplete
        line = bytes(self._buffer[self._position : end])
        self._position = end + 2
        return line

    def _bulk(self, size: int) -> bytes | None:
        if size < 0:
            return None
        end = self._position + size
        if len(self._buffer) < end + 2:
            raise _Incomplete
        value = bytes(self._buffer[self._position : end])
        self._position = end + 2
        return value
