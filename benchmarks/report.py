"""The table in which every benchmark prints its figures beside their goals."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. ``goal`` is the most it should be, ``least`` the least.

    Without either it is there for comparison.
    """

    name: str
    value: float
    unit: str = "ms"
    goal: float | None = None
    note: str = ""
    least: float | None = None

    @property
    def verdict(self) -> str:
        """``ok``, ``MISSED``, or nothing where there is no goal."""
        if self.goal is None and self.least is None:
            return ""
        low_enough = self.goal is None or self.value <= self.goal
        high_enough = self.least is None or self.value >= self.least
        return "ok" if low_enough and high_enough else "MISSED"

    @property
    def bound(self) -> str:
        """The goal in words."""
        if self.goal is not None:
            return f"goal {self.goal:g}"
        return "" if self.least is None else f"goal {self.least:g}+"


def print_table(title: str, figures: Sequence[Figure]) -> None:
    """Print the figures below a title, one a line, and how busy the machine was meanwhile."""
    width = max(len(figure.name) for figure in figures)
    print(f"\n{title} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")
    for figure in figures:
        line = f"  {figure.name:{width}} {figure.value:9.2f} {figure.unit:3} {figure.bound:9}"
        print(f"{line} {figure.verdict:6} {figure.note}".rstrip(), flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of interleaved rounds: noise of neighbours hits both sides."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
