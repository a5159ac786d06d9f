"""Counters and gauges in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Sample = tuple[Mapping[str, str], float]

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

    def render(self) -> bytes:
        """The whole text."""
        return ("\n".join(self._lines) + "\n").encode()

    def _family(self, name: str, kind: str, text: str, value: float | Iterable[Sample]) -> None:
        full = f"{self._prefix}_{name}"
        self._lines += (f"# HELP {full} {text}", f"# TYPE {full} {kind}")
        samples = [({}, value)] if isinstance(value, int | float) else value
        for labels, number in samples:
            pairs = ",".join(f'{key}="{_escape(label)}"' for key, label in labels.items())
            self._lines.append(f"{full}{{{pairs}}} {number}" if pairs else f"{full} {number}")


def _escape(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
