"""The composition of a relay, and its life from start to drain."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING

from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.admission.open_streams import OpenStreams
from sse_relay.log.reader import LogReader, StreamLog
from sse_relay.log.sweeper import Sweeper
from sse_relay.operations.metrics import Metrics
from sse_relay.operations.readiness import Readiness
from sse_relay.operations.registry import Registry
from sse_relay.operations.report import Report
from sse_relay.operations.siblings import Siblings
from sse_relay.parts import Clocks, make_entrance, make_feed, make_seats
from sse_relay.routing import Router
from sse_relay.settings import RelaySettings
from sse_relay.wire.client_files import ClientFiles
from sse_relay.wire.http import HttpProtocol, Server
from sse_relay.wire.messages import Cors
from sse_relay.wire.sockets import listen
from sse_relay.wire.timers import TimerWheel

if TYPE_CHECKING:
    from infra.pubsub.publisher import PubSubPublisher
    from infra.redis.client import RedisClient


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
        clocks: Clocks | None = None,
    ) -> None:
        self.settings = settings
        self.port = 0
        self._clocks = clocks = clocks or Clocks()
        # The time in it tells the janitor how old a subscription is.
        self.instance = f"{settings.k_revision}-{int(clocks.wall()):08x}{secrets.token_hex(4)}"
        cors = Cors(settings.cors_origins)
        self.wheel = wheel = TimerWheel(clocks.steady)
        self.seats = seats = make_seats(settings)
        self.streams = streams = OpenStreams(seats, clocks.steady)
        self.feed = make_feed(
            settings,
            event_log,
            streams=streams,
            wheel=wheel,
            clocks=clocks,
            instance=self.instance,
        )
        self.entrance = make_entrance(
            settings,
            event_log,
            feed=self.feed,
            seats=seats,
            streams=streams,
            wheel=wheel,
            clocks=clocks,
            cors=cors,
        )
        self._sweeper = sweeper
        self._make_operations()
        self._registry = redis and self._make_registry(redis)
        self.http = self._make_server(cors)
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def _make_operations(self) -> None:
        settings, clock = self.settings, self._clocks.steady
        streams, feed, entrance, wheel = self.streams, self.feed, self.entrance, self.wheel
        self.report = Report(
            settings,
            clock=clock,
            seats=self.seats,
            streams=streams,
            feed=feed,
            entrance=entrance,
            wheel=wheel,
        )
        self.metrics = Metrics(
            settings,
            clock=clock,
            report=self.report,
            streams=streams,
            feed=feed,
            entrance=entrance,
            wheel=wheel,
            sweeper=self._sweeper,
        )
        self.readiness = Readiness(
            settings, clock=clock, streams=streams, feed=feed, entrance=entrance, wheel=wheel
        )
        self._siblings = Siblings(
            {
                "metrics": self.metrics.answer,
                "readiness": self.readiness.answer,
                "debug": self.report.debug,
            },
            workers=settings.relay_workers,
            worker=settings.relay_worker,
            directory=settings.relay_worker_dir,
        )

    def _make_registry(self, redis: Callable[[], RedisClient]) -> Registry:
        return Registry(
            instance=self.instance,
            revision=self.settings.k_revision,
            shards=self.settings.relay_shards,
            seconds=self.settings.relay_report_seconds,
            redis=redis,
            report=self.report,
            wall=self._clocks.wall,
        )

    def _make_server(self, cors: Cors) -> Server:
        settings = self.settings
        router = Router(
            opener=self.entrance.opener,
            poller=self.entrance.poller,
            siblings=self._siblings,
            client=ClientFiles(),
            cors=cors,
            ops_token=settings.ops_token,
        )
        return Server(
            handle=router.handle,
            wheel=self.wheel,
            clock=self._clocks.steady,
            cors=cors,
            header_bytes=settings.relay_header_bytes,
            header_fields=settings.relay_header_fields,
            waiting_sockets=settings.relay_waiting_sockets,
            header_seconds=settings.relay_header_seconds,
            high_water_bytes=settings.relay_socket_high_water_bytes,
        )

    def protocol(self) -> HttpProtocol:
        """What serves a new socket."""
        return HttpProtocol(self.http)

    async def start(self) -> None:
        """Listen, subscribe and follow the log."""
        loop = asyncio.get_running_loop()
        settings = self.settings
        listener = listen(settings)
        self.port = listener.getsockname()[1]
        self.wheel.start(loop)
        self.feed.bus.start(self.feed.inbox.on_message)
        await self._siblings.start()
        works = [self.feed.tracker.run, self.feed.sessions.run]
        if self._sweeper is not None:
            works.append(self._sweeper.run)
        if self._registry is not None:
            works.append(self._registry.run)
        self._tasks = [loop.create_task(_keep_running(work)) for work in works]
        self._server = await loop.create_server(
            self.protocol, sock=listener, backlog=settings.relay_backlog_sockets
        )
        report(Signal.RELAY_STARTED, port=self.port)

    async def stop(self) -> None:
        """Drain: stop accepting, move clients at different moments, delete the subscription."""
        self.entrance.admission.draining = True
        if self._server is not None:
            self._server.close()
        self.streams.announce_drain(self.settings.relay_drain_spread_seconds)
        self.feed.hub.flush(self._clocks.steady())
        await self.streams.wait_until_empty(self.settings.relay_drain_seconds)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self.feed.bus.stop()
        except TimeoutError:
            report(Signal.RELAY_SUBSCRIPTION_LEFT)
        if self._registry is not None:
            await self._registry.leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.feed.tracker.stop()
        self.wheel.stop()
        await self._siblings.stop()
        self.feed.latency.close()
        report(Signal.RELAY_STOPPED)


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

        # No request waits for it, so its timeout may be long.
        return RedisClient(url, token.get_secret_value(), timeout_seconds=2.0)

    return client


async def _keep_running(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the work must go on
            report(Signal.RELAY_WORK_RESTARTED, error=error)
            await asyncio.sleep(_RESTART_SECONDS)
