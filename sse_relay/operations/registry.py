"""Writes the figures of this relay to Redis every half minute, for operators and the janitor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.operations.report import Report, Totals

if TYPE_CHECKING:
    from infra.redis.client import RedisClient


class Registry:
    """One instance's entry. While Redis is away it is not written, and the relay goes on."""

    def __init__(
        self,
        *,
        instance: str,
        revision: str,
        shards: tuple[int, ...],
        seconds: float,
        redis: Callable[[], RedisClient],
        report: Report,
        wall: Callable[[], float],
    ) -> None:
        self._instance = instance
        self._revision = revision
        self._shards = shards
        self._seconds = seconds
        self._redis = redis
        self._report = report
        self._wall = wall
        self._started_at = wall()
        self._last = Totals(self._started_at, 0, 0, 0)

    async def run(self) -> None:
        """Write the entry every interval, until cancelled."""
        while True:
            await self.write()
            await asyncio.sleep(self._seconds)

    async def write(self) -> None:
        """Write the entry."""
        from infra.redis.client import RedisUnavailable
        from infra.redis.relay_instances import write_instance

        state, now = self.state(), self._wall()

        def write_entry() -> None:
            write_instance(self._redis(), self._instance, state, now=now)

        try:
            await asyncio.to_thread(write_entry)
        except RedisUnavailable as error:
            report(Signal.RELAY_REPORT_UNWRITTEN, reason=str(error))

    async def leave(self) -> None:
        """Delete the entry."""
        from infra.redis.client import RedisUnavailable
        from infra.redis.relay_instances import forget_instance

        try:
            await asyncio.to_thread(lambda: forget_instance(self._redis(), self._instance))
        except RedisUnavailable as error:
            report(Signal.RELAY_REPORT_LEFT, reason=str(error))

    def state(self) -> dict[str, Any]:
        """What this relay carries now; rates since it was said last."""
        now, before = self._report.totals(self._wall()), self._last
        self._last = now
        seconds = max(now.at - before.at, 0.001)
        return {
            "revision": self._revision,
            "startedAt": self._started_at,
            "reportedAt": now.at,
            "eventsPerSecond": round((now.events - before.events) / seconds, 2),
            "deliveriesPerSecond": round((now.deliveries - before.deliveries) / seconds, 2),
            "bytesPerSecond": round((now.sent_bytes - before.sent_bytes) / seconds, 2),
            "shards": list(self._shards),
            **self._report.figures(),
        }
