"""What clients saw and what the log says: the two histories that the checker compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ELSEWHERE = "elsewhere"
"""The reason of a position whose event came under another of its channels."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event as a client handed it to its application.

    ``document`` and ``version`` come from the payload: a counter that was raised under a row lock
    in the transaction of the event, so it knows the true order without any sequence number.
    """

    channel: str
    seq: int
    event_id: str
    received_at: float
    document: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """An event came although the one before it had not."""

    channel: str
    after: int
    got: int


@dataclass(frozen=True, slots=True)
class Resync:
    """The relay declared that events cannot be given."""

    channel: str
    reason: str
    missed_from: int | None
    missed_to: int | None


@dataclass(slots=True)
class History:
    """Everything one client saw. ``starts`` is its position in each channel at its first greeting.

    ``jumps`` are positions that a later greeting changed without declaring a resync; ``overstated``
    counts checkpoints that cover more than was received, which a browser would resume from.
    ``returned_at`` are the moments at which a lost stream was greeted again, monotonic seconds.
    """

    client: str
    starts: dict[str, int] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    resyncs: list[Resync] = field(default_factory=list)
    jumps: list[Gap] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    returned_at: list[float] = field(default_factory=list)
    overstated: int = 0
    dropped: int = 0
    connects: int = 0
    refusals: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the log."""

    event_id: str
    committed_at: float


@dataclass(frozen=True, slots=True)
class Truth:
    """The log at the end: heads by channel name, and rows by channel name and position."""

    heads: Mapping[str, int]
    rows: Mapping[tuple[str, int], Logged]
