"""What the chaos wrappers do right now: a small file beside the stack's data, read when it changes.

So one running stack serves every fault: a test turns a switch and turns it back.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "chaos.json"
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Switches:
    """``drop`` and ``duplicate`` are shares of bus messages; ``reorder_seconds`` is the mean of an
    exponential delay. ``seed`` starts the dice anew. ``broken`` makes the relay a plain
    broadcaster: the negative control.
    """

    drop: float = 0.0
    duplicate: float = 0.0
    reorder_seconds: float = 0.0
    broken: bool = False
    seed: int = 0


CALM = Switches()
ROUGH_BUS = Switches(drop=0.05, duplicate=0.10, reorder_seconds=0.02)
BROKEN_RELAY = Switches(drop=0.05, duplicate=0.10, reorder_seconds=0.02, broken=True)


def turn(data_dir: Path, switches: Switches) -> None:
    """Set the switches of a stack; its relays follow within a blink."""
    partial = data_dir / f"{_FILE}.new"
    partial.write_text(json.dumps(asdict(switches)), encoding="utf-8")
    partial.replace(data_dir / _FILE)


class SwitchReader:
    """The switches as they stand, looked up at most fifty times a second."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = data_dir / _FILE
        self._clock = clock
        self._look_at = 0.0
        self._stamp = 0
        self._switches = CALM

    def current(self) -> Switches:
        """What holds now."""
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + _LOOK_SECONDS
            self._refresh()
        return self._switches

    def _refresh(self) -> None:
        try:
            stamp = os.stat(self._path).st_mtime_ns  # noqa: PTH116 - called by the thousand
        except FileNotFoundError:
            return
        if stamp != self._stamp:
            self._stamp = stamp
            self._switches = Switches(**json.loads(self._path.read_text(encoding="utf-8")))
