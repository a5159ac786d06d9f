"""How long events take from their making to the sockets, as a histogram by the way they came."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from shared.telemetry.cause import Cause, Trace, caused_by
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from shared.telemetry.spans import SILENT, Kind, Telemetry
from sse_relay.wire.frames import StreamEvent

LATE_SECONDS = 5.0
"""From its making to the sockets, an event should take a fraction of a second."""

BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_STAMP = b'"timestamp":'
_REQUEST = re.compile(rb'"requestId":"([A-Za-z0-9._-]{8,64})"')
_STAMP_DIGITS = 13  # of milliseconds, until the year 2286


class Histogram:
    """Counts observations below each bound, in seconds; the last place is for those above all."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_SECONDS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one; a clock behind ours makes no negative time."""
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(BOUNDS_SECONDS, seconds)] += 1
        self.total += seconds


def quantile(spreads: Iterable[Histogram], share: float) -> float | None:
    """The bound below which this share of all observations lies; None without any.

    Above all bounds it is the last of them.
    """
    counts = [sum(column) for column in zip(*(spread.counts for spread in spreads), strict=True)]
    wanted, seen = share * sum(counts), 0
    if not wanted:
        return None
    for bound, count in zip(BOUNDS_SECONDS, counts, strict=False):
        seen += count
        if seen >= wanted:
            return bound
    return BOUNDS_SECONDS[-1]


class Latency:
    """One observation an event, not one a delivery: it costs the hot path nothing.

    An event that is late is logged under the request that made it, one in ten seconds at the most.
    Where a collector is named, each event of a recorded trace ends in a span.
    """

    def __init__(self, wall: Callable[[], float], telemetry: Telemetry = SILENT) -> None:
        self._wall = wall
        self._telemetry = telemetry
        self._records = telemetry is not SILENT
        self.by_way = {"bus": Histogram(), "log": Histogram()}

    def note(self, event: StreamEvent, way: str, traceparent: str = "") -> None:
        """An event is being handed to the sockets; it came over the ``bus`` or from the ``log``."""
        made = made_at(event)
        if made is None:
            return
        lag = self._wall() - made
        self.by_way[way].observe(lag)
        if lag > LATE_SECONDS:
            self._report(event, way, lag, Trace.parse(traceparent))
        if self._records and traceparent:
            self._record(event, way, lag, Trace.parse(traceparent))

    def close(self) -> None:
        """Send what is recorded, and no more."""
        self._telemetry.close()

    def _report(self, event: StreamEvent, way: str, lag: float, trace: Trace | None) -> None:
        with caused_by(Cause(request_of(event), trace)):
            report(
                Signal.RELAY_EVENT_LATE,
                every=10,
                type=event.type,
                way=way,
                lagSeconds=round(lag, 3),
            )

    def _record(self, event: StreamEvent, way: str, lag: float, trace: Trace | None) -> None:
        with self._telemetry.span("relay delivery", Kind.CONSUMER, trace) as span:
            span.set({"stunity.event": event.type, "stunity.way": way, "stunity.lag_seconds": lag})


def request_of(event: StreamEvent) -> str | None:
    """The request in an event's envelope; None where it names none."""
    found = _REQUEST.findall(event.frame)
    return found[-1].decode() if found else None


def made_at(event: StreamEvent) -> float | None:
    """The time in an event's envelope, in epoch seconds; None where it has none.

    The envelope's own stamp stands behind the payload, so the last one is it.
    """
    start = event.frame.rfind(_STAMP)
    digits = event.frame[start + len(_STAMP) : start + len(_STAMP) + _STAMP_DIGITS]
    return int(digits) / 1000 if start >= 0 and digits.isdigit() else None
