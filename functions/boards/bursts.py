"""Gathering what comes in bursts, so that a board hears of it once a second.

In the memory of one instance, without a store: what is gathered is ephemeral, and what several
instances announce adds up.
"""

from __future__ import annotations

import threading
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
