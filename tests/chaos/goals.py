"""What a run must reach, from the table of faults, and what it reached."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from typing_extensions import override

from tests.chaos.checker import Verdict, quantile
from tests.chaos.scenario import Outcome

_LIMITED = 429
RELAY_AWAY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its goal: the most that it may be, or the least.

    ``slack`` widens the goal by what the machine, and not the product, took.
    """

    name: str
    value: float
    most: float | None = None
    least: float | None = None
    unit: str = ""
    slack: float = 0.0
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; a figure without a goal is there to be read."""
        low_enough = self.most is None or self.value <= self.most + self.slack
        high_enough = self.least is None or self.value >= self.least
        return low_enough and high_enough

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.most is not None:
            widened = f" + {self.slack:.2f}" if self.slack else ""
            return f"{'at most ' if self.most else ''}{self.most:g}{widened}"
        return "" if self.least is None else f"at least {self.least:g}"

    @override
    def __str__(self) -> str:
        unit = self.unit and f" {self.unit}"
        return f"{self.name}: {self.value:.2f}{unit}, goal {self.goal}{unit} {self.note}".rstrip()


@dataclass(frozen=True, slots=True)
class Goals:
    """Bounds in seconds; None asks for nothing.

    Each is widened by the longest stall of this process during the run: what the machine did not
    let a waiting task do, it did not let the product do either. Recovery is measured with relays
    that are back after two seconds, and widened by what a relay took longer to start.
    ``api_slowdown`` is what a request may take longer during a fault than in the same run's calm.
    ``api_faults`` are statuses that writers may have met, 0 being a connection that broke; and
    ``faults`` says how many of each must have been done, so that nothing passes untried.
    """

    latency_p50: float | None = None
    latency_p99: float | None = None
    latency_max: float | None = None
    recovery_p50: float | None = None
    recovery_p99: float | None = None
    outbox: float | None = 10.0
    api_slowdown: float | None = None
    api_faults: frozenset[int] = frozenset()
    faults: Mapping[str, int] | None = None


def promises(verdict: Verdict, whose: str = "") -> list[Figure]:
    """What holds in every run, whatever was broken; ``whose`` stands before each name."""
    counts = {
        "lost": verdict.lost,
        "duplicates": verdict.duplicates,
        "order violations": verdict.order_violations,
        "false resets": verdict.false_resets,
        "gaps": verdict.gaps,
        "not in the log": verdict.strangers,
        "overstated checkpoints": verdict.overstated,
    }
    found = [Figure(whose + name, count, most=0) for name, count in counts.items()]
    examples = "; ".join(verdict.examples)
    found.append(Figure(f"{whose}deliveries", verdict.delivered, least=1, note=examples))
    return found


def figures(outcome: Outcome, goals: Goals) -> list[Figure]:
    """Every figure of a run that has a goal."""
    verdict, slack = outcome.verdict, outcome.stall_seconds
    away = max((ended - began for began, ended in outcome.record.windows), default=0.0)
    late = max(away - RELAY_AWAY_SECONDS, 0.0)
    latencies, recoveries = verdict.seconds(), verdict.recoveries
    found = promises(verdict) + promises(outcome.library, "the Python client: ")
    for name, limit, measured, wider in (
        ("latency p50", goals.latency_p50, quantile(latencies, 0.5), 0.0),
        ("latency p99", goals.latency_p99, quantile(latencies, 0.99), 0.0),
        ("latency max", goals.latency_max, quantile(latencies, 1.0), 0.0),
        ("recovery p50", goals.recovery_p50, quantile(recoveries, 0.5), late),
        ("recovery p99", goals.recovery_p99, quantile(recoveries, 0.99), late),
        ("outbox empty", goals.outbox, outcome.outbox_seconds, 0.0),
        ("API slower by", goals.api_slowdown, _slowdown(outcome), 0.0),
    ):
        if limit is not None:
            found.append(Figure(name, measured, most=limit, unit="s", slack=slack + wider))
    unforeseen = {s: n for s, n in api_statuses(outcome).items() if s not in goals.api_faults}
    errors = outcome.logged_errors
    return [
        *found,
        Figure(
            "unforeseen API failures",
            sum(unforeseen.values()),
            most=0,
            note=", ".join(f"{n} x {status}" for status, n in unforeseen.items()),
        ),
        Figure("requests never answered", outcome.tally.given_up, most=0),
        Figure("keys without one effect", len(outcome.wrong_effects), most=0),
        Figure("errors logged", len(errors), most=0, note=" ".join(e[:3000] for e in errors[:3])),
        *(
            Figure(fault, outcome.record.counts[fault], least=least)
            for fault, least in (goals.faults or {}).items()
        ),
    ]


def misses(outcome: Outcome, goals: Goals) -> list[str]:
    """The goals that a run missed, in words; empty when it is good."""
    found = [str(figure) for figure in figures(outcome, goals) if not figure.reached]
    return [*found, *(line for one in (outcome.verdict, outcome.library) for line in one.examples)]


def api_statuses(outcome: Outcome) -> dict[int, int]:
    """Failed tries of writers by status, without those that a rate limit refused."""
    return {s: n for s, n in sorted(outcome.tally.failures.items()) if s != _LIMITED}


def _slowdown(outcome: Outcome) -> float:
    """Seconds between the 0.9 quantiles of first tries inside and outside the faults' windows.

    Of some hundred requests the 99th percentile would be the worst one's luck. Infinite when no
    request was made inside or none outside: nothing was measured.
    """
    inside: list[float] = []
    outside: list[float] = []
    for at, seconds in outcome.tally.first_try_seconds:
        faulty = any(began <= at < ended for began, ended in outcome.record.windows)
        (inside if faulty else outside).append(seconds)
    if not inside or not outside:
        return math.inf
    return quantile(inside, 0.9) - quantile(outside, 0.9)
