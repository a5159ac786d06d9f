"""F15: a thousand sockets that never finish their request are closed; honest clients go on."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from tests.chaos.checker import quantile
from tests.chaos.goals import Figure
from tests.chaos.probe import Probe
from tests.chaos.report import Report
from tests.chaos.scenario import Scene, StallProbe
from tests.chaos.wire import address_of

SOCKETS = 1000
_CLOSED_SECONDS = 6.0
_PATIENCE_SECONDS = 12.0
_HONEST_SECONDS = 0.05
_EVERY_SECONDS = 0.001
_BEGIN = b"GET /v1/stream HTTP/1.1\r\nHost: chaos\r\nX-Slow: "


async def slowloris(scene: Scene, seconds: float, seed: int) -> Report:
    """Send a byte a second on each socket, and open honest streams all the while."""
    del seconds, seed
    relay = scene.world.relays[0]
    over = asyncio.Event()
    async with StallProbe() as stalls:
        honest = asyncio.create_task(_open_streams(scene, relay, over))
        lives = await asyncio.gather(*(_live(relay, n * _EVERY_SECONDS) for n in range(SOCKETS)))
        over.set()
        opened = await honest
    closed = [life for life in lives if life is not None]
    return Report(
        [
            Figure("half-open sockets", len(lives), least=SOCKETS),
            Figure("closed by the relay", len(closed), least=SOCKETS),
            Figure(
                "closed after, at most",
                max(closed, default=_PATIENCE_SECONDS),
                most=_CLOSED_SECONDS,
                unit="s",
                slack=stalls.longest,
            ),
            Figure("honest streams opened", len(opened), least=10),
            Figure(
                "honest p99",
                quantile(opened, 0.99),
                most=0.05,
                unit="s",
                slack=stalls.longest,
            ),
        ]
    )


async def _live(relay: str, after: float) -> float | None:
    """Seconds until the relay hung up; None when it did not."""
    await asyncio.sleep(after)
    reader, writer = await asyncio.open_connection(*address_of(relay))
    began = time.monotonic()
    writer.write(_BEGIN)
    ended = asyncio.create_task(reader.read())
    try:
        while time.monotonic() - began < _PATIENCE_SECONDS:
            done, _ = await asyncio.wait({ended}, timeout=1.0)
            if done:
                return time.monotonic() - began
            writer.write(b"a")
        return None
    finally:
        ended.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await ended
        writer.close()


async def _open_streams(scene: Scene, relay: str, over: asyncio.Event) -> list[float]:
    """Seconds from connecting to the greeting, one stream after another."""
    times: list[float] = []
    while not over.is_set():
        account = scene.accounts[len(times) % len(scene.accounts)]
        began = time.monotonic()
        with await Probe.open(relay, account.access) as probe:
            if probe.status == 200:
                times.append(time.monotonic() - began)
        await asyncio.sleep(_HONEST_SECONDS)
    return times
