"""What is killed while a question is open. Each returns when the part is back."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from tests.chaos.world import World, wait_ended

Kill = Callable[[], Awaitable[None]]


class Killer:
    """Ends parts of a running product by their process ids, and counts them."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._dice = random.Random(seed)
        self.counts: Counter[str] = Counter()

    async def relays(self) -> None:
        """Every relay at once: all streams break."""
        pids = {n: self._world.send(n, signal.SIGKILL) for n in self._world.relay_names()}
        self.counts["relay"] += len(pids)
        for name, pid in pids.items():
            await asyncio.to_thread(self._world.stack.wait_ready, name, not_pid=pid)

    async def functions(self) -> None:
        """A worker of the gateway, with all requests that it is answering."""
        pid = self._dice.choice(_children(self._world.pid("gateway")))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.counts["functions worker"] += 1
        await asyncio.to_thread(wait_ended, pid)

    async def redis(self) -> None:
        """Redis, which keeps nothing on disk: all its data is gone."""
        pid = self._world.send("redis", signal.SIGKILL)
        self.counts["redis"] += 1
        await asyncio.to_thread(self._world.stack.wait_ready, "redis", not_pid=pid)

    async def all(self) -> None:
        """All three within the same moment."""
        await asyncio.gather(self.relays(), self.functions(), self.redis())

    def in_turn(self, after: float, *kills: Kill) -> Callable[[int], Awaitable[None]]:
        """One of them beside each question, ``after`` seconds from its opening."""

        async def during(index: int) -> None:
            await asyncio.sleep(after * self._dice.uniform(0.7, 1.3))
            await kills[index % len(kills)]()

        return during


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
