"""``python -m sse_relay``: serve until SIGTERM or SIGINT, then drain."""

from __future__ import annotations

import asyncio
import gc
import signal

import uvloop

from sse_relay.app import build
from sse_relay.logs import configure
from sse_relay.settings import RelaySettings


async def serve(settings: RelaySettings) -> None:
    """Run one relay until a signal stops it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    relay = await build(settings)
    await relay.start()
    # What exists now lives as long as the process: later collections need not walk it, and
    # connections are freed by reference count, so collections may be rare.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    await stop.wait()
    await relay.stop()


def main() -> None:
    """Read the environment and serve."""
    settings = RelaySettings()
    configure(settings.log_level)
    uvloop.run(serve(settings))


if __name__ == "__main__":
    main()
