"""What a client hands to its listeners."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import JsonValue

from stunity.realtime.machine import State

WITHHELD: Final = "event:withheld"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``at_ms`` is the server's time, in milliseconds since 1970, UTC.

    ``seq`` is where a durable event stands in its channel; an ephemeral one (typing, presence) has
    none. ``cursor`` is what to continue from behind it, where ``Options.cursors`` asks for it.
    """

    id: str
    type: str
    channel: str
    actor_id: str | None
    data: dict[str, JsonValue]
    at_ms: int
    durable: bool
    version: int = 1
    legacy_type: str | None = None
    request_id: str | None = None
    seq: int | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Resync:
    """Events of a channel cannot be given any more: read the resources in ``refetch`` again."""

    reason: str
    channel: str
    missed_from: int | None
    missed_to: int | None
    refetch: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Channels that a stream or a page covers.

    ``added`` do not continue where this client stood: read their resources now. ``rejected`` may
    not be read.
    """

    channels: tuple[str, ...]
    added: tuple[str, ...]
    rejected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A connection is in another state. ``retry_in`` is in seconds, where an attempt is planned."""

    state: State
    previous: State
    reason: str
    failures: int
    retry_in: float | None


@dataclass(slots=True)
class Stats:
    """Counters since the client was made."""

    state: State = State.DISCONNECTED
    attempts: int = 0
    connects: int = 0
    failures: int = 0
    delivered: int = 0
    duplicates: int = 0
    gaps: int = 0
    resyncs: int = 0
    heartbeats: int = 0
    polls: int = 0
    poll_failures: int = 0
    listener_errors: int = 0
    received_bytes: int = 0
    rejected: list[str] = field(default_factory=list)


def resync_of(data: dict[str, Any]) -> Resync:
    """What the server says about a hole."""
    return Resync(
        reason=data["reason"],
        channel=data["channel"],
        missed_from=data.get("missedFrom"),
        missed_to=data.get("missedTo"),
        refetch=tuple(data.get("refetch") or ()),
    )


def event_of(envelope: dict[str, Any], cursor: str | None) -> Event:
    """An envelope of the wire as an event."""
    return Event(
        id=envelope["id"],
        type=envelope["type"],
        channel=envelope["channel"],
        actor_id=envelope.get("actorId"),
        data=envelope.get("data") or {},
        at_ms=envelope.get("timestamp", 0),
        durable=envelope.get("durable", False),
        version=envelope.get("version", 1),
        legacy_type=envelope.get("legacyType"),
        request_id=envelope.get("requestId"),
        seq=envelope.get("seq"),
        cursor=cursor,
    )
