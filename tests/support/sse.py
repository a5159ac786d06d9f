"""A client that believes nothing: it reads a stream and checks each promise on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.realtime.channels import decode_id
from shared.realtime.cursor import Cursor


@dataclass(frozen=True)
class Response:
    """The head of a response and what of its body has come."""

    status: int
    headers: dict[str, str]
    body: bytes
    ended: bool


def read_response(data: bytes) -> Response | None:
    """Parse a response, undoing chunks; None while its head is incomplete."""
    head, separator, rest = data.partition(b"\r\n\r\n")
    if not separator:
        return None
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    status = int(status_line.split()[1])
    if headers.get("transfer-encoding") != "chunked":
        return Response(status, headers, rest, ended=True)
    body = b""
    while True:
        size, separator, rest = rest.partition(b"\r\n")
        if not separator:
            return Response(status, headers, body, ended=False)
        length = int(size, 16)
        if length == 0:
            return Response(status, headers, body, ended=True)
        if len(rest) < length + 2:
            return Response(status, headers, body, ended=False)
        assert rest[length : length + 2] == b"\r\n"
        body += rest[:length]
        rest = rest[length + 2 :]


@dataclass
class Block:
    """One block of the stream: an event, a checkpoint or a comment."""

    event: str | None = None
    id: str | None = None
    data: Any = None


def blocks(body: bytes) -> Iterator[Block]:
    """The complete blocks of a stream."""
    text = body.decode()
    *whole, _ = text.split("\n\n")
    for part in whole:
        block = Block()
        for line in part.split("\n"):
            name, _, value = line.partition(": ")
            if name == "event":
                block.event = value
            elif name == "id":
                block.id = value
            elif name == "data":
                block.data = json.loads(value)
        yield block


@dataclass
class CheckedStream:
    """Positions as a client keeps them; every violated promise is an AssertionError.

    Without ``numbered``, as with a filter, positions may have holes that checkpoints cover.
    """

    asked: Cursor | None = None
    numbered: bool = True
    epoch: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    resyncs: list[dict[str, Any]] = field(default_factory=list)
    reconnects: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    cursor: Cursor | None = None
    connected: dict[str, Any] | None = None
    begins: dict[str, int] = field(default_factory=dict)
    _seen: int = 0
    _stands_at: dict[str, int] = field(default_factory=dict)

    def read(self, body: bytes) -> None:
        """Take the body so far and check what is new in it."""
        whole = list(blocks(body))
        for block in whole[self._seen :]:
            self._take(block)
        self._seen = len(whole)

    def vector(self) -> Cursor:
        """The cursor that this client would send."""
        return Cursor(
            self.epoch, {decode_id(self.ids[name]): seq for name, seq in self.positions.items()}
        )

    def _take(self, block: Block) -> None:
        if block.id is not None:
            self.cursor = Cursor.parse(block.id)
            if not self.numbered:
                self._follow(self.cursor)
            assert self.cursor == self.vector(), "a checkpoint covers exactly what came before it"
        elif block.data is not None:
            self._take_event(block.data)

    def _take_event(self, event: dict[str, Any]) -> None:
        data = event["data"]
        if event["type"] == "connected":
            self._connect(data)
        elif event["type"] == "server:resync":
            self.resyncs.append(data)
            if data["reason"] == "access":
                del self.positions[data["channel"]]
                return
            if data["missedFrom"] is not None and self.numbered:
                assert data["missedFrom"] == self._stands_at[data["channel"]] + 1
            self._move(data["channel"], data["missedTo"])
        elif event["type"] == "server:channels":
            self._change(data)
        elif event["type"] == "server:reconnect":
            self.reconnects.append(data["reason"])
        elif event["durable"]:
            channel = event["channel"]
            expected = self.positions[channel] + 1
            assert event["seq"] == expected or (event["seq"] > expected and not self.numbered), (
                "in order, once, without a hole"
            )
            self._move(channel, event["seq"])
            self.events.append(event)
        elif event["type"] != "heartbeat":
            assert "seq" not in event
            self.events.append(event)

    def _follow(self, cursor: Cursor) -> None:
        for name in self.positions:
            position = cursor.positions[decode_id(self.ids[name])]
            assert position >= self.positions[name], "a checkpoint never goes back"
            self._move(name, position)

    def _move(self, channel: str, seq: int) -> None:
        self.positions[channel] = self._stands_at[channel] = seq

    def _change(self, data: dict[str, Any]) -> None:
        self.changes.append(data)
        for name in data["removed"]:
            del self.positions[name]
        for name in data["added"]:
            assert name not in self.positions, "a channel is added once"
            self.ids[name] = data["ids"][name]
            self._move(name, data["positions"][name])
        assert self.positions.keys() == set(data["channels"])

    def _connect(self, data: dict[str, Any]) -> None:
        assert self.connected is None
        self.connected = data
        self.epoch = data["epoch"]
        self.ids = data["ids"]
        self.positions = dict(data["positions"])
        assert set(self.ids) == set(self.positions) == set(data["channels"])
        self.begins = dict(self.positions)
        asked = {} if self.asked is None else self.asked.positions
        # A resync says from where on events are missing: from where this client stood.
        self._stands_at = {
            name: asked.get(decode_id(self.ids[name]), seq) for name, seq in self.positions.items()
        }
