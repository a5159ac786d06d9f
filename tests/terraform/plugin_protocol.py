"""The few messages of Terraform's plugin protocol, version 5: Protocol Buffers around msgpack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgpack

_MSGPACK: Any = msgpack  # without annotations of its own
Values = dict[str, Any]


class Unknown:
    """What is known only after an apply; there is one."""


UNKNOWN = Unknown()
_NULL = b"\xc0"


def decoded(value: bytes) -> Any:
    """A value as Terraform sends it; what is unknown is UNKNOWN, wherever it stands."""
    return _MSGPACK.unpackb(value or _NULL, ext_hook=lambda _code, _data: UNKNOWN)


def encoded(value: Any) -> bytes:
    """A value as Terraform reads it."""
    packed: bytes = _MSGPACK.packb(value, default=lambda _unknown: _MSGPACK.ExtType(0, b"\0"))
    return packed


def dynamic(value: Any) -> bytes:
    """A message `DynamicValue`."""
    return field(1, encoded(value))


def from_dynamic(message: bytes) -> Any:
    """The value of a message `DynamicValue`."""
    return decoded(dict(fields(message)).get(1, _NULL))


def error(words: str) -> bytes:
    """A message `Diagnostic` that fails what was asked."""
    return number(1, 1) + field(2, words.encode())


def attribute_path(name: str) -> bytes:
    """A message `AttributePath` to an attribute of a resource."""
    return field(1, field(1, name.encode()))


def fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a protobuf message; numbers are passed over."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        size, at = _read_varint(message, at)
        if tag & 7 == 2:
            yield tag >> 3, message[at : at + size]
            at += size


def field(position: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return _varint(position << 3 | 2) + _varint(len(content)) + content


def number(position: int, value: int) -> bytes:
    """A field with a number; zero is left out."""
    return _varint(position << 3) + _varint(int(value)) if value else b""


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = message[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
