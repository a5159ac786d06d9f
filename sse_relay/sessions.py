"""Looks again, regularly, whether each stream's session and channels are still allowed."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Collection, Sequence
from uuid import UUID

from shared.realtime.channels import MAX_CHANNELS
from sse_relay.connection import Connection
from sse_relay.log_reader import LogUnavailable, Principal
from sse_relay.opening import StreamLog, own_channels

log = logging.getLogger(__name__)

_PER_QUERY = 100


class SessionCheck:
    """Closes streams of ended sessions and drops channels that are no longer allowed.

    A lost control message heals here. While the database is away everything stays as it was: the
    token's expiry bounds that.
    """

    def __init__(
        self, connections: Collection[Connection], event_log: StreamLog, *, seconds: float
    ) -> None:
        self._connections = connections
        self._log = event_log
        self._seconds = seconds
        self._random = random.SystemRandom()
        self._asked: set[tuple[UUID, UUID]] = set()
        self._wake = asyncio.Event()

    def soon(self, tenant_id: UUID, user_id: UUID) -> None:
        """Check one person's streams now."""
        self._asked.add((tenant_id, user_id))
        self._wake.set()

    async def run(self) -> None:
        """Check for ever: those asked for at once, everybody every interval."""
        loop = asyncio.get_running_loop()
        everybody_at = loop.time() + self._seconds
        while True:
            try:
                async with asyncio.timeout_at(everybody_at):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            asked, self._asked = self._asked, set()
            chosen = [*self._connections]
            if loop.time() < everybody_at:
                chosen = [c for c in chosen if (c.claims.tenant_id, c.claims.user_id) in asked]
            else:
                everybody_at = loop.time() + self._seconds
            try:
                await self.check(chosen)
            except LogUnavailable as error:
                log.warning("sessions cannot be checked", extra={"reason": str(error)})

    async def check(self, connections: Sequence[Connection]) -> None:
        """Check the given streams; raises LogUnavailable."""
        for start in range(0, len(connections), _PER_QUERY):
            part = [c for c in connections[start : start + _PER_QUERY] if c.open]
            principals = await self._log.read_principals([c.claims for c in part])
            for connection, principal in zip(part, principals, strict=True):
                if principal is None:
                    connection.finish("session_ended")
                else:
                    await self._check_channels(connection, principal)

    async def _check_channels(self, connection: Connection, principal: Principal) -> None:
        own = {channel.name for channel in own_channels(principal)}
        extra = [name for name in connection.requested if name not in own]
        allowed = own
        if extra:
            claims = connection.claims
            allowed = own | await self._log.read_allowed(claims.tenant_id, claims.user_id, extra)
        if not connection.open:
            return
        carried = {channel.name for channel in connection.channels}
        for channel in connection.channels:
            if channel.name not in allowed:
                connection.drop(channel, "access")
        connection.rules.hub.flush(connection.rules.clock())
        if own - carried and len(carried) < MAX_CHANNELS:
            # The stream's vector of positions is fixed at its start: a new one carries the rest.
            after = self._random.randrange(5000)
            connection.finish("gained", connection.reconnect("max_age", after_ms=after))
