"""Starts the local stack in order, keeps it running, and takes all of it down.

    with Supervisor(data_dir) as supervisor:
        supervisor.start(child)
        supervisor.run()

SIGINT and SIGTERM end the `with` block from wherever it is. Were the supervisor itself killed, the
kernel ends its children (Linux).
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, Self

from infra.local import process
from infra.local.process import Child, Started, say

_TICK_SECONDS = 0.05
_FIRST_BACKOFF_SECONDS = 0.25
_MAX_BACKOFF_SECONDS = 5.0
_SETTLED_SECONDS = 10.0
_MAX_LOG_BYTES = 20_000_000


class AlreadyRunning(Exception):
    """Another supervisor owns this data directory."""


class _State(Enum):
    STARTING = auto()
    READY = auto()
    WAITING = auto()
    ENDED = auto()


@dataclass
class _Unit:
    child: Child
    started: Started
    state: _State
    since: float
    restarts: int = 0
    failures: int = 0


class Supervisor:
    """The processes of one data directory. To be used from the main thread.

    `data_dir` receives `log/<name>.log`, `run.json` (names, pids and ports, while it runs) and
    `run.lock`. `say` gets short lines for the person at the terminal.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        say: Callable[[str], None] = say,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._data_dir = data_dir
        self._say = say
        self._clock = clock
        self._units: list[_Unit] = []
        self._lock: IO[str] | None = None
        self._stopping = False
        self._hurried = False
        self._previous_handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        self._lock = self._acquire_lock()
        for number in (signal.SIGINT, signal.SIGTERM):
            self._previous_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        self.stop()
        for number, handler in self._previous_handlers.items():
            signal.signal(number, handler)
        if self._lock:
            self._lock.close()
        # An asked-for end is not an error; everything else is the caller's to see.
        return kind is not None and issubclass(kind, KeyboardInterrupt)

    def start(self, child: Child) -> Started:
        """Start it and return when it is ready. Raises process.ChildFailed."""
        began = self._clock()
        started = self._spawn(child)
        unit = _Unit(child, started, _State.STARTING, began)
        self._units.append(unit)
        self._write_run_file()
        process.wait_ready(child, started)
        unit.state, unit.since = _State.READY, self._clock()
        ports = " ".join(f"{name}={port}" for name, port in child.ports.items())
        took = unit.since - began
        self._say(f"{child.name:<12} ready in {took:.2f} s  pid {started.pid}  {ports}".rstrip())
        return started

    def run(self) -> None:
        """Watch and restart until a signal ends the `with` block."""
        while True:
            self.tick()
            time.sleep(_TICK_SECONDS)

    def tick(self) -> None:
        """One look at every process. `run` does this many times a second."""
        for unit in self._units:
            self._watch(unit, self._clock())

    def stop(self) -> None:
        """End all of them, the last started first. A second signal meanwhile kills the rest."""
        self._stopping = True
        if self._units:
            self._say("stopping " + ", ".join(unit.child.name for unit in reversed(self._units)))
        for unit in reversed(self._units):
            if not self._stop_unit(unit):
                self._say(f"{unit.child.name:<12} did not stop in time and was killed")
        self._units.clear()
        (self._data_dir / "run.json").unlink(missing_ok=True)

    def _stop_unit(self, unit: _Unit) -> bool:
        child = unit.child
        return process.stop(
            unit.started, child.stop_signal, child.grace_seconds, hurried=lambda: self._hurried
        )

    def _watch(self, unit: _Unit, now: float) -> None:
        if unit.state is _State.ENDED:
            return
        if unit.state is _State.WAITING:
            if now >= unit.since:
                self._respawn(unit, now)
        elif unit.started.process.poll() is not None:
            self._on_exit(unit, now)
        elif unit.state is _State.STARTING:
            self._watch_start(unit, now)
        elif unit.failures and now - unit.since > _SETTLED_SECONDS:
            unit.failures = 0

    def _watch_start(self, unit: _Unit, now: float) -> None:
        if unit.child.ready(unit.started):
            took = now - unit.since
            unit.state, unit.since = _State.READY, now
            self._say(f"{unit.child.name:<12} back in {took:.2f} s  pid {unit.started.pid}")
        elif now - unit.since > unit.child.ready_seconds:
            self._say(f"{unit.child.name:<12} is not getting ready, killing it")
            process.kill(unit.started)

    def _on_exit(self, unit: _Unit, now: float) -> None:
        process.kill(unit.started)  # a dead leader's group would hold its ports
        ending = _describe(unit.started.process.returncode)
        if not unit.child.restart:
            unit.state = _State.ENDED
            self._say(f"{unit.child.name:<12} {ending}")
            self._write_run_file()
            return
        pause = min(_FIRST_BACKOFF_SECONDS * 2.0**unit.failures, _MAX_BACKOFF_SECONDS)
        unit.failures += 1
        unit.state, unit.since = _State.WAITING, now + pause
        self._say(
            f"{unit.child.name:<12} {ending}, again in {pause:g} s  (log {unit.started.log.name})"
        )

    def _respawn(self, unit: _Unit, now: float) -> None:
        unit.started = self._spawn(unit.child)
        unit.state, unit.since = _State.STARTING, now
        unit.restarts += 1
        self._write_run_file()

    def _spawn(self, child: Child) -> Started:
        log = self._data_dir / "log" / f"{child.name}.log"
        if log.exists() and log.stat().st_size > _MAX_LOG_BYTES:
            log.replace(log.with_suffix(".log.old"))
        return process.spawn(child, log)

    def _write_run_file(self) -> None:
        # Arguments and environments stay out of it: they carry passwords.
        content = {
            "supervisor": os.getpid(),
            "processes": {
                unit.child.name: {
                    "pid": unit.started.pid,
                    "ports": dict(unit.child.ports),
                    "log": str(unit.started.log),
                    "restarts": unit.restarts,
                }
                for unit in self._units
                if unit.state is not _State.ENDED
            },
        }
        partial_file = self._data_dir / "run.json.new"
        partial_file.write_text(json.dumps(content, indent=2) + "\n")
        partial_file.replace(self._data_dir / "run.json")

    def _acquire_lock(self) -> IO[str]:
        lock = (self._data_dir / "run.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip()
            lock.close()
            raise AlreadyRunning(f"process {owner} already runs on {self._data_dir}") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        return lock

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            self._hurried = True
            return
        self._stopping = True
        raise KeyboardInterrupt


def _describe(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with code {code}"
