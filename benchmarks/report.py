"""The table in which every benchmark prints its figures beside their goals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``goal`` is the most it should be; without one it is for comparison."""

    name: str
    value: float
    unit: str = "ms"
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``ok``, ``MISSED``, or nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "ok" if self.value <= self.goal else "MISSED"


def print_table(title: str, figures: Sequence[Figure]) -> None:
    """Print the figures below a title, one a line."""
    width = max(len(figure.name) for figure in figures)
    print(f"\n{title}")
    for figure in figures:
        goal = "" if figure.goal is None else f"goal {figure.goal:g}"
        line = f"  {figure.name:{width}} {figure.value:9.2f} {figure.unit:3} {goal:9}"
        print(f"{line} {figure.verdict:6} {figure.note}".rstrip(), flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of interleaved rounds: noise of neighbours hits both sides."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
