"""Publishes what was committed but not announced. One relay at a time does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError

from shared.realtime.bus import BusAttributes
from shared.realtime.envelope import with_seq
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.wire.timers import jitter

if TYPE_CHECKING:
    from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher


LEADER_LOCK = 0x5354_554E_4954_59
"""Key of the advisory lock whose holder sweeps; it goes with the holder's connection."""

_CLAIM = "SELECT * FROM app.outbox_claim($1, $2)"
_DELETE = "SELECT app.outbox_delete($1::bigint[], $2::bigint[])"


@dataclass(frozen=True, slots=True)
class SweepPace:
    """Seconds and rows."""

    every: tuple[float, float] = (0.5, 1.0)
    older_than: float = 1.0
    rows: int = 500
    candidate: float = 5.0
    publish: float = 5.0


@dataclass(slots=True)
class SweeperStats:
    """Counters since the start."""

    leader: bool = False
    published: int = 0
    failed: int = 0


class Sweeper:
    """Stands for election with its own connection and sweeps while that connection lives."""

    def __init__(
        self, dsn: str, publisher: Callable[[], PubSubPublisher], *, pace: SweepPace | None = None
    ) -> None:
        self._dsn = dsn
        self._publisher = publisher
        self._pace = pace or SweepPace()
        self.stats = SweeperStats()

    async def run(self) -> None:
        """Sweep for ever."""
        while True:
            try:
                await self._serve()
            except (OSError, TimeoutError, PostgresError, InterfaceError) as error:
                report(Signal.RELAY_SWEEPER_LOST, reason=type(error).__name__)
            self.stats.leader = False
            await asyncio.sleep(self._pace.candidate * jitter.uniform(0.8, 1.2))

    async def _serve(self) -> None:
        connection: Any = await asyncpg.connect(  # type: ignore[no-untyped-call] # has no types
            self._dsn, timeout=5, command_timeout=10
        )
        try:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER_LOCK):
                return
            self.stats.leader = True
            while True:
                if await self._sweep(connection) < self._pace.rows:
                    await asyncio.sleep(jitter.uniform(*self._pace.every))
        finally:
            # Closing politely would wait for a database that may be gone.
            connection.terminate()

    async def _sweep(self, connection: Any) -> int:
        pace = self._pace
        async with connection.transaction():
            rows = await connection.fetch(_CLAIM, timedelta(seconds=pace.older_than), pace.rows)
            if not rows:
                return 0
            # A row without its event outlived the retention: no client can be given it.
            live = [row for row in rows if row["payload"] is not None]
            done = [row for row in rows if row["payload"] is None]
            sent = await asyncio.to_thread(self._publish, live)
            done += [row for row, ok in zip(live, sent, strict=True) if ok]
            self.stats.published += sum(sent)
            self.stats.failed += len(sent) - sum(sent)
            await connection.execute(
                _DELETE, [r["channel_id"] for r in done], [r["seq"] for r in done]
            )
        # Rows that the bus refused would come at once again.
        return len(rows) if all(sent) else 0

    def _publish(self, rows: Sequence[asyncpg.Record]) -> list[bool]:
        from infra.pubsub.publisher import OutgoingMessage

        messages: list[OutgoingMessage] = []
        for row in rows:
            attributes = BusAttributes(
                channel_id=row["channel_id"],
                seq=row["seq"],
                type=row["type"],
                tenant_id=str(row["tenant_id"]),
                channel=row["name"],
                copy=row["copy"],
            )
            data = with_seq(row["payload"], row["seq"]).encode()
            messages.append(OutgoingMessage(data, attributes.encode()))
        return self._publisher().publish(messages, deadline=self._pace.publish)
