"""One stack for all fault tests: two relays, a crashing gateway, people who are signed in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import uvloop

from tests.chaos.scenario import Scene
from tests.chaos.world import World

PEOPLE = 24


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all: sessions and their locks outlive a test."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner


@pytest.fixture(scope="session")
def scene(runner: asyncio.Runner) -> Iterator[Scene]:
    """The running product. Every test leaves it whole and calm."""
    world = World()
    try:
        scene = runner.run(Scene.open(world, people=PEOPLE))
        yield scene
        scene.close()
    finally:
        world.close()


@pytest.fixture(autouse=True)
def whole(scene: Scene) -> Iterator[None]:
    """The next test finds everything running, whatever this one did."""
    yield
    scene.world.wait_whole()
