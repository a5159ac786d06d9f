"""Reads of the event log and of authorisations, through the relay's own database role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError

from infra.tokens import Claims

_HEADS = """
SELECT m.epoch, h.channel_id, h.last_seq
FROM app.stream_meta m
LEFT JOIN app.channel_head h ON h.channel_id = ANY($1::bigint[])
"""
_REPLAY = """
SELECT k.channel_id, e.seq, e.type, e.body
FROM unnest($1::bigint[], $2::bigint[]) AS k(channel_id, seq)
CROSS JOIN LATERAL (
  SELECT v.seq, v.type, v.payload::text AS body
  FROM app.event v
  WHERE v.channel_id = k.channel_id AND v.seq > k.seq
  ORDER BY v.seq
  LIMIT $3
) e
"""
_PRINCIPAL = """
SELECT p.role, p.slug, p.channels, app.stream_hidden($1, $2) AS hidden,
  coalesce((SELECT h.last_seq FROM app.channel_head h WHERE h.channel_id = $5), 0) AS user_head
FROM app.stream_principal($1, $2, $3, $4) p
"""
_PRINCIPALS = """
SELECT k.place, p.role, p.slug, p.channels, app.stream_hidden(k.tenant_id, k.user_id) AS hidden
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[])
  WITH ORDINALITY AS k(tenant_id, user_id, session_id, token_version, place)
CROSS JOIN LATERAL app.stream_principal(
  k.tenant_id, k.user_id, k.session_id, k.token_version
) p
"""
_ALLOWED = "SELECT app.stream_allowed($1, $2, $3)"


class LogUnavailable(Exception):
    """The database did not answer; nothing may be concluded from that."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Positions of channels in the log; a channel without a row stands at 0."""

    epoch: str
    positions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One row of the log."""

    channel_id: int
    seq: int
    type: str
    body: str


@dataclass(frozen=True, slots=True)
class Principal:
    """What the holder of a valid session may listen to.

    ``hidden`` are the ids of people whose events they do not get, as envelopes spell them.
    """

    role: str
    slug: str
    channels: tuple[str, ...]
    user_head: int = 0
    hidden: frozenset[bytes] = frozenset()


class EventLog(Protocol):
    """The reads of the event log; Postgres in the product, memory in tests.

    Each raises LogUnavailable where no answer comes.
    """

    async def read_heads(self, channel_ids: Sequence[int]) -> Heads:
        """The epoch and last positions."""

    async def read_events(
        self, after: Mapping[int, int], *, limit: int
    ) -> dict[int, list[LoggedEvent]]:
        """Events after positions."""


class StreamLog(EventLog, Protocol):
    """All reads of the relay; Postgres in the product, memory in tests. They raise as above."""

    async def read_principal(self, claims: Claims, user_channel_id: int) -> Principal | None:
        """Who holds a token."""

    async def read_principals(self, claims: Sequence[Claims]) -> list[Principal | None]:
        """Who holds each of many tokens."""

    async def read_allowed(
        self, tenant_id: UUID, user_id: UUID, names: Sequence[str]
    ) -> frozenset[str]:
        """Which of the channels a person may listen to."""


class LogReader:
    """A small pool of connections that are opened when first needed and after each loss."""

    def __init__(self, pool: Any, *, acquire_seconds: float) -> None:
        self._pool = pool
        self._acquire_seconds = acquire_seconds

    @classmethod
    async def connect(
        cls, dsn: str, *, connections: int, acquire_seconds: float, query_seconds: float
    ) -> LogReader:
        """A reader; the database need not be there yet."""
        pool = await asyncpg.create_pool(  # type: ignore[no-untyped-call] # asyncpg has no types
            dsn,
            min_size=0,
            max_size=connections,
            timeout=acquire_seconds,
            command_timeout=query_seconds,
            max_inactive_connection_lifetime=300.0,
            server_settings={"application_name": "sse-relay"},
        )
        return cls(pool, acquire_seconds=acquire_seconds)

    async def close(self) -> None:
        """End all connections, without waiting for those that hang."""
        self._pool.terminate()

    async def read_heads(self, channel_ids: Sequence[int]) -> Heads:
        """The current epoch and the last position of each channel, in one snapshot."""
        async with self._connection() as connection:
            rows = await connection.fetch(_HEADS, channel_ids)
        if not rows:
            raise LogUnavailable("stream_meta is empty")
        found = {row["channel_id"]: row["last_seq"] for row in rows}
        return Heads(rows[0]["epoch"], {ch: found.get(ch, 0) for ch in channel_ids})

    async def read_events(
        self, after: Mapping[int, int], *, limit: int
    ) -> dict[int, list[LoggedEvent]]:
        """Up to ``limit`` events of each channel after its position, in order."""
        async with self._connection() as connection:
            rows = await connection.fetch(_REPLAY, [*after], [*after.values()], limit)
        events: dict[int, list[LoggedEvent]] = {channel_id: [] for channel_id in after}
        for channel_id, seq, type_, body in rows:
            events[channel_id].append(LoggedEvent(channel_id, seq, type_, body))
        return events

    async def read_principal(self, claims: Claims, user_channel_id: int) -> Principal | None:
        """The holder of a token, with the position of their own channel; None if not valid.

        The position is read in the same statement, so a revocation is either seen here or stands
        behind that position in the log.
        """
        async with self._connection() as connection:
            row = await connection.fetchrow(
                _PRINCIPAL,
                claims.tenant_id,
                claims.user_id,
                claims.session_id,
                claims.token_version,
                user_channel_id,
            )
        if row is None or row["role"] is None:
            return None
        return _principal(row, row["user_head"])

    async def read_principals(self, claims: Sequence[Claims]) -> list[Principal | None]:
        """The holders of many tokens, in the same order."""
        async with self._connection() as connection:
            rows = await connection.fetch(
                _PRINCIPALS,
                [c.tenant_id for c in claims],
                [c.user_id for c in claims],
                [c.session_id for c in claims],
                [c.token_version for c in claims],
            )
        found: list[Principal | None] = [None] * len(claims)
        for row in rows:
            if row["role"] is not None:
                found[row["place"] - 1] = _principal(row, 0)
        return found

    async def read_allowed(
        self, tenant_id: UUID, user_id: UUID, names: Sequence[str]
    ) -> frozenset[str]:
        """Those of the named channels that the person may listen to."""
        async with self._connection() as connection:
            allowed = await connection.fetchval(_ALLOWED, tenant_id, user_id, [*names])
        return frozenset(allowed or ())

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire(timeout=self._acquire_seconds) as connection:
                yield connection
        except (TimeoutError, OSError, PostgresError, InterfaceError) as e:
            raise LogUnavailable(type(e).__name__) from e


def _principal(row: Any, user_head: int) -> Principal:
    hidden = frozenset(str(person).encode() for person in row["hidden"] or ())
    return Principal(row["role"], row["slug"], tuple(row["channels"]), user_head, hidden)
