"""One process for each core: a parent that starts workers on one port and replaces those that die.

The parent serves nothing. The kernel spreads new sockets over the workers (``SO_REUSEPORT``), each
of which is a whole relay; what they share lies in a directory of the instance: the counts of seats,
and the sockets over which they ask each other for metrics.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.admission.ledger import Ledger
from sse_relay.settings import RelaySettings
from sse_relay.wire.sockets import reserve_port

_FIRST_PAUSE_SECONDS = 0.25
_MAX_PAUSE_SECONDS = 5.0
_SETTLED_SECONDS = 10.0
_HOPELESS = 5
_STOP_SECONDS = 3.0
"""What a worker may take beyond its drain: with six seconds of it, nine of Cloud Run's ten."""
_MIN_POOL = 2


class Workers:
    """Keeps ``settings.relay_workers`` processes running until told to stop."""

    def __init__(
        self, settings: RelaySettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._stopping = asyncio.Event()
        self._processes: dict[int, asyncio.subprocess.Process] = {}

    def stop(self) -> None:
        """Drain all workers; ``run`` returns when they are gone."""
        self._stopping.set()
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()

    async def run(self) -> int:
        """Serve; returns the exit status: 1 when a worker cannot be kept running."""
        count = self._settings.relay_workers
        with (
            tempfile.TemporaryDirectory(prefix="relay-") as name,
            reserve_port(self._settings) as port,
        ):
            directory = Path(name)
            ledger = Ledger(directory / "seats", workers=count)
            keepers = [
                asyncio.create_task(self._keep(worker, directory, port, ledger))
                for worker in range(1, count + 1)
            ]
            fates = await asyncio.gather(*keepers)
            ledger.close()
        return 0 if all(fates) else 1

    async def _keep(self, worker: int, directory: Path, port: int, ledger: Ledger) -> bool:
        """Start a worker again and again; False when there is no point in it."""
        failures = 0
        while not self._stopping.is_set():
            began = self._clock()
            process = await self._spawn(worker, directory, port)
            code = await self._wait(process)
            del self._processes[worker]
            ledger.clear(worker)
            if self._stopping.is_set():
                break
            failures = 1 if self._clock() - began > _SETTLED_SECONDS else failures + 1
            report(Signal.RELAY_PROCESS_ENDED, worker=worker, exit=code, failure=failures)
            if failures >= _HOPELESS:
                # The instance ends with an error, which the platform logs and alerts on.
                self.stop()
                return False
            pause = min(_MAX_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** (failures - 1))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._stopping.wait()
        return True

    async def _spawn(self, worker: int, directory: Path, port: int) -> asyncio.subprocess.Process:
        settings = self._settings
        pool = max(_MIN_POOL, settings.relay_pool_connections // settings.relay_workers)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "sse_relay",
            # Nothing is written to it: its end tells the worker that the parent is gone.
            stdin=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "RELAY_PORT": str(port),
                "RELAY_WORKER": str(worker),
                "RELAY_WORKER_DIR": str(directory),
                "RELAY_POOL_CONNECTIONS": str(pool),
            },
        )
        self._processes[worker] = process
        if self._stopping.is_set():
            process.terminate()
        return process

    async def _wait(self, process: asyncio.subprocess.Process) -> int:
        ended = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            patience = self._settings.relay_drain_seconds + _STOP_SECONDS
            await asyncio.wait({ended}, timeout=patience)
        if not ended.done():
            process.kill()
        return await ended


async def supervise(settings: RelaySettings) -> int:
    """Run the workers of an instance until a signal stops them; returns the exit status."""
    workers = Workers(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, workers.stop)
    return await workers.run()
