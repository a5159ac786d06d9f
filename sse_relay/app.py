"""The composition of a relay, and its life from start to drain."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING

from infra.tokens import TokenVerifier, parse_keys
from sse_relay import tuning
from sse_relay.admission import Admission, StreamLog
from sse_relay.bus import Bus
from sse_relay.channel import TrackedChannel
from sse_relay.client_files import ClientFiles
from sse_relay.coalescing import Coalescer
from sse_relay.connection import Connection
from sse_relay.http import HttpProtocol, Server
from sse_relay.hub import Hub
from sse_relay.inbox import Inbox
from sse_relay.jitter import jitter
from sse_relay.latency import Latency
from sse_relay.ledger import Ledger
from sse_relay.listener import listen
from sse_relay.log_reader import LogReader
from sse_relay.opening import StreamOpener
from sse_relay.polling import StreamPoller
from sse_relay.registry import Registry
from sse_relay.replaying import Replayer
from sse_relay.report import Report
from sse_relay.request import Request
from sse_relay.responses import Cors
from sse_relay.revocation import SESSION_REVOKED, names_session
from sse_relay.routing import Router
from sse_relay.seats import Attempts, Seats
from sse_relay.sessions import SessionCheck
from sse_relay.settings import RelaySettings
from sse_relay.siblings import Siblings
from sse_relay.sweeper import Sweeper
from sse_relay.timers import TimerWheel
from sse_relay.tracker import Tracker
from sse_relay.wire import StreamEvent

if TYPE_CHECKING:
    from infra.pubsub.publisher import PubSubPublisher
    from infra.redis.client import RedisClient

log = logging.getLogger(__name__)

_DRAIN_GRACE_SECONDS = 0.25
_STOP_SECONDS = 2.25
_RESTART_SECONDS = 1.0


class Relay:
    """One process of the relay. The event log is given, everything else is made here."""

    def __init__(
        self,
        settings: RelaySettings,
        event_log: StreamLog,
        *,
        sweeper: Sweeper | None = None,
        redis: Callable[[], RedisClient] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.connections: set[Connection] = set()
        self.port = 0
        self._clock = clock
        self._cors = Cors(settings.cors_origins)
        self._seats = Seats(
            per_user=settings.relay_user_streams,
            per_tenant=settings.relay_tenant_streams,
            in_all=settings.relay_instance_streams,
            ledger=_shared_ledger(settings),
        )
        self._wheel = TimerWheel(clock)
        self.hub = Hub(tuning.hub_limits(settings))
        self.hub.watched_types = frozenset({SESSION_REVOKED})
        self.hub.on_event = self._on_revoked
        self.tracker = Tracker(self.hub, event_log, clock=clock, pace=tuning.pace(settings))
        self.latency = Latency(wall)
        self.tracker.on_filled = lambda event: self.latency.note(event, "log")
        self.inbox = Inbox(
            self.hub,
            asyncio.get_running_loop(),
            clock=clock,
            per_turn=settings.relay_turn_messages,
            turn_bytes=settings.relay_turn_bytes,
            waiting=settings.relay_inbox_messages,
            latency=self.latency,
        )
        # The time in it tells the janitor how old a subscription is.
        self.instance = f"{settings.k_revision}-{int(wall()):08x}{secrets.token_hex(4)}"
        self._bus = Bus(settings, self.inbox, self.instance)
        self.tracker.bus_attached = lambda: self._bus.attached
        self.tracker.on_new_epoch = self._on_new_epoch
        self._rules = tuning.rules(
            settings,
            hub=self.hub,
            wheel=self._wheel,
            clock=clock,
            wall=wall,
            on_closed=self._on_closed,
        )
        replayer = Replayer(self._rules, event_log, tuning.replay_pace(settings))
        self._admission = Admission(
            event_log=event_log,
            verifier=TokenVerifier(parse_keys(settings.jwt_public_keys)),
            cors=self._cors,
            attempts=Attempts(settings.relay_user_connects, 60.0, clock),
            shards=settings.relay_shards,
        )
        self._opener = StreamOpener(
            rules=self._rules,
            tracker=self.tracker,
            admission=self._admission,
            cors=self._cors,
            seats=self._seats,
            replayer=replayer,
            max_age_seconds=(settings.relay_age_min_seconds, settings.relay_age_max_seconds),
            on_opened=self._on_opened,
        )
        self._sessions = SessionCheck(
            self.connections,
            event_log,
            self.tracker,
            seconds=settings.relay_session_check_seconds,
        )
        self._coalescer = Coalescer(self.hub, self._wheel, clock)
        self.inbox.on_paced = self._coalescer.take
        self.inbox.on_control = self._sessions.on_control
        self._sweeper = sweeper
        self.report = Report(
            settings=settings,
            clock=clock,
            connections=self.connections,
            hub=self.hub,
            tracker=self.tracker,
            inbox=self.inbox,
            admission=self._admission,
            opener=self._opener,
            replayer=replayer,
            seats=self._seats,
            wheel=self._wheel,
            bus=self._bus,
            latency=self.latency,
            beats=self._rules.beats,
            sweeper=sweeper,
        )
        self._siblings = Siblings(
            {
                "metrics": self.report.metrics,
                "readiness": self.report.readiness,
                "debug": self.report.debug,
            },
            workers=settings.relay_workers,
            worker=settings.relay_worker,
            directory=settings.relay_worker_dir,
        )
        router = Router(
            opener=self._opener,
            poller=StreamPoller(self._admission, event_log),
            report=self.report,
            siblings=self._siblings,
            client=ClientFiles(),
            cors=self._cors,
            ops_token=settings.ops_token,
        )
        self._registry = redis and Registry(
            instance=self.instance,
            revision=settings.k_revision,
            shards=settings.relay_shards,
            seconds=settings.relay_report_seconds,
            redis=redis,
            report=self.report,
            wall=wall,
        )
        self._http = Server(
            handle=router.handle,
            wheel=self._wheel,
            clock=clock,
            cors=self._cors,
            header_bytes=settings.relay_header_bytes,
            header_fields=settings.relay_header_fields,
            waiting_sockets=settings.relay_waiting_sockets,
            header_seconds=settings.relay_header_seconds,
            high_water_bytes=settings.relay_socket_high_water_bytes,
        )
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._empty = asyncio.Event()

    def protocol(self) -> HttpProtocol:
        """What serves a new socket."""
        return HttpProtocol(self._http)

    async def start(self) -> None:
        """Listen, subscribe and follow the log."""
        loop = asyncio.get_running_loop()
        settings = self.settings
        listener = listen(settings)
        self.port = listener.getsockname()[1]
        self._wheel.start(loop)
        self._bus.start()
        await self._siblings.start()
        works = [self.tracker.run, self._sessions.run]
        if self._sweeper is not None:
            works.append(self._sweeper.run)
        if self._registry is not None:
            works.append(self._registry.run)
        self._tasks = [loop.create_task(_keep_running(work)) for work in works]
        self._server = await loop.create_server(
            self.protocol, sock=listener, backlog=settings.relay_backlog_sockets
        )
        log.info("listening", extra={"port": self.port})

    async def stop(self) -> None:
        """Drain: accept nobody, send everybody elsewhere at different moments, leave no trace."""
        settings = self.settings
        self._admission.draining = True
        if self._server is not None:
            self._server.close()
        now = self._clock()
        for connection in self.connections:
            after = jitter.uniform(0, settings.relay_drain_spread_seconds)
            close_at = now + after + _DRAIN_GRACE_SECONDS
            connection.leave("drain", after_ms=int(after * 1000), close_at=close_at)
        self.hub.flush(now)
        if self.connections:
            self._empty.clear()
            try:
                async with asyncio.timeout(settings.relay_drain_seconds):
                    await self._empty.wait()
            except TimeoutError:
                for connection in [*self.connections]:
                    connection.transport.abort()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._bus.stop()
        except TimeoutError:
            log.warning("the subscription was left to its janitor")
        if self._registry is not None:
            await self._registry.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.tracker.stop()
        self._wheel.stop()
        await self._siblings.stop()
        log.info("stopped")

    def _on_opened(self, connection: Connection, request: Request) -> None:
        self.connections.add(connection)
        log.debug("stream opened", extra={"path": request.path, "connectionId": connection.id})

    def _on_closed(self, connection: Connection, why: str) -> None:
        self.connections.discard(connection)
        self._seats.give_back(connection.claims)
        self.report.count_closed(connection, why)
        if not self.connections:
            self._empty.set()
        claims = connection.claims
        log.info(
            "stream closed",
            extra={
                "connectionId": connection.id,
                "tenantId": claims.tenant_id,
                "userId": claims.user_id,
                "sessionId": claims.session_id,
                "reason": why,
                "durationSeconds": round(self._clock() - connection.opened_at, 3),
                "events": connection.delivered,
                "bytes": connection.sent_bytes,
            },
        )

    def _on_revoked(self, channel: TrackedChannel, event: StreamEvent) -> None:
        for connection in (*channel.plain, *channel.selective):
            if names_session(connection, channel, event):
                connection.finish("revoked")

    def _on_new_epoch(self) -> None:
        log.warning("the log has a new epoch: all streams start again")
        for connection in [*self.connections]:
            after = jitter.randrange(5000)
            connection.finish("epoch", connection.reconnect("drain", after_ms=after))
        self.hub.clear()


def _shared_ledger(settings: RelaySettings) -> Ledger | None:
    if settings.relay_worker_dir is None:
        return None
    return Ledger(
        settings.relay_worker_dir / "seats",
        workers=settings.relay_workers,
        worker=settings.relay_worker,
    )


async def build(settings: RelaySettings) -> Relay:
    """The relay of production: Postgres, and Pub/Sub where a project is set."""
    dsn = settings.relay_database_url.get_secret_value()
    reader = await LogReader.connect(
        dsn,
        connections=settings.relay_pool_connections,
        acquire_seconds=settings.relay_acquire_seconds,
        query_seconds=settings.relay_query_seconds,
    )
    redis = _redis(settings)
    project = settings.pubsub_project
    if project is None:
        return Relay(settings, reader, redis=redis)

    @cache
    def publisher() -> PubSubPublisher:
        from infra.pubsub.publisher import PubSubPublisher

        return PubSubPublisher(project, settings.pubsub_topic)

    return Relay(settings, reader, sweeper=Sweeper(dsn, publisher), redis=redis)


def _redis(settings: RelaySettings) -> Callable[[], RedisClient] | None:
    url, token = settings.upstash_redis_rest_url, settings.upstash_redis_rest_token
    if url is None or token is None:
        return None

    @cache
    def client() -> RedisClient:
        from infra.redis.client import RedisClient

        # Nobody waits for it, so it may take its time.
        return RedisClient(url, token.get_secret_value(), timeout_seconds=2.0)

    return client


async def _keep_running(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception("background work failed and starts again")
            await asyncio.sleep(_RESTART_SECONDS)
