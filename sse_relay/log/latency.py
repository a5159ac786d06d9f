"""How long events take from their making to the sockets, as a histogram by the way they came."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from sse_relay.wire.frames import StreamEvent

BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_STAMP = b'"timestamp":'
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
    """One observation an event, not one a delivery: it costs the hot path nothing."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self.by_way = {"bus": Histogram(), "log": Histogram()}

    def note(self, event: StreamEvent, way: str) -> None:
        """An event is being handed to the sockets; it came over the ``bus`` or from the ``log``."""
        made = made_at(event)
        if made is not None:
            self.by_way[way].observe(self._wall() - made)


def made_at(event: StreamEvent) -> float | None:
    """The time in an event's envelope, in epoch seconds; None where it has none.

    The envelope's own stamp stands behind the payload, so the last one is it.
    """
    start = event.frame.rfind(_STAMP)
    digits = event.frame[start + len(_STAMP) : start + len(_STAMP) + _STAMP_DIGITS]
    return int(digits) / 1000 if start >= 0 and digits.isdigit() else None
