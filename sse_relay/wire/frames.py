"""The bytes of the stream: server-sent events inside HTTP/1.1 chunks, each encoded once.

For HTTP/1.0 the chunks are taken off again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any
from uuid import UUID

from shared.events.event import Event as Declared
from shared.ids import uuid7
from shared.realtime.envelope import Envelope, with_seq
from shared.realtime.hiding import FOR_RELAYS, withheld

EPHEMERAL = 0
"""Position of an event that is delivered to open streams and never replayed."""

JOIN_BYTES = 16_384
"""Up to this size, several pieces are joined and written as one."""

LAST_CHUNK = b"0\r\n\r\n"
PADDING = b":" + b" " * 2048 + b"\n\n"
"""Some proxies and old browsers hold the first two kilobytes of a response back."""

HEARTBEAT_COMMENT = b": heartbeat\n\n"
SILENCE_COMMENT = b": open\n\n"
"""Sent where nothing else was for a while: proxies cut what is silent."""

_ACTOR = re.compile(rb'"actorId":(?:null|"([^"]*)")')
_TYPE = re.compile(r"[a-z_]+(:[a-z_]+)?", re.ASCII)
_DATA = b"data: "
_BLOCK_END = b"\n\n"


class MalformedEvent(ValueError):
    """The text cannot stand on a stream as one event."""


def _refuse_constant(name: str) -> float:
    # NaN and Infinity, which Python reads and browsers do not.
    raise ValueError(name)


_STRICT = json.JSONDecoder(parse_constant=_refuse_constant)


class Spelling(Enum):
    """The forms in which one event can stand on a stream."""

    ENVELOPE = auto()
    NAMED = auto()
    """The type as event name, the payload alone as data."""
    LEGACY = auto()
    """The envelope under the event's older name, where it has one."""
    NAMED_LEGACY = auto()
    PLACE = auto()
    """Its position, and nothing of what happened."""


class StreamEvent:
    """One event with its frame, shared by all connections that receive it."""

    __slots__ = ("_actor", "_others", "frame", "seq", "type")

    def __init__(self, seq: int, type_: str, envelope: str) -> None:
        # A line break inside would let a payload speak as the server: JSON never needs one.
        if _TYPE.fullmatch(type_) is None or "\n" in envelope or "\r" in envelope:
            raise MalformedEvent(type_[:80])
        if not envelope.startswith("{") or not envelope.endswith("}"):
            raise MalformedEvent(type_)
        self.seq = seq
        self.type = type_
        block = envelope.encode()
        if type_ == FOR_RELAYS:
            block = _json(withheld(json.loads(envelope)))
        self.frame = chunk(_DATA + block + _BLOCK_END)
        self._actor: bytes | None = None
        self._others: dict[Spelling, bytes] | None = None

    @classmethod
    def from_log(cls, seq: int, type_: str, body: str) -> StreamEvent:
        """An event as the log stores it, without its position; raises MalformedEvent."""
        return cls(seq, type_, with_seq(body, seq))

    @classmethod
    def from_bus(cls, seq: int, type_: str, data: bytes) -> StreamEvent:
        """An event as the bus carries it, with its position; raises MalformedEvent."""
        try:
            envelope = data.decode()
            parsed = _STRICT.decode(envelope)
        except (ValueError, RecursionError) as error:
            raise MalformedEvent(type_[:80]) from error
        # The log has every durable event as it should be; what is not whole is left to it.
        if not isinstance(parsed, dict) or parsed.get("type") != type_ or "data" not in parsed:
            raise MalformedEvent(type_[:80])
        if seq < EPHEMERAL or (seq and not envelope.endswith(f',"seq":{seq}}}')):
            raise MalformedEvent(type_[:80])
        return cls(seq, type_, envelope)

    def envelope(self) -> dict[str, object]:
        """The parsed envelope."""
        start = self.frame.index(_DATA) + len(_DATA)
        parsed: dict[str, object] = json.loads(self.frame[start : -len(b"\n\n\r\n")])
        return parsed

    @property
    def actor(self) -> bytes:
        """Whose doing it is, as it stands in the envelope; empty where it is nobody's."""
        if self._actor is None:
            # The first match is the envelope's own: texts that people write come after it.
            match = _ACTOR.search(self.frame)
            self._actor = b"" if match is None else match[1] or b""
        return self._actor

    def spelled(self, spelling: Spelling) -> bytes:
        """The frame in another form, made once; raises MalformedEvent."""
        if spelling is Spelling.ENVELOPE:
            return self.frame
        if self._others is None:
            self._others = {}
        frame = self._others.get(spelling)
        if frame is None:
            try:
                frame = chunk(_spell(self.envelope(), spelling))
            except (KeyError, TypeError, ValueError, RecursionError) as error:
                raise MalformedEvent(self.type) from error
            self._others[spelling] = frame
        return frame


def chunk(block: bytes) -> bytes:
    """Wrap a block into one HTTP chunk."""
    return b"%x\r\n%b\r\n" % (len(block), block)


def unchunk(frame: bytes) -> bytes:
    """The block inside a chunk."""
    return frame[frame.index(b"\r\n") + 2 : -2]


def checkpoint(cursor: bytes, *, as_event: bool = False) -> bytes:
    """A block that sets the client's Last-Event-ID and dispatches nothing.

    ``as_event`` is for clients that forget an id without data (npm's eventsource-parser and what is
    built on it): an event ``checkpoint`` that nobody needs to listen to.
    """
    head = b"event: checkpoint\ndata:\nid: " if as_event else b"id: "
    return head + cursor + _BLOCK_END


def retry(milliseconds: int) -> bytes:
    """The reconnection delay of a native EventSource, as a bare block."""
    return b"retry: %d\n\n" % milliseconds


def system_block(event: Declared, *, tenant_id: UUID, wall: float, named: bool) -> bytes:
    """What the relay itself says to one connection, as a bare block."""
    data = event.model_dump(mode="json", by_alias=True)
    if named:
        return _named_block(event.legacy_type or event.wire_name, data)
    envelope = Envelope(
        id=uuid7(datetime.fromtimestamp(wall, UTC)),
        type=event.wire_name,
        version=event.version,
        tenant_id=tenant_id,
        channel="connection",
        actor_id=None,
        data=data,
        timestamp=int(wall * 1000),
        durable=False,
        legacy_type=event.legacy_type,
    )
    return _DATA + envelope.body().encode() + _BLOCK_END


def _spell(envelope: Mapping[str, Any], spelling: Spelling) -> bytes:
    older = envelope.get("legacyType") or envelope["type"]
    if spelling is Spelling.NAMED:
        return _named_block(envelope["type"], envelope["data"])
    if spelling is Spelling.NAMED_LEGACY:
        return _named_block(older, envelope["data"])
    if spelling is Spelling.LEGACY:
        return _DATA + _json({**envelope, "type": older}) + _BLOCK_END
    return _DATA + _json(withheld(envelope)) + _BLOCK_END


def _named_block(name: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), _json(data))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
