"""The faults of the table at full length, and all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.chaos.checker import quantile
from tests.chaos.crashing_gateway import AFTER_COMMIT, BEFORE_COMMIT, MID_HANDLER
from tests.chaos.drills.oversize import oversize
from tests.chaos.drills.revocation import revocation
from tests.chaos.drills.slow_readers import slow_readers
from tests.chaos.drills.slowloris import slowloris
from tests.chaos.drills.talk import talk
from tests.chaos.faults import (
    crash_postgres,
    freeze_broker,
    kill_relays,
    lose_broker,
    without_broker,
)
from tests.chaos.goals import Figure, Goals, api_statuses, figures
from tests.chaos.report import Report
from tests.chaos.scenario import Outcome, Plan, Scene
from tests.chaos.switches import BROKEN_RELAY, ROUGH_BUS
from tests.chaos.writers import Load

BROKE, CONFLICT, UNAVAILABLE = 0, 409, 503
SLOW_API = 0.25
"""Seconds that a frozen broker may cost a request: the wait of publish after commit."""
_CROWD = Load(pause_seconds=2.0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan for a length and a seed, and its goals; ``must_fail`` is a negative control."""

    says: str
    plan: Callable[[float, int], Plan]
    goals: Goals
    must_fail: bool = False

    async def run(self, scene: Scene, seconds: float, seed: int) -> Report:
        """Carry the plan out and hold the outcome against the goals."""
        outcome = await scene.run(self.plan(seconds, seed))
        if self.must_fail:
            return Report(_found_out(outcome), said=_said(outcome))
        found = figures(outcome, self.goals)
        return Report(found, outcome.verdict.delivered, _said(outcome))


@dataclass(frozen=True, slots=True)
class Drill:
    """What is no plan: it does and measures by itself."""

    says: str
    run: Callable[[Scene, float, int], Coroutine[Any, Any, Report]]


def _found_out(outcome: Outcome) -> list[Figure]:
    """What the checker must have seen of a relay that breaks its promises."""
    verdict = outcome.verdict
    return [
        Figure("losses found", verdict.lost, least=verdict.expected / 50),
        Figure("gaps found", verdict.gaps, least=1),
    ]


def _said(outcome: Outcome) -> list[str]:
    verdict, tally = outcome.verdict, outcome.tally
    done = ", ".join(f"{n} {name}" for name, n in Counter(outcome.record.counts).items() if n)
    failures = ", ".join(f"{n}x{status}" for status, n in api_statuses(outcome).items())
    away = max((ended - began for began, ended in outcome.record.windows), default=0.0)
    slowest = quantile([taken for _, taken in tally.first_try_seconds], 0.99)
    latencies = verdict.seconds()
    library = outcome.library
    p50, p99, most = (quantile(latencies, share) for share in (0.5, 0.99, 1.0))
    return [
        (
            f"{outcome.seconds:.0f} s · {verdict.clients} readers, {verdict.delivered:,} deliveries"
            f" of {verdict.expected:,}, {outcome.dropped:,} copies dropped · commit to client p50"
            f" {p50:.3f} s, p99 {p99:.2f} s, max {most:.2f} s"
        ),
        (
            f"{outcome.committed:,} hot events, {len(tally.answers)} answers of the API, p99"
            f" {slowest:.2f} s, failed tries: {failures or 'none'} · faults: {done or 'none'}"
        ),
        (
            f"the client for Python: {library.clients} readers, {library.delivered:,} deliveries of"
            f" {library.expected:,}, {library.lost} lost, {library.duplicates} twice,"
            f" {library.order_violations} out of order, {outcome.polled} turns to polling"
        ),
        (
            f"{outcome.refusals} streams refused · longest outage of a part {away:.1f} s · longest"
            f" stall of this process {outcome.stall_seconds:.2f} s"
        ),
    ]


def _crashing(point: str) -> Callable[[float, int], Plan]:
    load = replace(_CROWD, crash_point=point, crash_share=0.05)
    return lambda seconds, seed: Plan(seconds, load=load, hot_rate=20, seed=seed)


def everything(seconds: float, seed: int, *, haste: float = 1.0) -> Plan:
    """Every fault at once, so many times as often as usual."""
    return Plan(
        seconds,
        streams=3,
        load=replace(_CROWD, crash_point=AFTER_COMMIT, crash_share=0.04),
        hot_rate=60,
        switches=replace(ROUGH_BUS, seed=seed),
        faults=(
            kill_relays(5.0 / haste),
            freeze_broker(4.0 / haste, 3.0 / haste, repeat=True),
            lose_broker(9.0 / haste, 2.0 / haste, repeat=True),
            crash_postgres(7.0 / haste, 2.0 / haste, repeat=True),
        ),
        unsettled=2.0 * haste,
        level_seconds=40.0,
        seed=seed,
    )


EVERYTHING = Goals(outbox=20.0, api_faults=frozenset({BROKE, CONFLICT, UNAVAILABLE}))

SCENARIOS: Mapping[str, Scenario | Drill] = {
    "calm": Scenario(
        "nothing at all",
        lambda seconds, seed: Plan(seconds, load=_CROWD, hot_rate=60, seed=seed),
        Goals(latency_p99=0.6),
    ),
    "f1": Scenario(
        "workers die between commit and publish",
        _crashing(AFTER_COMMIT),
        Goals(latency_max=2.5, api_faults=frozenset({BROKE, CONFLICT}), faults={"worker kills": 3}),
    ),
    "f2-before": Scenario(
        "workers die before the commit",
        _crashing(BEFORE_COMMIT),
        Goals(api_faults=frozenset({BROKE, CONFLICT}), faults={"worker kills": 3}),
    ),
    "f2-handler": Scenario(
        "workers die in the handler",
        _crashing(MID_HANDLER),
        Goals(api_faults=frozenset({BROKE, CONFLICT}), faults={"worker kills": 3}),
    ),
    "f3": Scenario(
        "relays die in turn, 200 readers",
        lambda seconds, seed: Plan(
            seconds, streams=8, load=_CROWD, hot_rate=20, faults=(kill_relays(5.0),), seed=seed
        ),
        Goals(recovery_p50=1.5, recovery_p99=6.0, faults={"relay kills": 2}),
    ),
    "f4": Scenario(
        "the broker freezes",
        lambda seconds, seed: Plan(
            seconds,
            load=_CROWD,
            hot_rate=40,
            faults=(freeze_broker(2.0, max(seconds - 6.0, 4.0)),),
            seed=seed,
        ),
        Goals(latency_p99=2.5, api_slowdown=SLOW_API, faults={"broker freezes": 1}),
    ),
    "f5": Scenario(
        "the broker dies and forgets",
        lambda seconds, seed: Plan(
            seconds,
            load=_CROWD,
            hot_rate=40,
            faults=(lose_broker(2.0, min(seconds / 2, 10.0)),),
            seed=seed,
        ),
        Goals(latency_p99=3.0, faults={"broker losses": 1}),
    ),
    "f6": Scenario(
        "there is no Pub/Sub from the first moment on",
        lambda seconds, seed: Plan(
            seconds, load=_CROWD, hot_rate=40, faults=(without_broker(),), seed=seed
        ),
        Goals(latency_p50=1.2, latency_p99=2.5, outbox=20.0, faults={"broker losses": 1}),
    ),
    "f7": Scenario(
        "the bus loses 5 %, doubles 10 % and reorders",
        lambda seconds, seed: Plan(
            seconds, load=None, hot_rate=100, switches=replace(ROUGH_BUS, seed=seed), seed=seed
        ),
        Goals(latency_p99=0.6),
    ),
    "f8": Scenario(
        "Postgres crashes and recovers",
        lambda seconds, seed: Plan(
            seconds,
            load=_CROWD,
            hot_rate=40,
            faults=(crash_postgres(4.0, 4.0, repeat=True),),
            seed=seed,
        ),
        # Four seconds away at the most, and level again ten seconds after it accepts.
        Goals(
            latency_max=14.0,
            api_faults=frozenset({CONFLICT, UNAVAILABLE}),
            faults={"database crashes": 1},
        ),
    ),
    "f11": Drill("readers that do not read", slow_readers),
    "f15": Drill("a thousand sockets that never finish their request", slowloris),
    "f16": Drill("bodies, headers and nesting beyond the limits", oversize),
    "f22": Drill("people lose their session or their school while they listen", revocation),
    "talk": Drill("two people write 2,000 messages while everything dies", talk),
    "everything": Scenario(
        "all of it at once, with readers that flap and doze",
        everything,
        EVERYTHING,
    ),
    "negative": Scenario(
        "a relay that only broadcasts must be found out",
        lambda seconds, seed: Plan(
            min(seconds, 5.0),
            load=None,
            hot_rate=100,
            switches=replace(BROKEN_RELAY, seed=seed),
            level_seconds=2.0,
            seed=seed,
        ),
        Goals(),
        must_fail=True,
    ),
}  # fmt: skip
