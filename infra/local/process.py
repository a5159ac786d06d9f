"""A process of the local stack: what it is, how it starts, when it is ready, how it ends."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]

_POLL_SECONDS = 0.01
_TAIL_BYTES = 2_000
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A process ended, or took too long, before it was ready. The text ends with its output."""


@dataclass(frozen=True)
class Started:
    """A running process and the part of its log file that belongs to this start."""

    process: subprocess.Popen[bytes]
    log: Path
    log_offset: int

    @property
    def pid(self) -> int:
        """Its process id, also the id of its session and group."""
        return self.process.pid

    def output(self) -> str:
        """What it has printed since this start."""
        with self.log.open("rb") as log:
            log.seek(self.log_offset)
            return log.read().decode(errors="replace")


Probe = Callable[[Started], bool]


@dataclass(frozen=True, kw_only=True)
class Child:
    """How to start a process, and how it wants to be treated.

    `env` is the whole environment: nothing is inherited. `user` is a system user to drop to (root
    only). `death_signal` is what Linux sends when the parent disappears without a word.
    """

    name: str
    argv: tuple[str, ...]
    ready: Probe
    env: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
    cwd: Path = PROJECT_ROOT
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    ready_seconds: float = 120.0
    grace_seconds: float = 8.0
    restart: bool = True


def python_child(
    name: str,
    module: str,
    *args: str,
    ready: Probe,
    env: Mapping[str, str] | None = None,
    ports: Mapping[str, int] | None = None,
    grace_seconds: float = 8.0,
) -> Child:
    """A child that runs `python -m module args` of this interpreter from the project root."""
    return Child(
        name=name,
        argv=(sys.executable, "-m", module, *args),
        ready=ready,
        env={**base_env(), "PYTHONUNBUFFERED": "1", **(env or {})},
        ports=ports or {},
        grace_seconds=grace_seconds,
    )


def say(line: str) -> None:
    """A line for the person at the terminal, at once."""
    print(line, flush=True)


def base_env() -> dict[str, str]:
    """The few variables every program expects; the rest of ours stays here."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")
    return {name: os.environ[name] for name in kept if name in os.environ}


def free_port() -> int:
    """A loopback TCP port for a server that starts later, kept for as long as this process lives.

    The kernel gives a port that a socket is bound to neither to another ``bind(0)`` nor to an
    outgoing connection, and still lets a server with SO_REUSEADDR listen on it.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = int(holder.getsockname()[1])
    holder.detach()  # stays open until the process ends
    return port


def tcp_ready(port: int) -> Probe:
    """Ready when something accepts on this loopback port."""

    def probe(_: Started) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            return False
        return True

    return probe


def http_ready(url: str) -> Probe:
    """Ready when a GET of this URL answers 2xx."""

    def probe(_: Started) -> bool:
        # A proxy of the developer's environment must not see, or answer, a loopback probe.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(url, timeout=1.0):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False

    return probe


def line_ready(text: str) -> Probe:
    """Ready when its output since this start contains `text`."""
    return lambda started: text in started.output()


def file_ready(path: Path) -> Probe:
    """Ready when this file exists and is not empty."""
    return lambda _: path.exists() and path.stat().st_size > 0


def spawn(child: Child, log: Path) -> Started:
    """Start it in a session of its own, its output appended to `log`.

    On Linux it gets `death_signal` when the *thread* that called this ends, so call it from one
    that lives as long as the child should (the main thread).
    """
    account = pwd.getpwnam(child.user) if child.user else None
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        offset = output.tell()
        process = subprocess.Popen(  # noqa: S603 - the command is the caller's declaration
            child.argv,
            env=dict(child.env),
            cwd=child.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the supervisor alone, which then stops the rest in order.
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=_leash(child.death_signal),  # noqa: PLW1509 - two system calls, no lock
        )
    return Started(process, log, offset)


def wait_ready(child: Child, started: Started) -> None:
    """Return when the probe says so; raise ChildFailed when it ends first or takes too long."""
    deadline = time.monotonic() + child.ready_seconds
    while not child.ready(started):
        if started.process.poll() is not None:
            raise ChildFailed(
                f"{child.name} ended with code {started.process.returncode} before it was ready:\n"
                f"{tail(started)}"
            )
        if time.monotonic() > deadline:
            raise ChildFailed(
                f"{child.name} was not ready after {child.ready_seconds:g} s:\n{tail(started)}"
            )
        time.sleep(_POLL_SECONDS)


def tail(started: Started) -> str:
    """The last lines of its output."""
    return started.output()[-_TAIL_BYTES:].strip()


def stop(
    started: Started,
    stop_signal: signal.Signals,
    grace_seconds: float,
    *,
    hurried: Callable[[], bool] = lambda: False,
) -> bool:
    """End it and what is left of its group. False if it had to be killed.

    `hurried` is asked again and again: once true, the grace is over.
    """
    deadline = time.monotonic() + grace_seconds
    if started.process.poll() is None:
        started.process.send_signal(stop_signal)
    while started.process.poll() is None:
        if hurried() or time.monotonic() > deadline:
            kill(started)
            return False
        time.sleep(_POLL_SECONDS)
    kill(started)
    return True


@contextmanager
def running(child: Child, log: Path) -> Iterator[Started]:
    """Run it for the time of a `with` block, without a supervisor."""
    started = spawn(child, log)
    try:
        wait_ready(child, started)
        yield started
    finally:
        stop(started, child.stop_signal, child.grace_seconds)


def kill(started: Started) -> None:
    """SIGKILL to it and its process group, and collect it."""
    # The group outlives its leader while a member runs, and is gone otherwise.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(started.pid, signal.SIGKILL)
    started.process.wait()


def command_line(pid: int) -> str:
    """The command of a living process, blank-separated; empty when there is none to see."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
            return arguments.replace(b"\0", b" ").decode(errors="replace")
        return ""
    listing = subprocess.run(  # noqa: S603 - a number
        ["ps", "-o", "command=", "-p", str(pid)],  # noqa: S607 - wherever the system keeps it
        check=False,
        capture_output=True,
        text=True,
    )
    return listing.stdout


def working_in(directory: Path, program: str) -> list[int]:
    """The processes of this program that work in this directory; none where /proc is missing."""
    directory = directory.resolve()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        # Processes of others are closed to us, and any may end while we look.
        with suppress(OSError):
            executable = (entry / "exe").readlink()
            if executable.name == program and (entry / "cwd").readlink() == directory:
                found.append(int(entry.name))
    return found


def _leash(death_signal: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def in_child() -> None:
        # Runs after the change of user, which would clear the setting.
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # the parent died between fork and prctl

    return in_child
