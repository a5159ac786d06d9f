"""``make chaos``: break the running product for minutes and count what its clients lost.

The exit status is 0 when every figure reached its goal, those of the negative control among them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import uvloop

from infra.local.process import PROJECT_ROOT
from tests.chaos import rolling, storm
from tests.chaos.goals import Figure
from tests.chaos.report import Report, heading, rows
from tests.chaos.scenario import Scene
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.world import World

PEOPLE = 28
EVERYTHING_SEEDS = 3
DELIVERIES = 800_000
_LIMIT_SECONDS = 900.0


def main() -> int:
    """Run what is wanted; returns the exit status."""
    # Some of the readers are the client for Python, as it stands in this tree.
    sys.path.insert(0, str(PROJECT_ROOT / "clients/python/src"))
    began = time.monotonic()
    arguments = _arguments()
    names: Sequence[str] = arguments.scenario or [*SCENARIOS, *_ALONE]
    reports: list[tuple[str, Report]] = []
    if staged := [name for name in names if name in SCENARIOS]:
        reports += _on_stage(staged, arguments)
    for name in names:
        if name in _ALONE:
            says, run = _ALONE[name]
            _say(f"{name}: {says}")
            reports.append((name, _told(run())))
    if not arguments.scenario:
        reports.append(("all together", _together(reports, arguments.seconds, began)))
    _say(heading())
    for name, report in reports:
        for row in rows(name, report):
            _say(row)
    missed = sum(len(report.missed) for _, report in reports)
    _say(f"{missed} goals missed, in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


def _on_stage(names: Sequence[str], arguments: argparse.Namespace) -> list[tuple[str, Report]]:
    """The scenarios that share one stack."""
    reports: list[tuple[str, Report]] = []
    _say("starting the stack")
    world = World()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            scene = runner.run(Scene.open(world, people=PEOPLE))
            for name in names:
                scenario = SCENARIOS[name]
                for n in range(arguments.seeds if name == "everything" else 1):
                    seed = arguments.seed + n
                    _say(f"{name} (seed {seed}): {scenario.says}")
                    report = runner.run(scenario.run(scene, arguments.seconds, seed))
                    reports.append((f"{name} seed {seed}", _told(report)))
                    world.wait_whole()
            scene.close()
    finally:
        world.close()
    return reports


def _hub() -> Report:
    """The hub's state machine at its long profile: 300 examples of 50 steps."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/unit/relay/test_hub_states.py"]
    env = {**os.environ, "HYPOTHESIS_PROFILE": "deep"}
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own tests
        command, cwd=PROJECT_ROOT, env=env, capture_output=True, text=True, check=False
    )
    said = done.stdout.splitlines() if done.returncode else []
    taken = Figure("took", time.monotonic() - began, unit="s")
    return Report([Figure("failed with", done.returncode, most=0), taken], said=said)


_ALONE: Mapping[str, tuple[str, Callable[[], Report]]] = {
    "f12": ("10,000 readers, and one of two relays dies", storm.run),
    "f20": ("1,000 readers, and both relays are replaced in turn", rolling.run),
    "hub": ("the hub's state machine, 300 examples of 50 steps", _hub),
}
"""What brings its own processes, and runs when the stack is gone."""


def _together(reports: Sequence[tuple[str, Report]], seconds: float, began: float) -> Report:
    total = sum(report.delivered for _, report in reports)
    # A shorter run than the usual one has its share to deliver.
    least = DELIVERIES * min(seconds / _SECONDS, 1.0)
    return Report(
        [
            Figure("deliveries", total, least=least),
            Figure("time", time.monotonic() - began, most=_LIMIT_SECONDS, unit="s"),
        ]
    )


_SECONDS = 20.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="of load per scenario")
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument(
        "--seeds", type=int, default=EVERYTHING_SEEDS, help="runs of the scenario 'everything'"
    )
    known = [*SCENARIOS, *_ALONE]
    parser.add_argument(
        "--scenario", nargs="*", choices=known, metavar="NAME", help=", ".join(known)
    )
    return parser.parse_args()


def _told(report: Report) -> Report:
    for line in (*report.said, *(f"MISSED {figure}" for figure in report.missed)):
        _say(f"  {line}")
    return report


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it speaks to a person at a terminal


if __name__ == "__main__":
    sys.exit(main())
