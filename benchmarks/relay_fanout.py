"""``make bench-relay``: the relay beside nchan and Starlette, one core each, interleaved.

The load is one process in C on the other core; it tells how busy it was, and near 100 % a figure is
its own and not the server's. All servers send the same 190 bytes of event; ours adds its position
and cursor lines. Figures are medians of the rounds; their spread is 15 to 25 %.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.relay_peers import FILES, Server, available, serving
from benchmarks.report import Figure, print_table

SERVER_CORE, LOAD_CORE = 0, 1
CROWD, THRONG, IDLE = 1_000, 5_000, min(20_000, FILES - 200)
_SOURCE = Path(__file__).with_name("relay_load.c")

Figures = dict[str, float]


class Load:
    """The load process: commands go in, figures come out."""

    def __init__(self, binary: Path, server: Server) -> None:
        command = [str(binary), str(server.port), str(server.publish_port), server.publish_path]
        self._process = subprocess.Popen(  # noqa: S603 - built from the source beside this file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        os.sched_setaffinity(self._process.pid, {LOAD_CORE})
        self._say(server.request)

    def ask(self, command: str) -> Figures:
        """Run a command of relay_load.c; raises RuntimeError when the load has died."""
        self._say(command)
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the load ended during {command!r}")
        figures: Figures = json.loads(answer)
        if figures.get("delivered") != figures.get("expected"):
            lost = figures["expected"] - figures["delivered"]
            print(f"  {command}: {lost:,.0f} deliveries did not come within ten seconds")
        return figures

    def close(self) -> None:
        """Hang up all streams."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")


@contextmanager
def loaded(binary: Path, name: str) -> Iterator[tuple[Server, Load]]:
    """A fresh server that has been warmed by a few streams, and a load for it."""
    with serving(name, SERVER_CORE) as server:
        warm = Load(binary, server)
        warm.ask("connect 50")
        warm.ask("burst 20")
        warm.close()
        load = Load(binary, server)
        try:
            yield server, load
        finally:
            load.close()


def crowd(binary: Path, name: str) -> Figures:
    """A thousand streams: a burst, and two even rates."""
    with loaded(binary, name) as (_, load):
        load.ask(f"connect {CROWD}")
        load.ask("burst 20")
        burst = load.ask("burst 300")
        calm = load.ask("paced 10 4")
        brisk = load.ask("paced 200 4")
    return {
        "burst": burst["delivered"] / burst["seconds"],
        "burst busy": burst["busy"],
        "calm p50": calm["p50_ms"],
        "calm p99": calm["p99_ms"],
        "brisk p50": brisk["p50_ms"],
        "brisk p99": brisk["p99_ms"],
        "brisk busy": brisk["busy"],
    }


def throng(binary: Path, name: str) -> Figures:
    """Five thousand streams: how fast they come, what each costs, and a burst."""
    with loaded(binary, name) as (server, load):
        memory = server.memory_kb()
        connected = load.ask(f"connect {THRONG}")
        memory = server.memory_kb() - memory
        load.ask("burst 4")
        burst = load.ask("burst 60")
    return {
        "connects": THRONG / connected["seconds"],
        "memory": memory / THRONG,
        "throng burst": burst["delivered"] / burst["seconds"],
    }


def idle(binary: Path) -> Figures:
    """Streams that hear nothing but heartbeats and one event a second, for five seconds.

    Twenty thousand, or as many as this machine lets a process open.
    """
    with loaded(binary, "relay") as (server, load):
        load.ask(f"connect {IDLE}")
        began = server.cpu_seconds()
        paced = load.ask("paced 1 5")
        return {"core": (server.cpu_seconds() - began) / paced["seconds"]} | paced


_ROWS = (
    ("burst", "burst, 1,000 streams", "deliveries/s", ",.0f"),
    ("burst busy", "  the load was busy", "", ".0%"),
    ("calm p50", "10 msg/s x 1,000, p50", "ms", ".2f"),
    ("calm p99", "10 msg/s x 1,000, p99", "ms", ".2f"),
    ("brisk p50", "200 msg/s x 1,000, p50", "ms", ".2f"),
    ("brisk p99", "200 msg/s x 1,000, p99", "ms", ".2f"),
    ("brisk busy", "  the load was busy", "", ".0%"),
    ("throng burst", "burst, 5,000 streams", "deliveries/s", ",.0f"),
    ("connects", "connects, 5,000 streams", "1/s", ",.0f"),
    ("memory", "memory a stream at 5,000", "KB", ".1f"),
)


def _report(medians: dict[str, Figures]) -> None:
    names = list(medians)
    print(f"  {'':28}" + "".join(f"{name:>14}" for name in names))
    for key, label, unit, shape in _ROWS:
        cells = "".join(f"{format(medians[name][key], shape):>14}" for name in names)
        print(f"  {label:28}{cells}  {unit}")


def _goals(medians: dict[str, Figures], quiet: Figures) -> list[Figure]:
    ours, starlette = medians["relay"], medians["starlette"]
    figures = [Figure("burst, times Starlette's", ours["burst"] / starlette["burst"], "x", least=4)]
    if nchan := medians.get("nchan"):
        throngs = ours["throng burst"] / nchan["throng burst"]
        calm = ours["calm p99"] / nchan["calm p99"]
        figures += [
            Figure("burst, times nchan's", ours["burst"] / nchan["burst"], "x", least=3),
            Figure("burst to 5,000, times nchan's", throngs, "x", least=3),
            Figure("p99 at 10 msg/s, times nchan's", calm, "x", goal=0.8),
        ]
    return [
        *figures,
        Figure("p99 at 200 msg/s", ours["brisk p99"], goal=30),
        Figure("memory a stream at 5,000", ours["memory"], "KB", goal=4),
        Figure("connects a second", ours["connects"], "", least=5000),
        Figure(f"{IDLE:,} idle streams: p99 of an event", quiet["p99_ms"]),
        Figure(f"{IDLE:,} idle streams: use of a core", quiet["core"] * 100, "%"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    compiler = shutil.which("cc")
    if compiler is None or (os.cpu_count() or 1) <= LOAD_CORE:
        print("\nFan-out: left out; it needs a C compiler and two cores")
        return
    os.sched_setaffinity(0, {LOAD_CORE})
    print(f"\nFan-out: one core each, {options.rounds} rounds interleaved, medians", flush=True)
    names = []
    for name, missing in available().items():
        if missing:
            print(f"  {name} is {missing}")
        else:
            names.append(name)
    runs: dict[str, list[Figures]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder, "relay_load")
        subprocess.run([compiler, "-O2", "-o", str(binary), str(_SOURCE)], check=True)  # noqa: S603 - found on PATH
        for _ in range(options.rounds):
            for name in names:
                runs[name].append(crowd(binary, name) | throng(binary, name))
                sys.stdout.flush()
        quiet = idle(binary)
    medians = {
        name: {key: statistics.median(run[key] for run in of_one) for key in of_one[0]}
        for name, of_one in runs.items()
    }
    _report(medians)
    print_table("Fan-out: goals", _goals(medians, quiet))


if __name__ == "__main__":
    main()
