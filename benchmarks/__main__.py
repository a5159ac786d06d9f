"""``make bench``: the product's figures, one benchmark after another.

``python -m benchmarks [--quick] [name …]``. Each runs in a process of its own. A missed goal is
printed and is no failure; the exit status says whether all of them ran. All of them take under
eight minutes on two quiet cores; ``make bench-relay`` gives the relay's figures all their rounds.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time

from infra.local.process import PROJECT_ROOT

# All of them, in the order in which they run, with what each is given for a shorter run.
_BENCHMARKS: dict[str, tuple[str, ...]] = {
    "cold_start": ("--quick",),
    "requests": ("--quick",),
    "request_floor": ("--quick",),
    "feed": ("--quick",),
    "messages": ("--quick",),
    "message_to_browser": ("--quick",),
    "hot_post": ("--quick",),
    "presence": (),
    "fanout": ("--quick",),
    "board": ("--quick",),
    "search": ("--quick",),
    "found_soon": ("--quick",),
    "feeds": ("--quick",),
    "chosen": ("--quick",),
    "vectors": ("--quick",),
    "suggestions": ("--quick",),
    "marks": ("--quick",),
    "imports": ("--quick",),
    "gradebook": ("--quick",),
    "views": ("--quick",),
    "known_addresses": ("--quick",),
    "post_to_browser": ("--quick",),
    "web_pages": ("--quick",),
    "client": ("--quick",),
    "commit_to_browser": ("--seconds", "4"),
    "event_log": ("--rounds", "10"),
    "relay_fanout": ("--rounds", "1"),
    "relay_workers": ("--rounds", "1", "--messages", "2000"),
}

# What each is given where all of them run: five rounds of this one take as long as all others.
_AMONG_OTHERS: dict[str, tuple[str, ...]] = {
    "message_to_browser": ("--quick",),
    "hot_post": ("--quick",),
    "relay_fanout": ("--rounds", "1"),
    "fanout": ("--quick",),
    "known_addresses": ("--quick",),
    "found_soon": ("--quick",),
    "chosen": ("--quick",),
    "vectors": ("--quick",),
    "suggestions": ("--quick",),
    "marks": ("--quick",),
    "imports": ("--quick",),
    "gradebook": ("--quick",),
    "views": ("--quick",),
    "web_pages": ("--rounds", "3"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(_BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="shorter runs")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in _BENCHMARKS]:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    failed = []
    for name in options.names or _BENCHMARKS:
        start = time.monotonic()
        usual = () if options.names else _AMONG_OTHERS.get(name, ())
        if not _run(name, _BENCHMARKS[name] if options.quick else usual):
            failed.append(name)
        print(f"  ({name}: {time.monotonic() - start:.0f} s)", flush=True)
    if failed:
        print(f"\ndid not run to their end: {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str, arguments: tuple[str, ...]) -> bool:
    module = f"benchmarks.{name}"
    if importlib.util.find_spec(module) is None:
        print(f"\n{name} is missing")
        return False
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode == 0  # noqa: S603 - our own module


if __name__ == "__main__":
    sys.exit(main())
