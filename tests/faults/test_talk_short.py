"""A conversation is ordered and whole, whatever dies while two people write."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.drills.talk import converse, figures
from tests.chaos.faults import kill_relays, lose_broker
from tests.chaos.scenario import Scene

pytestmark = pytest.mark.fault


def test_two_people_lose_no_message_and_read_none_twice(
    runner: asyncio.Runner, scene: Scene
) -> None:
    talked = runner.run(
        converse(
            scene,
            messages=80,
            seed=11,
            faults=(kill_relays(1.5), lose_broker(0.5, 1.5)),
            crash_share=0.1,
        )
    )
    missed = [str(figure) for figure in figures(talked) if not figure.reached]
    assert not missed, "\n".join([*missed, *talked.verdict.examples])
    assert talked.record.counts["worker kills"]
    assert talked.record.counts["broker losses"]
