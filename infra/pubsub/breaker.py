"""A circuit breaker: after repeated failure, do not try for a while; then try once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Opens after `failures` in a row; every `cooldown` seconds one caller may probe.

    Safe to use from several threads. Times come from `now`, in seconds.
    """

    def __init__(
        self,
        *,
        failures: int = 3,
        cooldown: float = 1.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._cooldown = cooldown
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._next_probe = 0.0

    @property
    def is_open(self) -> bool:
        """Whether calls are being skipped."""
        return self._failures >= self._limit

    def allows(self) -> bool:
        """Whether the caller may try now. When open, saying yes uses up the probe."""
        with self._lock:
            if self._failures < self._limit:
                return True
            now = self._now()
            if now < self._next_probe:
                return False
            # Set before the probe ends: one that never reports back blocks nobody for long.
            self._next_probe = now + self._cooldown
            return True

    def succeeded(self) -> bool:
        """Note a success; True when it closed the circuit."""
        with self._lock:
            was_open, self._failures = self._failures >= self._limit, 0
            return was_open

    def failed(self) -> bool:
        """Note a failure; True when it opened the circuit."""
        with self._lock:
            self._failures += 1
            self._next_probe = self._now() + self._cooldown
            return self._failures == self._limit
