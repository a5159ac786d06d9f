"""``make chaos``: break the running product for minutes and count what its clients lost.

The exit status is 0 when every scenario reached its goals and the negative control did not.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import uvloop

from tests.chaos.checker import quantile
from tests.chaos.goals import api_statuses, misses
from tests.chaos.scenario import Outcome, Scene
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.world import World

PEOPLE = 28
EVERYTHING_SEEDS = 3
_COLUMNS = (
    "scenario", "seed", "delivered", "lost", "dup", "order", "gaps", "resets",
    "p50", "p99", "max", "back p50", "back p99", "outbox", "result",
)  # fmt: skip


def main() -> int:
    """Run the wanted scenarios on one stack; returns the exit status."""
    arguments = _arguments()
    names = arguments.scenario or list(SCENARIOS)
    runs = [
        (name, arguments.seed + n)
        for name in names
        for n in range(arguments.seeds if name == "everything" else 1)
    ]
    _say(f"starting the stack for {len(runs)} runs of {arguments.seconds:g} s")
    world = World()
    good = True
    table: list[tuple[str, ...]] = []
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            scene = runner.run(Scene.open(world, people=PEOPLE))
            for name, seed in runs:
                scenario = SCENARIOS[name]
                _say(f"{name} (seed {seed}): {scenario.says}")
                outcome = runner.run(scene.run(scenario.plan(arguments.seconds, seed)))
                missed = misses(outcome, scenario.goals)
                passed = bool(missed) == scenario.must_fail
                good &= passed
                _tell(outcome, [] if scenario.must_fail and passed else missed)
                result = "as it must" if passed and scenario.must_fail else "good"
                table.append(_row(name, seed, outcome, result if passed else "MISSED"))
            scene.close()
    finally:
        world.close()
    _print_table(table)
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of load per scenario")
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument(
        "--seeds", type=int, default=EVERYTHING_SEEDS, help="runs of the scenario 'everything'"
    )
    parser.add_argument("--scenario", nargs="*", choices=list(SCENARIOS), metavar="NAME")
    return parser.parse_args()


def _tell(outcome: Outcome, missed: list[str]) -> None:
    verdict = outcome.verdict
    done = ", ".join(f"{n} {name}" for name, n in outcome.record.counts.items() if n)
    failures = ", ".join(f"{n}x{status}" for status, n in api_statuses(outcome).items())
    away = max((ended - began for began, ended in outcome.record.windows), default=0.0)
    seconds = [taken for _, taken in outcome.tally.first_try_seconds]
    _say(
        f"  {outcome.seconds:.0f} s · {verdict.clients} readers, {verdict.delivered} deliveries,"
        f" {outcome.dropped} copies dropped · {len(outcome.tally.answers)} answers of the API,"
        f" p99 {quantile(seconds, 0.99):.2f} s, failed tries: {failures or 'none'}"
    )
    _say(
        f"  {outcome.committed} hot events · faults: {done or 'none'} · {outcome.refusals} streams"
        f" refused · longest outage of a part {away:.1f} s"
        f" · longest stall of this process {outcome.stall_seconds:.2f} s"
    )
    for miss in missed:
        _say(f"  MISSED {miss}")


def _row(name: str, seed: int, outcome: Outcome, result: str) -> tuple[str, ...]:
    verdict = outcome.verdict
    latencies = verdict.seconds()
    times = (
        *(quantile(latencies, share) for share in (0.5, 0.99, 1.0)),
        *(quantile(verdict.recoveries, share) for share in (0.5, 0.99)),
        outcome.outbox_seconds,
    )
    counts = (
        verdict.delivered, verdict.lost, verdict.duplicates, verdict.order_violations,
        verdict.gaps, verdict.false_resets,
    )  # fmt: skip
    cells = ("-" if value != value else f"{value:.2f}" for value in times)  # noqa: PLR0124 - NaN
    return (name, str(seed), *map(str, counts), *cells, result)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(_COLUMNS, *rows, strict=True)]
    for row in (_COLUMNS, *rows):
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        _say("  ".join((row[0].ljust(widths[0]), *cells)))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it speaks to a person at a terminal


if __name__ == "__main__":
    sys.exit(main())
