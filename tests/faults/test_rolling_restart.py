"""A relay is replaced under its readers: nobody misses anything, and they do not come in a rush."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.rolling import restart_relays, spread
from tests.chaos.scenario import Plan, Scene

pytestmark = pytest.mark.fault

_STREAMS = 5


def test_f20_a_relay_that_is_replaced_moves_its_readers_bit_by_bit(
    runner: asyncio.Runner, scene: Scene
) -> None:
    """AT-X-7, of a few streams; ``make chaos`` has a thousand."""
    faults = (restart_relays(["relay"], after=0.3),)
    plan = Plan(8.5, streams=_STREAMS, load=None, hot_rate=20, faults=faults, seed=20)
    outcome = runner.run(scene.run(plan))
    # About half of them were there, spread over five seconds: so few that one second may by
    # chance carry twice its share. All at once would be 100 %.
    readers = len(scene.accounts) * _STREAMS // 4
    found = spread(outcome, restarts=1, readers=readers, worst=0.45)
    assert [str(figure) for figure in found if not figure.reached] == []
