"""What is done to the running product, on schedules that a seed decides.

A fault is a coroutine that goes on until it is cancelled and leaves everything running.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.world import World


@dataclass(slots=True)
class Record:
    """What was done, and when: pairs of wall-clock times for what has a duration."""

    counts: Counter[str] = field(default_factory=Counter)
    windows: list[tuple[float, float]] = field(default_factory=list)


Fault = Callable[[World, random.Random, Record], Coroutine[Any, Any, None]]


def kill_relays(every: float) -> Fault:
    """SIGKILL to the relays in turn; the supervisor restarts each."""

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        names = world.relay_names()
        dice.shuffle(names)
        for name in itertools.cycle(names):
            await asyncio.sleep(every * dice.uniform(0.7, 1.3))
            began = world.now()
            pid = world.send(name, signal.SIGKILL)
            record.counts["relay kills"] += 1
            # The next one is killed when this one is back: both away at once is another test.
            await asyncio.to_thread(world.stack.wait_ready, name, not_pid=pid)
            record.windows.append((began, world.now()))

    return fault


def freeze_broker(after: float, seconds: float, *, repeat: bool = False) -> Fault:
    """SIGSTOP to Pub/Sub: its sockets stay open and nothing answers."""

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        while True:
            await asyncio.sleep(after * dice.uniform(0.8, 1.2))
            began = world.now()
            with world.frozen("pubsub"):
                record.counts["broker freezes"] += 1
                await asyncio.sleep(seconds)
            record.windows.append((began, world.now()))
            if not repeat:
                return

    return fault


def lose_broker(after: float, seconds: float, *, repeat: bool = False) -> Fault:
    """SIGKILL to Pub/Sub, whose topics and subscriptions are gone, and no restart for a while."""

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        while True:
            await asyncio.sleep(after * dice.uniform(0.8, 1.2))
            began = world.now()
            with world.held_down("pubsub"):
                record.counts["broker losses"] += 1
                await asyncio.sleep(seconds)
            record.windows.append((began, world.now()))
            if not repeat:
                return

    return fault


def without_broker() -> Fault:
    """Pub/Sub is away from the first moment to the last."""

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        del dice
        began = world.now()
        try:
            with world.held_down("pubsub"):
                record.counts["broker losses"] += 1
                await asyncio.Event().wait()
        finally:
            record.windows.append((began, world.now()))

    return fault


def crash_postgres(after: float, seconds: float, *, repeat: bool = False) -> Fault:
    """An immediate shutdown: no checkpoint, every connection cut, recovery from the log."""

    async def fault(world: World, dice: random.Random, record: Record) -> None:
        while True:
            await asyncio.sleep(after * dice.uniform(0.8, 1.2))
            began = world.now()
            with world.held_down("postgres", signal.SIGQUIT):
                record.counts["database crashes"] += 1
                await asyncio.sleep(seconds * dice.random())
            record.windows.append((began, world.now()))
            if not repeat:
                return

    return fault
