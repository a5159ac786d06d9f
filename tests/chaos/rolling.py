"""F20: a deployment replaces the relays one after another, under a thousand streams."""

from __future__ import annotations

import asyncio
import random
import signal
from bisect import bisect_left
from collections.abc import Sequence

import uvloop

from tests.chaos.checker import quantile
from tests.chaos.faults import Fault, Record
from tests.chaos.goals import Figure, Goals, figures
from tests.chaos.report import Report
from tests.chaos.scenario import Outcome, Plan, Scene
from tests.chaos.world import World, wait_ended

RESTARTS = "relay restarts"
DRAIN_SECONDS = 8.0
"""From SIGTERM to the end of the process; Cloud Run kills after ten."""
WORST_SECOND = 0.25
"""Share of all reconnects that one second may carry."""

SPREAD_SECONDS = 5.0
"""Over which a relay sends its readers away, by its default."""

_PEOPLE, _STREAMS = 100, 10
_SETTINGS = {
    # While one relay restarts, the other has all of them.
    "RELAY_INSTANCE_STREAMS": str(_PEOPLE * _STREAMS * 2),
}
_SECONDS = 40.0
_RATE = 3.0
_BACK_SECONDS = 120.0


def restart_relays(names: Sequence[str] | None = None, *, after: float = 1.0) -> Fault:
    """SIGTERM to each relay in turn, the next one when the last is back; then no more.

    The record's windows are those from the signal to the end of the old process.
    """

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        await asyncio.sleep(after * dice.uniform(0.8, 1.2))
        for name in names or world.relay_names():
            began = world.now()
            pid = world.send(name, signal.SIGTERM)
            await asyncio.to_thread(wait_ended, pid)
            record.windows.append((began, world.now()))
            record.counts[RESTARTS] += 1
            await asyncio.to_thread(
                world.stack.wait_ready, name, not_pid=pid, seconds=_BACK_SECONDS
            )

    return fault


def worst_second(moments: Sequence[float]) -> float:
    """The largest share of the moments that lies within any one second; 0 without moments."""
    ordered = sorted(moments)
    most = max((n - bisect_left(ordered, at - 1.0) + 1 for n, at in enumerate(ordered)), default=0)
    return most / len(ordered) if ordered else 0.0


def spread(outcome: Outcome, *, restarts: int, readers: int, worst: float) -> list[Figure]:
    """What a rolling restart must reach: nobody misses anything, and they do not come in a rush."""
    returned = outcome.verdict.returned_at
    drains = [ended - began for began, ended in outcome.record.windows]
    return [
        *figures(outcome, Goals(faults={RESTARTS: restarts})),
        Figure("readers moved", len(returned), least=readers),
        Figure(
            "in the worst second",
            100 * worst_second(returned),
            most=100 * worst,
            unit="%",
            # What a machine that stood still has kept back comes all at once.
            slack=100 * outcome.stall_seconds / SPREAD_SECONDS,
        ),
        Figure(
            "slowest drain",
            max(drains, default=0.0),
            most=DRAIN_SECONDS,
            unit="s",
            slack=outcome.stall_seconds,
        ),
    ]


def run() -> Report:
    """Restart two relays under a thousand streams."""
    world = World(settings=_SETTINGS)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            scene = runner.run(Scene.open(world, people=_PEOPLE))
            plan = Plan(
                _SECONDS, streams=_STREAMS, load=None, hot_rate=_RATE, faults=(restart_relays(),)
            )
            outcome = runner.run(scene.run(plan))
            scene.close()
    finally:
        world.close()
    found = spread(outcome, restarts=2, readers=_PEOPLE * _STREAMS, worst=WORST_SECOND)
    recoveries = outcome.verdict.recoveries
    away = f"{len(recoveries)} returns, away p50 {quantile(recoveries, 0.5):.2f} s"
    return Report(
        found, outcome.verdict.delivered, [f"{away}, p99 {quantile(recoveries, 0.99):.2f} s"]
    )
