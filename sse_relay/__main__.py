"""``python -m sse_relay``: serve until SIGTERM or SIGINT, then drain.

With ``RELAY_WORKERS`` above 1 this is the parent of as many workers, and each of them this program.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys

import uvloop

from shared.telemetry.logs import configure
from sse_relay.app import build
from sse_relay.operations.workers import supervise
from sse_relay.settings import RelaySettings


async def serve(settings: RelaySettings) -> int:
    """Run one relay until a signal stops it; returns the exit status."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if settings.relay_worker:
        _follow_parent(loop, stop)
    relay = await build(settings)
    await relay.start()
    # What exists now lives as long as the process: later collections need not walk it, and
    # connections are freed by reference count, so collections may be rare.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    await stop.wait()
    await relay.stop()
    return 0


def main() -> int:
    """Read the environment and serve; returns the exit status."""
    settings = RelaySettings()
    configure(settings.program, settings.log_level)
    parent = settings.relay_workers > 1 and not settings.relay_worker
    return uvloop.run(supervise(settings) if parent else serve(settings))


def _follow_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Drain when the parent has ended: without it a worker is neither stopped nor replaced."""
    standard_input = sys.stdin.fileno()

    def on_readable() -> None:
        if not os.read(standard_input, 1):
            loop.remove_reader(standard_input)
            stop.set()

    loop.add_reader(standard_input, on_readable)


if __name__ == "__main__":
    sys.exit(main())
