"""Counters, gauges and histograms in Prometheus' text format.

Numbers are kept where they arise, as plain integers; this only prints them. The official client
would put an object with a lock behind each increment, on the path of every delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Sample = tuple[Mapping[str, str], float]
Spread = tuple[Mapping[str, str], Sequence[float], Sequence[int], float]
"""Labels, upper bounds, counts (one more than bounds) and the sum of all observations."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Exposition:
    """Collects metric families and prints them."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._lines: list[str] = []

    def counter(self, name: str, text: str, value: float | Iterable[Sample]) -> None:
        """A number that only grows."""
        self._family(f"{name}_total", "counter", text, value)

    def gauge(self, name: str, text: str, value: float | Iterable[Sample]) -> None:
        """A number that goes up and down."""
        self._family(name, "gauge", text, value)

    def histogram(self, name: str, text: str, samples: Iterable[Spread]) -> None:
        """How observations spread over bounds; counts are those below each bound alone."""
        full = f"{self._prefix}_{name}"
        self._lines += (f"# HELP {full} {text}", f"# TYPE {full} histogram")
        for labels, bounds, counts, total in samples:
            below = 0
            for bound, count in zip([*map(str, bounds), "+Inf"], counts, strict=True):
                below += count
                self._sample(f"{full}_bucket", {**labels, "le": bound}, below)
            self._sample(f"{full}_sum", labels, total)
            self._sample(f"{full}_count", labels, below)

    def render(self) -> bytes:
        """The whole text."""
        return ("\n".join(self._lines) + "\n").encode()

    def _family(self, name: str, kind: str, text: str, value: float | Iterable[Sample]) -> None:
        full = f"{self._prefix}_{name}"
        self._lines += (f"# HELP {full} {text}", f"# TYPE {full} {kind}")
        samples = [({}, value)] if isinstance(value, int | float) else value
        for labels, number in samples:
            self._sample(full, labels, number)

    def _sample(self, name: str, labels: Mapping[str, str], number: float) -> None:
        pairs = ",".join(f'{key}="{_escape(label)}"' for key, label in labels.items())
        self._lines.append(f"{name}{{{pairs}}} {number}" if pairs else f"{name} {number}")


def _escape(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
