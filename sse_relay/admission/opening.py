"""Opens streams: who, which channels, from where; then what was missed, then live."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from infra.tokens import Claims
from shared.http.problem import DependencyUnavailable
from shared.realtime.connections import new_connection_id
from shared.realtime.cursor import Cursor
from shared.realtime.events import Connected
from shared.realtime.replay import missed_from, plan_replay
from shared.telemetry.cause import current_cause, set_cause
from sse_relay.admission.admission import Admission, Grant
from sse_relay.admission.seats import Seats
from sse_relay.log.reader import LogUnavailable
from sse_relay.log.replaying import Replayer
from sse_relay.log.tracker import Tracker
from sse_relay.streams.channel import TrackedChannel
from sse_relay.streams.connection import Connection
from sse_relay.streams.rules import Rules
from sse_relay.streams.selection import StreamQuery
from sse_relay.wire.http import HttpProtocol, VersionNotSupported
from sse_relay.wire.messages import Cors, Request, stream_head
from sse_relay.wire.sockets import as_wire
from sse_relay.wire.timers import jitter

RETRY_MILLISECONDS = (1000, 5000)


@dataclass(slots=True)
class OpeningStats:
    """Counters since the start."""

    opened: int = 0
    resumed: int = 0
    resyncs: int = 0


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a stream starts; channels to read again, with the reason and the first missed event."""

    positions: Mapping[int, int]
    resync: Mapping[TrackedChannel, tuple[str, int | None]]
    resumed: bool


class StreamOpener:
    """Turns a request into a connection. Until the first byte, a failure is a plain problem."""

    def __init__(
        self,
        *,
        rules: Rules,
        tracker: Tracker,
        admission: Admission,
        cors: Cors,
        seats: Seats,
        replayer: Replayer,
        max_age_seconds: tuple[float, float],
        on_opened: Callable[[Connection, Request], None],
    ) -> None:
        self._rules = rules
        self._hub = rules.hub
        self._tracker = tracker
        self._admission = admission
        self._cors = cors
        self._seats = seats
        self._replayer = replayer
        self._max_age_seconds = max_age_seconds
        self._on_opened = on_opened
        self.stats = OpeningStats()

    async def open(self, exchange: HttpProtocol, request: Request) -> None:
        """Authorise, greet, replay and go live; returns when nothing is missed any more."""
        if request.version not in {"1.0", "1.1"}:
            raise VersionNotSupported
        claims = self._admission.admit(exchange, request)
        exchange.id = new_connection_id(claims.tenant_id, claims.user_id)
        set_cause(replace(current_cause(), request_id=str(exchange.id)))
        query = StreamQuery.parse(request)
        self._seats.take(claims)
        try:
            connection = await self._connect(exchange, request, claims, query)
        except BaseException as error:
            if not exchange.upgraded:
                self._seats.give_back(claims)
            if isinstance(error, LogUnavailable):
                raise DependencyUnavailable(retry_after=jitter.randint(1, 3)) from error
            raise
        await self._replayer.run(connection)

    async def _connect(
        self, exchange: HttpProtocol, request: Request, claims: Claims, query: StreamQuery
    ) -> Connection:
        grant = await self._admission.authorise(request, claims, query.channels)
        # One string for all channels of a school, not one for each.
        tenant = sys.intern(str(claims.tenant_id))
        channels = [
            self._hub.track(c.id_in(claims.tenant_id), c.name, tenant) for c in grant.channels
        ]
        for channel in channels:
            self._hub.hold(channel)
        try:
            await self._tracker.ensure_heads(channels)
            start = await self._start(channels, query.cursor)
            # Nothing is awaited from here on until the stream is attached to what it can be.
            exchange.require_client()
            self._require_current(channels)
            return self._begin(
                exchange,
                request,
                claims,
                grant=grant,
                channels=channels,
                query=query,
                start=start,
            )
        finally:
            for channel in channels:
                self._hub.release(channel, self._rules.clock())

    async def _start(self, channels: Sequence[TrackedChannel], cursor: Cursor | None) -> _Start:
        """Compare a cursor with the log; raises LogUnavailable rather than judge without it."""
        if cursor is not None:
            await self._check_claims(channels, cursor)
        plan = plan_replay(cursor, self._hub.epoch, {c.id: c.head for c in channels})
        resync: dict[TrackedChannel, tuple[str, int | None]] = {}
        for channel in channels:
            if channel.id in plan.resync:
                reason = plan.resync[channel.id]
                resync[channel] = (reason, missed_from(cursor, channel.id, reason))
        resumed = cursor is not None and cursor.epoch == self._hub.epoch
        return _Start(plan.positions, resync, resumed)

    async def _check_claims(self, channels: Sequence[TrackedChannel], cursor: Cursor) -> None:
        """Ask the log about a cursor that knows more than this process does."""
        if cursor.epoch != self._hub.epoch:
            # Ours may be the old one: this read fails if the log has another by now.
            await self._tracker.catch_up([])
            return
        ahead = [c for c in channels if cursor.positions.get(c.id, 0) > c.head]
        logged = await self._tracker.catch_up(ahead) if ahead else {}
        if any(c.head < min(cursor.positions[c.id], logged[c.id]) for c in ahead):
            raise LogUnavailable("a channel could not be brought level")

    def _require_current(self, channels: Sequence[TrackedChannel]) -> None:
        if any(self._hub.channels.get(channel.id) is not channel for channel in channels):
            raise LogUnavailable("the log changed its epoch meanwhile")
        self._admission.require_service()

    def _begin(
        self,
        exchange: HttpProtocol,
        request: Request,
        claims: Claims,
        *,
        grant: Grant,
        channels: Sequence[TrackedChannel],
        query: StreamQuery,
        start: _Start,
    ) -> Connection:
        lives_for = self._lifetime_of(claims)
        connection = Connection(
            rules=self._rules,
            transport=as_wire(exchange.transport),
            connection_id=exchange.id,
            claims=claims,
            channels=channels,
            positions=start.positions,
            requested=tuple(c.name for c in query.channels if c in grant.channels),
            selection=query.selection,
            hidden=grant.principal.hidden,
            checkpoints_as_events=query.checkpoints_as_events,
            chunked=request.version != "1.0",
            revoke_floor=grant.principal.user_head,
            close_at=self._rules.clock() + lives_for,
        )
        exchange.upgrade(connection)
        self._on_opened(connection, request)
        self.stats.opened += 1
        self.stats.resumed += start.resumed
        connection.begin(
            stream_head(
                str(exchange.id),
                self._cors.headers(exchange.origin),
                chunked=connection.chunked,
            ),
            jitter.randint(*RETRY_MILLISECONDS),
            Connected(
                connection_id=exchange.id,
                tenant_id=claims.tenant_id,
                user_id=claims.user_id,
                epoch=self._hub.epoch,
                channels=[channel.name for channel in channels],
                ids={channel.name: channel.code for channel in channels},
                positions={c.name: start.positions[c.id] for c in channels},
                rejected=grant.rejected,
                resumed=start.resumed,
                heartbeat_seconds=self._rules.heartbeat_seconds[1],
                max_connection_seconds=round(lives_for, 3),
            ),
            start.resync,
        )
        self.stats.resyncs += len(start.resync)
        self._replayer.from_memory(connection)
        return connection

    def _lifetime_of(self, claims: Claims) -> float:
        """Seconds until the token expires or the stream is old; at least one to announce it."""
        remaining = claims.expires_at - self._rules.wall()
        return max(min(remaining, jitter.uniform(*self._max_age_seconds)), 1.0)
