"""A live game goes on while its parts die, and its board is right."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from benchmarks.scene import Scene as Measured
from tests.chaos.scenario import Scene
from tests.live.faults import Killer
from tests.live.game import Plan, Played, play

pytestmark = pytest.mark.fault

PLAYERS, WINDOW = 12, 1.0


def game(runner: asyncio.Runner, scene: Scene, questions: int, killer: Killer | None) -> Played:
    world = scene.world
    measured = Measured(world.stack.app_url, world.stack.relay_url, world.data_dir)
    plan = Plan(PLAYERS, questions, WINDOW)
    if killer is None:
        return runner.run(play(measured, plan, world.relays))
    turns = (killer.relays, killer.functions, killer.redis, killer.all)
    during = killer.in_turn(WINDOW / 2, *turns)
    return runner.run(play(measured, plan, world.relays, during=during))


def test_a_game_outlives_relay_functions_and_redis(runner: asyncio.Runner, scene: Scene) -> None:
    """AT-X-3, of a few players; ``make bench-live`` has five hundred, ``make chaos-live`` sixty."""
    killer = Killer(scene.world, seed=1)
    played = game(runner, scene, 4, killer)
    assert played.faults == []
    assert killer.counts == {"relay": 4, "functions worker": 2, "redis": 2}


def test_a_game_needs_no_redis_and_says_so(runner: asyncio.Runner, scene: Scene) -> None:
    with scene.world.held_down("redis"):
        played = game(runner, scene, 2, None)
    assert played.faults == []
    assert played.host_degraded > 0


def test_the_checker_finds_out_what_is_wrong(runner: asyncio.Runner, scene: Scene) -> None:
    """Negative control: a stolen point, a lost answer and a swapped place are seen."""
    played = game(runner, scene, 1, None)
    assert played.faults == []
    stored, players, boards = played.stored, played.players, played.boards
    assert stored is not None

    def found(scores: dict[UUID, int], boards: dict[str, Any]) -> str:
        return " ".join(stored.faults(players, scores, 1, boards))

    first = players[0]
    assert "points" in found({**played.scores, first.seat: played.scores[first.seat] + 1}, boards)
    swapped = {"results": [boards["results"][1], boards["results"][0], *boards["results"][2:]]}
    assert "differ" in found(played.scores, swapped)
    answers = stored.answers
    stored.answers = answers[1:]
    assert "lost" in found(played.scores, boards)
    stored.answers = answers
    first.said.clear()
    assert "nobody gave" in found(played.scores, boards)
