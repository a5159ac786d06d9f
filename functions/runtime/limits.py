"""Counting requests: one Redis call, or its Postgres twin, or an approximate local bucket."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.http.limits import LIMIT_CLASSES, Subject
from shared.http.problem import RateLimited
from shared.http.rate_limit import Bucket, BucketState, buckets_for, tightest
from shared.http.route import Route

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


class LocalBuckets:
    """Fixed windows in this process: approximate, for classes that guard no secret."""

    MAX_KEYS = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def hit(self, buckets: Sequence[Bucket]) -> list[BucketState]:
        """Count one request in each bucket."""
        now = time.monotonic()
        with self._lock:
            if len(self._counts) > self.MAX_KEYS:
                self._counts = {k: v for k, v in self._counts.items() if v[0] > now}
            return [self._hit(bucket, now) for bucket in buckets]

    def _hit(self, bucket: Bucket, now: float) -> BucketState:
        ends, count = self._counts.get(bucket.key, (0.0, 0))
        if ends <= now:
            ends, count = now + bucket.window_ms / 1000, 0
        self._counts[bucket.key] = (ends, count + 1)
        return BucketState(
            limit=bucket.limit,
            count=count + 1,
            reset_ms=int((ends - now) * 1000),
        )


_local = LocalBuckets()


class LimitSubjects:
    """Values that a class may count by; computed only when one asks."""

    def __init__(self, *, user_id: object | None, session_id: object | None, ip: str) -> None:
        self._user_id = user_id
        self._session_id = session_id
        self._ip = ip

    def value(self, subject: Subject, body: Any) -> str:
        """The subject of a bucket key. Addresses of mail are hashed: keys show up in dashboards."""
        if subject is Subject.ADDRESS:
            return self._ip
        if subject is Subject.ADDRESS_AND_EMAIL:
            email = str(getattr(body, "email", "")).strip().lower()
            return f"{self._ip}:{hashlib.blake2b(email.encode(), digest_size=12).hexdigest()}"
        if subject is Subject.SESSION:
            token = str(getattr(body, "refresh_token", "") or self._session_id or self._ip)
            return hashlib.blake2b(token.encode(), digest_size=12).hexdigest()
        return str(self._user_id or self._ip)


def buckets_of(route: Route, subjects: LimitSubjects, body: Any) -> list[tuple[Bucket, bool]]:
    """The buckets of a request, each with whether its class is sensitive."""
    return [
        (bucket, LIMIT_CLASSES[name].sensitive)
        for name in route.limits
        for bucket in buckets_for(
            subjects.value(LIMIT_CLASSES[name].subject, body), name, LIMIT_CLASSES[name].windows
        )
    ]


def enforce(
    deps: Dependencies,
    buckets: list[tuple[Bucket, bool]],
    headers: dict[str, str],
    degraded: set[str],
) -> None:
    """Count the request and set the RateLimit headers; raises RateLimited when over."""
    if not buckets:
        return
    counted = _count(deps, buckets, degraded)
    state = tightest([state for _, state in counted])
    window = next(bucket.window_ms for bucket, found in counted if found is state) // 1000
    reset = state.reset_seconds
    headers["RateLimit"] = f'"default";r={state.remaining};t={reset}'
    headers["RateLimit-Policy"] = f'"default";q={state.limit};w={window}'
    headers["X-RateLimit-Limit"] = str(state.limit)
    headers["X-RateLimit-Remaining"] = str(state.remaining)
    headers["X-RateLimit-Reset"] = str(reset)
    if state.exceeded:
        raise RateLimited(headers={"Retry-After": str(max(reset, 1))})


def _count(
    deps: Dependencies, buckets: list[tuple[Bucket, bool]], degraded: set[str]
) -> list[tuple[Bucket, BucketState]]:
    from infra.redis.client import RedisUnavailable
    from infra.redis.rate_limit import hit

    wanted = [bucket for bucket, _ in buckets]
    if deps.redis is not None:
        with contextlib.suppress(RedisUnavailable):
            return list(zip(wanted, hit(deps.redis, wanted), strict=True))
    degraded.add("ratelimit")
    sensitive = [bucket for bucket, guarded in buckets if guarded]
    others = [bucket for bucket, guarded in buckets if not guarded]
    counted = list(zip(others, _local.hit(others), strict=True))
    if sensitive:
        from infra.postgres.core.rate_limits import hit_in_postgres

        counted += zip(sensitive, hit_in_postgres(deps.engine, sensitive), strict=True)
    return counted
