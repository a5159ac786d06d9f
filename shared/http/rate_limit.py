"""Fixed-window counters as values: what to count, and what the count says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """At most ``limit`` hits on ``key`` within a window of ``window_ms``."""

    key: str
    limit: int
    window_ms: int


@dataclass(frozen=True, slots=True)
class BucketState:
    """A bucket after a hit, which ``count`` includes; in ``reset_ms`` it is empty again."""

    limit: int
    count: int
    reset_ms: int

    @property
    def remaining(self) -> int:
        """Hits that are still allowed in this window."""
        return max(0, self.limit - self.count)

    @property
    def exceeded(self) -> bool:
        """Whether the hit was one too many."""
        return self.count > self.limit

    @property
    def reset_seconds(self) -> int:
        """For ``RateLimit-Reset`` and ``Retry-After``: rounded up, so that nobody is too early."""
        return -(-self.reset_ms // 1000)


def tightest(states: Sequence[BucketState]) -> BucketState:
    """The state to tell the client: exceeded first, then least remaining, then longest to wait.

    Raises ValueError when there is none.
    """
    return min(states, key=lambda state: (not state.exceeded, state.remaining, -state.reset_ms))
