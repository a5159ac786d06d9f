"""The load process of the relay's benchmarks, built from relay_load.c."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.relay_peers import Server

LOAD_CORE = 1
_SOURCE = Path(__file__).with_name("relay_load.c")

Figures = dict[str, float]


def can_load() -> bool:
    """Whether this machine has a C compiler, and a core for the load."""
    return shutil.which("cc") is not None and (os.cpu_count() or 1) > LOAD_CORE


@contextmanager
def built() -> Iterator[Path]:
    """The load's binary, for the block."""
    compiler = shutil.which("cc")
    assert compiler is not None, "ask can_load before"
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder, "relay_load")
        subprocess.run([compiler, "-O2", "-o", str(binary), str(_SOURCE)], check=True)  # noqa: S603 - found on PATH
        yield binary


class Load:
    """The load process: commands go in, figures come out."""

    def __init__(self, binary: Path, server: Server, core: int | None = LOAD_CORE) -> None:
        command = [str(binary), str(server.port), str(server.publish_port), server.publish_path]
        self._process = subprocess.Popen(  # noqa: S603 - built from the source beside this file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        if core is not None:
            os.sched_setaffinity(self._process.pid, {core})
        self._say("\n".join([*server.requests, ""]))

    def ask(self, command: str) -> Figures:
        """Run a command of relay_load.c; raises RuntimeError when the load has died."""
        self.begin(command)
        return self.end()

    def begin(self, command: str) -> None:
        """Start a command without waiting for its answer."""
        self._say(command)
        self._command = command

    def end(self) -> Figures:
        """The answer to the command that was begun; raises RuntimeError when the load has died."""
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the load ended during {self._command!r}")
        figures: Figures = json.loads(answer)
        if (lost := figures.get("expected", 0) - figures.get("delivered", 0)) > 0:
            print(f"  {self._command}: {lost:,.0f} deliveries did not come within ten seconds")
        return figures

    def close(self) -> None:
        """Hang up all streams."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
