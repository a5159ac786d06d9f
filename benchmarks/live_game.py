"""A live game of five hundred: every answer counted, and how long each took.

A real local stack: gateway under gunicorn, Postgres, Redis, broker, relay. Half of the players are
guests, half members; each holds a stream, and all answer evenly within two seconds of a question,
250 a second. A player answers what came on the stream. The board is computed again from what the
players were told, and compared with the product's. All players live in one process beside the
stack, and its use of a core is said.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, cpu_seconds, running_scene
from tests.live.game import Plan, Played, play

PLAYERS, QUESTIONS, WINDOW = 500, 6, 2.0


@dataclass(slots=True)
class Busy:
    """What the load and the functions used of a core while answers came, in seconds."""

    scene: Scene
    wall: float = 0.0
    load: float = 0.0
    functions: float = 0.0

    async def watch(self, _index: int) -> None:
        """Look at the time in which answers come."""
        wall, load, functions = time.perf_counter(), time.process_time(), self._functions()
        await asyncio.sleep(WINDOW)
        self.wall += time.perf_counter() - wall
        self.load += time.process_time() - load
        self.functions += self._functions() - functions

    def _functions(self) -> float:
        master = self.scene.processes["gateway"]["pid"]
        workers = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
        return sum(cpu_seconds(int(pid)) for pid in workers.split())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=PLAYERS)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    options = parser.parse_args()
    with running_scene() as scene:
        busy = Busy(scene)
        log = Path(scene.processes["gateway"]["log"])
        mark = log.stat().st_size
        plan = Plan(options.players, options.questions, WINDOW)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            played = runner.run(play(scene, plan, [scene.relay_url], during=busy.watch))
        served = _server_times(log, mark)
    _report(played, served, busy)
    return 1 if played.faults else 0


def _server_times(log: Path, mark: int) -> dict[str, list[float]]:
    """Milliseconds inside the functions, from their log lines."""
    found: dict[str, list[float]] = {}
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(mark)
        for line in lines:
            if '"function": "live_' in line and '"durationMs"' in line:
                entry = json.loads(line[line.index("{") :])
                found.setdefault(entry["function"], []).append(entry["durationMs"])
    return found


def _report(played: Played, served: dict[str, list[float]], busy: Busy) -> None:
    answers = [said.took_ms for player in played.players for said in player.said.values()]
    after_asking, after_answer = [], []
    for player in played.players:
        for index, (at, *_) in player.shown.items():
            after_asking.append((at - played.asked_at[index]) * 1000)
            after_answer.append(max(at - played.opened_at[index], 0.0) * 1000)
    expected = len(played.players) * played.plan.questions
    print_table(
        f"Live game: {len(played.players)} players, {played.plan.questions} questions,"
        f" {len(played.players) / played.plan.window:g} answers/s",
        [
            Figure("live_answer p50", percentile(answers, 50)),
            Figure("live_answer p95", percentile(answers, 95), goal=150),
            Figure("live_answer p99", percentile(answers, 99)),
            Figure("live_answer in the server p95", percentile(served["live_answer"], 95)),
            Figure("live_rank in the server p50", percentile(served["live_rank"], 50), goal=5),
            Figure("live_rank in the server p95", percentile(served["live_rank"], 95)),
            Figure("question to player p50", percentile(after_answer, 50)),
            Figure("question to player p99", percentile(after_answer, 99), goal=150),
            Figure("asked to player p99", percentile(after_asking, 99)),
            Figure("questions that did not arrive", expected - len(after_asking), "", 0),
            Figure("answers that were not counted", expected - len(answers), "", 0),
            Figure("faults of board and store", len(played.faults), "", 0),
            Figure("the load used of a core", busy.load / busy.wall * 100, "%"),
            Figure("the functions used of two", busy.functions / busy.wall * 100, "%"),
        ],
    )
    for fault in played.faults[:10]:
        print(f"  {fault}")


if __name__ == "__main__":
    raise SystemExit(main())
