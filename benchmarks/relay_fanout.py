"""``make bench-relay``: the relay beside nchan and Starlette, one core each, interleaved.

The load is one process in C on the other core; it tells how busy it was, and near 100 % a figure is
its own and not the server's. All servers send the same 190 bytes of event; ours adds its position
and cursor lines. Figures are medians of the rounds; their spread is 15 to 25 %.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.relay_load import LOAD_CORE, Figures, Load, built, can_load
from benchmarks.relay_peers import FILES, Server, available, serving
from benchmarks.report import Figure, print_table

SERVER_CORE = 0
CROWD, THRONG, IDLE = 1_000, 5_000, min(20_000, FILES - 400)


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
        calm = load.ask("paced 10 3")
        brisk = load.ask("paced 200 3")
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
        began = server.cpu_seconds()
        connected = load.ask(f"connect {THRONG}")
        connect_us = (server.cpu_seconds() - began) / THRONG * 1e6
        memory = server.memory_kb() - memory
        load.ask("burst 4")
        burst = load.ask("burst 60")
    return {
        "connects": THRONG / connected["seconds"],
        "connect us": connect_us,
        "memory": memory / THRONG,
        "throng burst": burst["delivered"] / burst["seconds"],
    }


def idle(binary: Path) -> Figures:
    """Streams that hear nothing but heartbeats and then one event a second.

    Twenty thousand, or as many as this machine lets a process open. Heartbeats come every two to
    four seconds here, so that nobody waits half a minute to see that all of them do.
    """
    with mock.patch.dict(os.environ, _HASTY), loaded(binary, "relay") as (server, load):
        memory = server.memory_kb()
        load.ask(f"connect {IDLE}")
        memory = server.memory_kb() - memory
        quiet = load.ask("quiet 8")
        began = server.cpu_seconds()
        paced = load.ask("paced 1 5")
        core = (server.cpu_seconds() - began) / paced["seconds"]
        newcomers = load.ask("connect 100")
    return {
        "core": core,
        "heard": quiet["heard"] / IDLE,
        "memory": memory / 1024,
        "connects": 100 / newcomers["seconds"],
        "p99_ms": paced["p99_ms"],
    }


_HASTY = {"RELAY_HEARTBEAT_MIN_SECONDS": "2", "RELAY_HEARTBEAT_MAX_SECONDS": "4"}
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
    ("connect us", "  of a core for each", "us", ".0f"),
    ("memory", "memory a stream at 5,000", "KB", ".1f"),
)


def _report(medians: dict[str, Figures]) -> None:
    names = list(medians)
    print(f"  {'':28}" + "".join(f"{name:>14}" for name in names))
    for key, label, unit, shape in _ROWS:
        cells = "".join(f"{format(medians[name][key], shape):>14}" for name in names)
        print(f"  {label:28}{cells}  {unit}")


def _goals(medians: dict[str, Figures]) -> list[Figure]:
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
    ]


def _idle_goals(quiet: Figures) -> list[Figure]:
    return [
        Figure("heard a heartbeat in time", quiet["heard"] * 100, "%", least=100),
        Figure("memory", quiet["memory"], "MB"),
        Figure("p99 of an event", quiet["p99_ms"], goal=1000),
        Figure("use of a core at an event a second", quiet["core"] * 100, "%"),
        Figure("then connects a second", quiet["connects"], ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not can_load():
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
    with built() as binary:
        for _ in range(options.rounds):
            for name in names:
                runs[name].append(crowd(binary, name) | throng(binary, name))
        medians = {
            name: {key: statistics.median(run[key] for run in of_one) for key in of_one[0]}
            for name, of_one in runs.items()
        }
        _report(medians)
        print_table("Fan-out: goals", _goals(medians))
        print_table(f"Fan-out: {IDLE:,} idle streams on one process", _idle_goals(idle(binary)))


if __name__ == "__main__":
    main()
