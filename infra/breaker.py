"""A circuit breaker: after some failures in a row, ask no more for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed while calls succeed; open after `threshold` failures in a row.

    While open, `allow` says no for `open_seconds`; then one caller may probe. Its success closes
    the breaker, its failure opens it again. Safe under threads.
    """

    def __init__(
        self,
        threshold: int = 5,
        open_seconds: float = 2.0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = threshold
        self._open_seconds = open_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._retry_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are being refused."""
        return self._retry_at is not None

    def allow(self) -> bool:
        """Whether to make the call. A yes must be followed by `succeeded` or `failed`."""
        if self._retry_at is None:
            return True
        with self._lock:
            if self._retry_at is None:
                return True
            now = self._clock()
            if now < self._retry_at:
                return False
            # This caller probes; should it never report back, another one may after the same time.
            self._retry_at = now + self._open_seconds
            return True

    def succeeded(self) -> bool:
        """The call was answered; True when that closed the breaker."""
        if not self._failures and self._retry_at is None:
            return False
        with self._lock:
            was_open, self._retry_at = self._retry_at is not None, None
            self._failures = 0
            return was_open

    def failed(self) -> bool:
        """The call was not answered, or not in time; True when that opened the breaker."""
        with self._lock:
            self._failures += 1
            was_closed = self._retry_at is None
            if self._failures >= self._threshold:
                self._retry_at = self._clock() + self._open_seconds
            return was_closed and self._retry_at is not None
