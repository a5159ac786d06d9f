"""What one process remembers of games; another one does as well without it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")


class Recent(Generic[_K, _V]):
    """The values that were used last, a bounded number of them. Safe under threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[_K, _V] = OrderedDict()

    def get(self, key: _K) -> _V | None:
        """The value, if it is still known."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: _K, value: _V) -> None:
        """Remember it, and forget what was used longest ago."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)


class Ticks:
    """Says yes at most once in a while for each key."""

    MAX_KEYS = 1_000

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def due(self, key: str) -> bool:
        """Whether it is time again."""
        now = time.monotonic()
        with self._lock:
            if now < self._next.get(key, 0.0):
                return False
            if len(self._next) > self.MAX_KEYS:
                self._next = {k: at for k, at in self._next.items() if at > now}
            self._next[key] = now + self._seconds
            return True
