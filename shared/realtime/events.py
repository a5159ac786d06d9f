"""What the relay says to one connection; never logged, never replayed."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.events.event import Event, event


@event("connected", audience=(), durable=False)
class Connected(Event):
    """The stream is open. ``ids`` and ``positions`` let a client compose its own cursor."""

    connection_id: UUID
    tenant_id: UUID
    user_id: UUID
    epoch: str
    channels: list[str]
    ids: dict[str, str]
    positions: dict[str, int]
    rejected: list[str]
    resumed: bool
    heartbeat_seconds: float
    max_connection_seconds: float


@event("heartbeat", audience=(), durable=False, legacy="ping")
class Heartbeat(Event):
    """The stream is alive although nothing happened."""

    timestamp: int


@event("server:reconnect", audience=(), durable=False)
class ServerReconnect(Event):
    """The stream is about to end; come back after ``afterMs`` with the last cursor."""

    after_ms: int
    reason: Literal["max_age", "drain", "overflow"]


@event("server:resync", audience=(), durable=False)
class ServerResync(Event):
    """Events of a channel cannot be replayed: read the named resources again."""

    reason: Literal["history_expired", "too_far_behind", "epoch", "access"]
    channel: str
    missed_from: int | None
    missed_to: int | None
    refetch: list[str]


@event("server:channels", audience=(), durable=False)
class ServerChannels(Event):
    """The stream carries other channels from here on, as ``connected`` would say it.

    ``ids`` and ``positions`` are those of the added ones, which begin at their present end.
    """

    channels: list[str]
    added: list[str]
    removed: list[str]
    rejected: list[str]
    ids: dict[str, str]
    positions: dict[str, int]


@event("event:withheld", audience=())
class EventWithheld(Event):
    """An event of somebody whom the reader hides; it keeps the position and says nothing else."""


@event("access:changed", audience=("user:{user_id}",), nobodys=True)
class AccessChanged(Event):
    """What a person may hear has changed: channels, rights, hidden people, or whether at all.

    It stands in the log, so that relays act on it with and without the bus. Clients get its place
    and nothing else (``event:withheld``): somebody who was blocked is not told.
    """

    user_id: UUID


@event("control:channels", audience=("user:{user_id}",), durable=False)
class ControlChannels(Event):
    """A stream asks for other channels; relays act on it and never pass it on.

    Without ``connectionId`` all streams of the person are checked anew, as by ``access:changed``,
    which has taken that over.
    """

    user_id: UUID
    add: list[str] = Field(default_factory=list)
    remove: list[str] = Field(default_factory=list)
    connection_id: UUID | None = None
