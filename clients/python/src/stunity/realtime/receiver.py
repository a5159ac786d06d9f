"""Takes events from streams and pages alike, and hands each to the listeners once and in order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from stunity.realtime.events import (
    WITHHELD,
    Event,
    Joined,
    Resync,
    Stats,
    event_of,
    resync_of,
)
from stunity.realtime.inbox import Inbox, Verdict


class Sink(Protocol):
    """Where a receiver delivers."""

    def event(self, event: Event) -> None:
        """A durable event in its order, or an ephemeral one."""

    def resync(self, resync: Resync) -> None:
        """A hole that nobody will fill."""

    def joined(self, joined: Joined) -> None:
        """Channels are covered from here on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the connection has to do after a message.

    ``kind`` is "nothing", "opened", "gap" or "move"; ``after`` is in seconds.
    """

    kind: str
    reason: str = ""
    after: float = 0.0


_NOTHING = Outcome("nothing")


class Receiver:
    """One reader's inbox, between what carries events and who listens."""

    def __init__(self, sink: Sink, stats: Stats, *, cursors: bool = False) -> None:
        self.inbox = Inbox()
        self._cursors = cursors
        self._sink = sink
        self._stats = stats

    def message(self, text: str) -> Outcome:
        """Take one message of a stream; what is no envelope is left out."""
        envelope = _parse(text)
        if envelope is None:
            return _NOTHING
        kind, data = envelope["type"], envelope.get("data") or {}
        if kind == "connected":
            return self._opened(data)
        if kind == "heartbeat":
            self._stats.heartbeats += 1
        elif kind == "server:channels":
            self._carries(data)
        elif kind == "server:resync":
            self.resync(resync_of(data))
        elif kind == "server:reconnect":
            return Outcome("move", data.get("reason", ""), data.get("afterMs", 0) / 1000)
        elif not kind.startswith("server:") and not self.take(envelope):
            return Outcome("gap", "gap")
        return _NOTHING

    def page(self, page: dict[str, Any]) -> bool:
        """Take a page of the polling twin; False at a gap, and what follows it was not taken."""
        self._stats.polls += 1
        channels, rejected = page["channels"], page.get("rejected") or []
        epoch = page["nextCursor"].partition(".")[0]
        added = self.inbox.polled(epoch, channels, page["ids"])
        for data in page.get("resync") or []:
            self.resync(resync_of(data))
        if not all(self.take(envelope) for envelope in page["events"]):
            return False
        self.inbox.page_end(page["nextCursor"])
        if added:
            self._tell(channels, added, rejected)
        return True

    def take(self, envelope: dict[str, Any]) -> bool:
        """Take one event; False at a gap."""
        channel, seq = envelope["channel"], envelope.get("seq")
        after = self.inbox.position(channel) or 0
        verdict = self.inbox.accept(envelope["id"], channel, seq)
        if verdict is Verdict.DUPLICATE:
            self._stats.duplicates += 1
        elif verdict is Verdict.DELIVER:
            self._deliver(envelope, seq)
        else:
            self._stats.gaps += 1
        if verdict is Verdict.LOST:
            self.resync(Resync("gap", channel, after + 1, seq, ()))
        return verdict is not Verdict.GAP

    def resync(self, resync: Resync) -> None:
        """Go on after a hole that will not be filled."""
        self.inbox.resync(resync.channel, resync.missed_to)
        self._stats.resyncs += 1
        self._sink.resync(resync)

    def _deliver(self, envelope: dict[str, Any], seq: int | None) -> None:
        data, channel = envelope.get("data") or {}, envelope["channel"]
        if data.get("truncated") is True:
            # Too long for a stream: it happened, and the resource that it names says what.
            self._stats.resyncs += 1
            self._sink.resync(Resync("truncated", channel, seq, seq, (str(data["href"]),)))
        elif envelope["type"] != WITHHELD:
            self._stats.delivered += 1
            cursor = self.inbox.cursor if self._cursors else None
            self._sink.event(event_of(envelope, cursor))

    def _opened(self, data: dict[str, Any]) -> Outcome:
        added = self.inbox.opened(
            epoch=data["epoch"],
            channels=data["channels"],
            ids=data["ids"],
            positions=data["positions"],
            resumed=data["resumed"],
        )
        self._tell(data["channels"], added, data.get("rejected") or [])
        return Outcome("opened")

    def _carries(self, data: dict[str, Any]) -> None:
        added = self.inbox.carries(
            channels=data["channels"],
            removed=data.get("removed") or [],
            ids=data.get("ids") or {},
            positions=data.get("positions") or {},
        )
        self._tell(data["channels"], added, data.get("rejected") or [])

    def _tell(self, channels: list[str], added: list[str], rejected: list[str]) -> None:
        self._stats.rejected = list(rejected)
        self._sink.joined(Joined(tuple(channels), tuple(added), tuple(rejected)))


def _parse(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("type"), str) else None
