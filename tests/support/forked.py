"""Processes of ours that begin with everything imported, forked from one that did it.

A relay or a broker imports for a quarter of a second and then works for a few milliseconds; a run
starts fifty. ``make run`` and the fault tests start them as they are started in production.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import IO

from infra.local.process import PROJECT_ROOT, base_env

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.preloaded"])


class Forked:
    """``python -m module arguments``, and of ``subprocess.Popen`` what tests use.

    ``stdout`` has both kinds of output. ``env`` is the whole environment.
    """

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        reading, writing = _context.Pipe(duplex=False)
        environment = dict(base_env() if env is None else env)
        self._process = _context.Process(
            target=_run, args=(writing, module, arguments, environment), daemon=True
        )
        self._process.start()
        writing.close()
        self.stdout: IO[bytes] = os.fdopen(os.dup(reading.fileno()), "rb")
        reading.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit status, negative for a signal, once it has ended."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status; raises ``subprocess.TimeoutExpired``."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired(str(self._process.name), timeout)
        return status

    def send_signal(self, number: int) -> None:
        """Send it, if the process still runs."""
        if self.poll() is None:
            # It may have ended without our having been told yet.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _run(
    output: Connection, module: str, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(PROJECT_ROOT)
    for number in (1, 2):
        os.dup2(output.fileno(), number)
    output.close()
    sys.argv = [module, *arguments]
    sys.exit(importlib.import_module(f"{module}.__main__").main())
