"""What a run must reach, from the table of faults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.chaos.checker import quantile
from tests.chaos.scenario import Outcome

_LIMITED = 429
RELAY_AWAY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Goals:
    """Bounds in seconds; None asks for nothing.

    Each is widened by the longest stall of this process during the run: what the machine did not
    let a waiting task do, it did not let the product do either. Recovery is measured with relays
    that are back after two seconds, and widened by what a relay took longer to start.
    ``api_slowdown`` is what a request may take longer during a fault than in the same run's calm.
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


def api_statuses(outcome: Outcome) -> dict[int, int]:
    """Failed tries of writers by status, without those that a rate limit refused."""
    return {s: n for s, n in sorted(outcome.tally.failures.items()) if s != _LIMITED}


def misses(outcome: Outcome, goals: Goals) -> list[str]:
    """The goals that a run missed, in words; empty when it is good.

    ``api_faults`` are statuses that writers may have met, 0 being a connection that broke; and
    ``faults`` says how many of each must have been done, so that nothing passes untried.
    """
    verdict, slack = outcome.verdict, outcome.stall_seconds
    away = max((ended - began for began, ended in outcome.record.windows), default=0.0)
    late = max(away - RELAY_AWAY_SECONDS, 0.0)
    found = [] if verdict.clean else [f"promises broken: {verdict.examples}"]
    latencies = verdict.seconds()
    for name, limit, measured in (
        ("latency p50", goals.latency_p50, quantile(latencies, 0.5)),
        ("latency p99", goals.latency_p99, quantile(latencies, 0.99)),
        ("latency max", goals.latency_max, quantile(latencies, 1.0)),
        ("recovery p50", _later(goals.recovery_p50, late), quantile(verdict.recoveries, 0.5)),
        ("recovery p99", _later(goals.recovery_p99, late), quantile(verdict.recoveries, 0.99)),
        ("outbox empty", goals.outbox, outcome.outbox_seconds),
        ("API slower by", goals.api_slowdown, _slowdown(outcome)),
    ):
        if limit is not None and not measured <= limit + slack:
            found.append(f"{name}: {measured:.2f} s, goal {limit:.2f} s, stalls {slack:.2f} s")
    for status, count in api_statuses(outcome).items():
        if status not in goals.api_faults:
            found.append(f"API: {count} answers {status}")
    if outcome.tally.given_up:
        found.append(f"API: {outcome.tally.given_up} requests never answered")
    for fault, least in (goals.faults or {}).items():
        if outcome.record.counts[fault] < least:
            found.append(f"{fault}: {outcome.record.counts[fault]}, wanted {least}")
    if outcome.wrong_effects:
        found.append(f"API: {len(outcome.wrong_effects)} keys do not have one effect")
    found += [f"logged: {line[:300]}" for line in outcome.logged_errors[:3]]
    return found


def _later(limit: float | None, seconds: float) -> float | None:
    return None if limit is None else limit + seconds


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
