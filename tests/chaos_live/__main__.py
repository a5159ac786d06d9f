"""``make chaos-live``: kill parts of the product in the middle of questions, and check the board.

A game of sixty with faults in turn, one with all at once, one without Redis from its first moment
to its last. Every answer that a player was told of must count once, and the final board must be the
one that follows from what the players were told. The exit status is 0 when all of it was so.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import uvloop

from benchmarks.report import percentile
from benchmarks.scene import Scene
from tests.chaos.world import World
from tests.live.faults import Killer
from tests.live.game import Plan, Played, play

PLAYERS, WINDOW = 60, 3.0


def main() -> int:
    """Play the games; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=PLAYERS)
    parser.add_argument("--rounds", type=int, default=2, help="of each fault in turn")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world, good = World(), True
    try:
        scene = Scene(world.stack.app_url, world.stack.relay_url, world.data_dir)
        killer = Killer(world, options.seed)
        turns = (killer.relays, killer.functions, killer.redis)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:

            def game(name: str, questions: int, **faults: object) -> Played:
                _say(f"{name}: {options.players} players, {questions} questions")
                plan = Plan(options.players, questions, WINDOW)
                return runner.run(play(scene, plan, world.relays, **faults))  # type: ignore[arg-type]  # the fault

            good &= _tell(game("no fault", 3), killer)
            turned = killer.in_turn(WINDOW / 2, *turns)
            good &= _tell(game("one after the other", 3 * options.rounds, during=turned), killer)
            together = killer.in_turn(WINDOW / 2, killer.all)
            good &= _tell(game("all together", options.rounds, during=together), killer)
            world.wait_whole()
            with world.held_down("redis"):
                played = game("Redis away from the start", 3)
            good &= _tell(played, killer)
            good &= _said_so(played)
    finally:
        world.close()
    return 0 if good else 1


def _tell(played: Played, killer: Killer) -> bool:
    said = [said for player in played.players for said in player.said.values()]
    took = [answer.took_ms for answer in said]
    again = sum(answer.tries > 1 for answer in said)
    killed = ", ".join(f"{n} x {name}" for name, n in sorted(killer.counts.items())) or "nothing"
    killer.counts.clear()
    _say(
        f"  killed {killed}; {len(said)} answers, {again} of them sent again,"
        f" p50 {percentile(took, 50):.0f} ms, p99 {percentile(took, 99):.0f} ms"
    )
    for fault in played.faults[:10]:
        _say(f"  {fault}")
    _say("  every answer counts once, and the board is right" if not played.faults else "  MISSED")
    return not played.faults


def _said_so(played: Played) -> bool:
    told = sum(player.degraded > 0 for player in played.players)
    _say(f"  X-Degraded was told to the host {played.host_degraded} times, to {told} players")
    return played.host_degraded > 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
