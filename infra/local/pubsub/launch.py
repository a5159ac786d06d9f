"""A broker as a child process of whoever needs one: tests, benchmarks."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

_ROOT = Path(__file__).resolve().parents[3]
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


class Process(Protocol):
    """What this module asks of a process; ``subprocess.Popen`` has it."""

    @property
    def pid(self) -> int:
        """Its id."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """Its output."""

    def send_signal(self, sig: int, /) -> None:
        """Send it, if the process still runs."""

    def terminate(self) -> None:
        """SIGTERM."""

    def kill(self) -> None:
        """SIGKILL."""

    def wait(self, timeout: float | None = None, /) -> int:
        """Its exit status, negative for a signal; raises ``subprocess.TimeoutExpired``."""


class BrokerNotStarted(Exception):
    """The process ended, or said nothing in time."""


@dataclass(frozen=True, slots=True)
class RunningBroker:
    """A broker process on 127.0.0.1; `http_port` is 0 for Google's, which publishes no keys."""

    process: Process
    port: int
    http_port: int = 0

    @property
    def host(self) -> str:
        """The value for PUBSUB_EMULATOR_HOST."""
        return f"127.0.0.1:{self.port}"

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open, nothing answers, nothing is lost."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undo `freeze`."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without warning; its state is lost."""
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """End it politely; its exit status, negative for a signal. Kills after 30 s."""
        self.process.terminate()
        return self._reap()

    def _reap(self) -> int:
        try:
            return self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(_STOP_SECONDS)


def run_module(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """The module as a program."""
    return spawn([sys.executable, "-m", module, *arguments])


def start_broker(
    *arguments: str,
    port: int = 0,
    http_port: int = 0,
    run: Callable[..., Process] = run_module,
) -> RunningBroker:
    """Start our broker and wait until it serves. Raises `BrokerNotStarted`.

    `run` gets the module and its arguments, and starts it; by default as `python -m` does.
    """
    ports = ("--port", str(port), "--http-port", str(http_port))
    process = run("infra.local.pubsub", *ports, *arguments)
    said = json.loads(wait_for_line(process, b'"grpc_port"'))
    return RunningBroker(process, said["grpc_port"], said["http_port"])


def spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The command as a child in the project's root, its output in one pipe."""
    return subprocess.Popen(  # noqa: S603 - the commands are of this package
        command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def wait_for_line(process: Process, mark: bytes) -> bytes:
    """The first line of output that contains `mark`. Kills the process when none comes in time.

    What it prints later is read and dropped, so that a full pipe never stops it.
    """
    assert process.stdout is not None
    end = time.monotonic() + _START_SECONDS
    output = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0.0, end - time.monotonic())):
            chunk = os.read(process.stdout.fileno(), 65_536)
            output += chunk
            *lines, _ = output.split(b"\n")
            if found := next((line for line in lines if mark in line), None):
                threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()
                return found
            if not chunk:
                break
    process.kill()
    process.wait(_STOP_SECONDS)
    process.stdout.close()
    raise BrokerNotStarted(output.decode(errors="replace")[-2000:])


def _drain(pipe: IO[bytes]) -> None:
    with pipe:
        while os.read(pipe.fileno(), 65_536):
            pass
