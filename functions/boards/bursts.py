"""Gathering what comes in bursts, so that a board hears of it once a second.

In the memory of one instance, without a store: what is gathered is ephemeral, and what several
instances announce adds up.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Hashable

WINDOW_SECONDS = 1.0


class Reactions:
    """Sums of reactions by board and emoji; whoever comes first in a window announces the sum."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[Hashable] = Counter()

    def add(self, key: Hashable, count: int) -> bool:
        """Add to a sum; True asks the caller to take it when the window is over."""
        with self._lock:
            first = key not in self._sums
            self._sums[key] += count
            return first

    def take(self, key: Hashable) -> int:
        """The sum of the window, which ends."""
        with self._lock:
            return self._sums.pop(key, 0)


class Announcements:
    """At most one announcement a window for each key, and one after the last change."""

    MAX_KEYS = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[Hashable, float] = {}

    def wait_for(self, key: Hashable) -> float | None:
        """Seconds after which to announce what then is true, or None: somebody else will."""
        now = time.monotonic()
        with self._lock:
            if len(self._next) > self.MAX_KEYS:
                self._next = {k: at for k, at in self._next.items() if at > now}
            due = self._next.get(key, 0.0)
            if due > now + WINDOW_SECONDS:
                return None
            # The slot that was free is taken; the one after it is the first that is free now.
            self._next[key] = max(now, due) + WINDOW_SECONDS
            return max(0.0, due - now)
