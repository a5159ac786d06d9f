"""The faults of the table at full length, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.chaos.crashing_gateway import AFTER_COMMIT, BEFORE_COMMIT, MID_HANDLER
from tests.chaos.faults import crash_postgres, freeze_broker, kill_relays, lose_broker
from tests.chaos.goals import Goals
from tests.chaos.scenario import Plan
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


def _crashing(point: str) -> Callable[[float, int], Plan]:
    load = replace(_CROWD, crash_point=point, crash_share=0.05)
    return lambda seconds, seed: Plan(seconds, load=load, hot_rate=20, seed=seed)


def _everything(seconds: float, seed: int) -> Plan:
    return Plan(
        seconds,
        streams=3,
        load=replace(_CROWD, crash_point=AFTER_COMMIT, crash_share=0.04),
        hot_rate=60,
        switches=replace(ROUGH_BUS, seed=seed),
        faults=(
            kill_relays(5.0),
            freeze_broker(4.0, 3.0, repeat=True),
            lose_broker(9.0, 2.0, repeat=True),
            crash_postgres(7.0, 2.0, repeat=True),
        ),
        unsettled=2.0,
        level_seconds=40.0,
        seed=seed,
    )


SCENARIOS: Mapping[str, Scenario] = {
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
    "everything": Scenario(
        "all of it at once, with readers that flap and doze",
        _everything,
        Goals(outbox=20.0, api_faults=frozenset({BROKE, CONFLICT, UNAVAILABLE})),
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
