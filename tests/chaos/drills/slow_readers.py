"""F11: readers that stop reading cost the relay a bound, the others nothing, and lose nothing."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import replace

from tests.chaos.checker import quantile
from tests.chaos.clients import Fleet
from tests.chaos.goals import Figure, promises
from tests.chaos.report import Report
from tests.chaos.scenario import Plan, Scene
from tests.chaos.world import resident_bytes

STUCK_SHARE = 4
"""Every fourth slow reader reads nothing at all until the end."""
RATE = 160.0
RECEIVE_BYTES = 4096
_WARM_SECONDS = 1.0
_EVENTS = 1280
"""What it takes until a bound is reached: 512 frames, and what the kernel keeps."""
_LEAST_SECONDS, _MOST_SECONDS = _EVENTS / RATE, 60.0
_DOZE_SECONDS = 3.0
_NAP_EVERY_SECONDS = 0.5
_MEGABYTE = 1_000_000
_GROWTH = 50.0
_FLOOR_SECONDS = 0.05
"""Quantiles of a loaded machine below this are its noise, and so are ratios of them."""


async def slow_readers(scene: Scene, seconds: float, seed: int) -> Report:
    """Measure readers alone, and then beside as many slow ones on the same channels."""
    plan = Plan(max(seconds / 2, _LEAST_SECONDS), load=None, hot_rate=RATE, seed=seed)
    await scene.run(replace(plan, seconds=_WARM_SECONDS))
    alone = await scene.run(plan)
    # A busy machine writes at a lower rate than it was asked for.
    needed = _EVENTS * alone.seconds / max(alone.committed, 1)
    plan = replace(plan, seconds=min(max(plan.seconds, needed), _MOST_SECONDS))
    before = [resident_bytes(scene.world.pid(name)) for name in scene.world.relay_names()]
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(scene.client(scene.world))
        around = scene.surroundings(api)
        fleet = Fleet(scene.accounts, around, seed=seed, receive_bytes=RECEIVE_BYTES)
        await stack.enter_async_context(fleet)
        for client in fleet.clients[::STUCK_SHARE]:
            client.doze(plan.seconds)
        napping = asyncio.create_task(_nap(fleet, random.Random(f"{seed}/naps")))
        try:
            beside = await scene.run(plan)
            after = [resident_bytes(scene.world.pid(name)) for name in scene.world.relay_names()]
        finally:
            napping.cancel()
            await asyncio.gather(napping, return_exceptions=True)
        slow = await scene.judge(fleet, seconds)
    cut = sum(client.history.connects > 1 for client in fleet.clients[::STUCK_SHARE])
    growth = max((b - a) / _MEGABYTE for a, b in zip(before, after, strict=True))
    calm, crowded = (quantile(outcome.verdict.seconds(), 0.99) for outcome in (alone, beside))
    return Report(
        [
            *promises(slow),
            Figure("others lost", alone.verdict.lost + beside.verdict.lost, most=0),
            Figure("cut off and resumed", cut, least=1),
            Figure("relay grew by", growth, most=_GROWTH, unit="MB"),
            Figure(
                "others' p99",
                crowded,
                most=1.2 * max(calm, _FLOOR_SECONDS),
                unit="s",
                slack=beside.stall_seconds,
                note=f"alone {calm:.3f} s",
            ),
        ],
        slow.delivered + alone.verdict.delivered + beside.verdict.delivered,
    )


async def _nap(fleet: Fleet, dice: random.Random) -> None:
    """Let those that are not stuck doze at random, for ever."""
    nappers = [c for n, c in enumerate(fleet.clients) if n % STUCK_SHARE]
    while True:
        await asyncio.sleep(dice.expovariate(1 / _NAP_EVERY_SECONDS))
        dice.choice(nappers).doze(_DOZE_SECONDS)
