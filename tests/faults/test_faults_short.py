"""Parts of the product are killed, frozen and cheated, and every client's history is whole."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.chaos.crashing_gateway import AFTER_COMMIT
from tests.chaos.faults import freeze_broker, kill_relays, lose_broker
from tests.chaos.goals import Goals, misses
from tests.chaos.scenario import Outcome, Plan, Scene
from tests.chaos.scenarios import BROKE, CONFLICT, EVERYTHING, UNAVAILABLE, everything
from tests.chaos.switches import BROKEN_RELAY, ROUGH_BUS
from tests.chaos.writers import Load

pytestmark = pytest.mark.fault

# How fast is asked by `make chaos`: here other tests share the machine, and a promise is that it
# happens at all. Whoever waits too long for a connection or a key is told to come back, and does.
COME_BACK = frozenset({CONFLICT, UNAVAILABLE})
WHENEVER = Goals(outbox=60.0, api_faults=COME_BACK)


def hold(outcome: Outcome, goals: Goals) -> None:
    """Fail with every goal that was missed, and with what was logged, in full."""
    missed = misses(outcome, goals)
    assert not missed, "\n".join(missed)


def test_f1_an_event_outlives_the_worker_that_died_before_publishing_it(
    runner: asyncio.Runner, scene: Scene
) -> None:
    """AT-X-1."""
    # Every eighth request: on a busy machine three seconds are a dozen of them.
    load = Load(0.8, crash_point=AFTER_COMMIT, crash_share=0.12)
    outcome = runner.run(scene.run(Plan(3, load=load, seed=1)))
    goals = replace(WHENEVER, api_faults=COME_BACK | {BROKE}, faults={"worker kills": 1})
    hold(outcome, goals)


def test_f3_readers_find_another_relay_and_miss_nothing(
    runner: asyncio.Runner, scene: Scene
) -> None:
    plan = Plan(4, hot_rate=40, faults=(kill_relays(1.5),), seed=3)
    outcome = runner.run(scene.run(plan))
    goals = replace(WHENEVER, faults={"relay kills": 1})
    hold(outcome, goals)
    assert outcome.verdict.recoveries


def test_f4_a_frozen_broker_delays_events_and_nothing_else(
    runner: asyncio.Runner, scene: Scene
) -> None:
    plan = Plan(5.5, hot_rate=30, faults=(freeze_broker(1.0, 4.0),), seed=4)
    outcome = runner.run(scene.run(plan))
    goals = replace(WHENEVER, faults={"broker freezes": 1})
    hold(outcome, goals)


def test_f5_a_broker_that_forgot_everything_is_set_up_again(
    runner: asyncio.Runner, scene: Scene
) -> None:
    plan = Plan(3, hot_rate=30, faults=(lose_broker(0.5, 1.5),), seed=5)
    outcome = runner.run(scene.run(plan))
    hold(outcome, replace(WHENEVER, faults={"broker losses": 1}))


def test_f7_a_bus_that_loses_doubles_and_reorders_goes_unnoticed(
    runner: asyncio.Runner, scene: Scene
) -> None:
    plan = Plan(3, load=None, hot_rate=100, switches=replace(ROUGH_BUS, seed=7), seed=7)
    outcome = runner.run(scene.run(plan))
    hold(outcome, WHENEVER)


def test_all_faults_at_once_break_no_promise(runner: asyncio.Runner, scene: Scene) -> None:
    outcome = runner.run(scene.run(everything(7, seed=9, haste=2.5)))
    done = {"relay kills": 1, "broker freezes": 1, "broker losses": 1, "database crashes": 1}
    hold(outcome, replace(EVERYTHING, outbox=WHENEVER.outbox, faults=done))


def test_the_harness_finds_a_relay_out_that_only_broadcasts(
    runner: asyncio.Runner, scene: Scene
) -> None:
    switches = replace(BROKEN_RELAY, seed=8)
    plan = Plan(2, load=None, hot_rate=100, switches=switches, level_seconds=1, seed=8)
    verdict = runner.run(scene.run(plan)).verdict
    assert not verdict.clean
    assert verdict.lost > verdict.expected / 50
    assert verdict.gaps > 0
