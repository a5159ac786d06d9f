"""Where requests are counted: in Redis, in its Postgres twin, or approximately in the process."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.http.limits import LimitClass, Window
from shared.http.rate_limit import Bucket, BucketState

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@dataclass(frozen=True, slots=True)
class Counter:
    """A bucket of one request, and the rules that it comes from."""

    bucket: Bucket
    window: Window
    rules: LimitClass


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a request has taken in a bucket; ``shared`` where a store knows of it."""

    counter: Counter
    state: BucketState
    shared: bool


class ProcessBuckets:
    """Fixed windows of this process: leases of shared counters, and counters without a store."""

    MAX_KEYS = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # By key: when the window ends, how many places are counted, how many of them are left.
        self._counts: dict[str, tuple[float, int, int]] = {}

    def take_leased(self, bucket: Bucket) -> BucketState | None:
        """A place of a lease, or None where none is left."""
        now = time.monotonic()
        with self._lock:
            ends, count, left = self._counts.get(bucket.key, (0.0, 0, 0))
            if ends <= now or left == 0:
                return None
            self._counts[bucket.key] = (ends, count, left - 1)
            return BucketState(bucket.limit, count - left + 1, int((ends - now) * 1000))

    def lease(self, bucket: Bucket, state: BucketState, places: int) -> BucketState:
        """Keep what a store has counted at once; returns the state after the first place."""
        before = state.count - places
        granted = max(min(places, bucket.limit - before), 0)
        ends = time.monotonic() + state.reset_ms / 1000
        with self._lock:
            self._forget_ended()
            self._counts[bucket.key] = (ends, before + granted, max(granted - 1, 0))
        return BucketState(bucket.limit, before + 1, state.reset_ms)

    def hit(self, bucket: Bucket) -> BucketState:
        """Count one request here alone: approximate, for classes that guard no secret."""
        now = time.monotonic()
        with self._lock:
            self._forget_ended()
            ends, count, _ = self._counts.get(bucket.key, (0.0, 0, 0))
            if ends <= now:
                ends, count = now + bucket.window_ms / 1000, 0
            self._counts[bucket.key] = (ends, count + 1, 0)
            return BucketState(bucket.limit, count + 1, int((ends - now) * 1000))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._counts.clear()

    def _forget_ended(self) -> None:
        if len(self._counts) > self.MAX_KEYS:
            now = time.monotonic()
            self._counts = {key: kept for key, kept in self._counts.items() if kept[0] > now}


process_buckets = ProcessBuckets()


def count(deps: Dependencies, counters: Sequence[Counter], degraded: set[str]) -> list[Place]:
    """Take a place in each bucket, where there is one or not: the states say it."""
    leased = {counter: process_buckets.take_leased(counter.bucket) for counter in counters}
    wanted = [counter for counter, state in leased.items() if state is None]
    counted = {place.counter: place for place in _ask(deps, wanted, degraded)}
    return [
        counted[counter] if state is None else Place(counter, state, shared=True)
        for counter, state in leased.items()
    ]


def _ask(deps: Dependencies, counters: Sequence[Counter], degraded: set[str]) -> list[Place]:
    if not counters:
        return []
    from infra.redis.client import RedisUnavailable

    if deps.redis is not None:
        from infra.redis.rate_limit import hit

        places = [counter.rules.lease for counter in counters]
        try:
            states = hit(deps.redis, [c.bucket for c in counters], places)
        except RedisUnavailable:
            pass
        else:
            return [
                Place(c, process_buckets.lease(c.bucket, state, n) if n > 1 else state, shared=True)
                for c, state, n in zip(counters, states, places, strict=True)
            ]
    degraded.add("ratelimit")
    return [*_in_postgres(deps, counters), *_here(counters)]


def _in_postgres(deps: Dependencies, counters: Sequence[Counter]) -> list[Place]:
    guarded = [counter for counter in counters if counter.rules.sensitive]
    if not guarded:
        return []
    from infra.postgres.core.rate_limits import hit_in_postgres

    states = hit_in_postgres(deps.engine, [counter.bucket for counter in guarded])
    return [Place(c, state, shared=True) for c, state in zip(guarded, states, strict=True)]


def _here(counters: Sequence[Counter]) -> list[Place]:
    others = [counter for counter in counters if not counter.rules.sensitive]
    return [Place(c, process_buckets.hit(c.bucket), shared=False) for c in others]


def give_back(deps: Dependencies, places: Sequence[Place]) -> None:
    """Return places of requests that turned out not to count.

    A place that a store which is away does not get back stays counted until its window ends.
    """
    buckets = [place.counter.bucket for place in places if place.shared]
    if not buckets:
        return
    from infra.redis.client import RedisUnavailable

    if deps.redis is not None:
        from infra.redis.rate_limit import give_back as give_back_in_redis

        try:
            give_back_in_redis(deps.redis, buckets)
        except RedisUnavailable:
            pass
        else:
            return
    from infra.postgres.core.rate_limits import give_back_in_postgres

    give_back_in_postgres(deps.engine, buckets)
