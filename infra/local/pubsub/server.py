"""The broker as a process: gRPC, push and keys around one state, on one event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc.aio

from infra.local.pubsub.certs import CertsServer
from infra.local.pubsub.delivery import DeliveryQueue
from infra.local.pubsub.publisher import PublisherService
from infra.local.pubsub.push import PushEngine
from infra.local.pubsub.state import Broker
from infra.local.pubsub.subscriber import SubscriberService
from infra.local.pubsub.tokens import DEFAULT_ISSUER, TokenMinter, load_or_create_key

_HOST = "127.0.0.1"
# For calls under way; streams end at once.
_GRACE_SECONDS = 0.5
_OPTIONS = (
    # Above the 10 MB that Publish refuses, so that the refusal is Pub/Sub's own.
    ("grpc.max_receive_message_length", 32 * 1024 * 1024),
    ("grpc.max_send_message_length", 32 * 1024 * 1024),
    # Two brokers on one port would share its clients; the second must fail instead.
    ("grpc.so_reuseport", 0),
    # Google's clients ping every 30 s; the default server closes on them for that.
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the broker listens, on 127.0.0.1."""

    grpc: int
    http: int


class _Alarms:
    """Timers of the running loop, one per queue."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._timers: dict[DeliveryQueue, asyncio.TimerHandle] = {}

    def set(self, queue: DeliveryQueue, due: float) -> None:
        """Advance the queue when its time has come. Too early is harmless: it arms again."""
        if timer := self._timers.pop(queue, None):
            timer.cancel()
        delay = max(0.0, due - self._now())
        self._timers[queue] = asyncio.get_running_loop().call_later(delay, self._ring, queue)

    def _ring(self, queue: DeliveryQueue) -> None:
        self._timers.pop(queue, None)
        queue.advance()


class BrokerServer:
    """The running broker. `start` and `stop` are called once, on the loop it lives on."""

    def __init__(self, *, key_file: Path | None = None, issuer: str = DEFAULT_ISSUER) -> None:
        minter = TokenMinter(load_or_create_key(key_file), issuer=issuer)
        self.broker = Broker(now=time.time)
        self._certs = CertsServer(minter.jwks)
        self._minter = minter
        self._server: grpc.aio.Server | None = None
        self._push: PushEngine | None = None
        self._subscriber = SubscriberService(self.broker)

    async def start(self, *, port: int = 0, http_port: int = 0) -> Ports:
        """Listen; 0 lets the system choose. OSError or RuntimeError when a port is taken."""
        self._push = PushEngine(self.broker, self._minter)
        self.broker.alarm = _Alarms(time.time).set
        self._server = grpc.aio.server(options=_OPTIONS)
        self._server.add_generic_rpc_handlers(
            (
                PublisherService(self.broker).handlers(),
                self._subscriber.handlers(),
            )
        )
        bound = self._server.add_insecure_port(f"{_HOST}:{port}")
        http_bound = await self._certs.start(http_port)
        await self._server.start()
        return Ports(grpc=bound, http=http_bound)

    async def stop(self) -> None:
        """End every stream and stop listening."""
        if self._push is not None:
            await self._push.close()
        if self._server is not None:
            self._subscriber.close()
            await self._server.stop(_GRACE_SECONDS)
        await self._certs.stop()
