"""The relay's subscription: one per instance, streamed, acknowledged on receipt.

Postgres is the truth and the relay fills every gap from it, so nothing here waits, retries a
message or keeps order: a message is delivered to the callback once and forgotten.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from infra.pubsub import channels
from infra.pubsub.stream import PullConnection, import_client
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

OnMessage = Callable[[bytes, Mapping[str, str]], None]


_STABLE_SECONDS = 5.0
_BACKOFF_SECONDS = (0.05, 1.0)


class RelaySubscription:
    """A temporary subscription `name` on `topic`, kept alive until stopped.

    `on_message(data, attributes)` runs in the event loop's thread and must not block. The
    subscription is created at start, created again when the broker has lost it (with the topic,
    if `create_topic`), and reconnected with backoff for as long as it takes. `filter` is Pub/Sub's
    filter language; be right even if it is ignored, as Google's emulator does.

    It runs a plain `grpc.aio` stream (see `channels` for what the alternatives cost), on whatever
    loop is running; under uvloop too.
    """

    def __init__(
        self,
        project: str,
        topic: str,
        name: str,
        on_message: OnMessage,
        filter: str = "",  # noqa: A002 - Pub/Sub's own word
        *,
        create_topic: bool = False,
    ) -> None:
        self._topic = f"projects/{project}/topics/{topic}"
        self._name = f"projects/{project}/subscriptions/{name}"
        self._on_message = on_message
        self._filter = filter
        self._create_topic = create_topic
        self._attached = asyncio.Event()
        self._connection: PullConnection | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def attached(self) -> bool:
        """Whether the stream is up. A broker that hangs is noticed after some 40 s."""
        return self._attached.is_set()

    async def wait_attached(self) -> None:
        """Return when attached. Bound it with `asyncio.timeout`."""
        await self._attached.wait()

    async def start(self) -> None:
        """Begin. Does not wait for the broker, which may be away.

        Raises google.auth's DefaultCredentialsError without credentials.
        """
        # Off the loop: importing the client and finding credentials may take seconds.
        credentials = await asyncio.to_thread(channels.find_credentials)
        await asyncio.to_thread(import_client)
        self._connection = PullConnection(credentials)
        self._task = asyncio.create_task(self._run(self._connection), name=self._name)

    async def stop(self, delete: bool = True) -> None:
        """Stop streaming and, unless told otherwise, delete the subscription (2 s at the most)."""
        task, self._task = self._task, None
        connection, self._connection = self._connection, None
        if task is None or connection is None:
            return
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        self._attached.clear()
        if delete:
            # An orphan ends by its expiration policy, and a job removes it before.
            with suppress(connection.error):
                await connection.delete_subscription(self._name)
        await connection.close()

    async def _run(self, connection: PullConnection) -> None:
        clock = asyncio.get_running_loop().time
        failures = 0
        while True:
            began = clock()
            try:
                await self._ensure(connection)
                await self._stream(connection)
            except connection.error as error:
                reason = str(error.code())
                report(Signal.RELAY_BUS_LOST, every=10, subscription=self._name, reason=reason)
            except Exception as error:  # noqa: BLE001 - it reconnects for as long as the relay lives
                report(Signal.RELAY_BUS_BROKEN, error=error, subscription=self._name)
            self._attached.clear()
            # A stream that breaks as soon as it is up is a failure too.
            failures = 0 if clock() - began > _STABLE_SECONDS else failures + 1
            await asyncio.sleep(_backoff(failures))

    async def _ensure(self, connection: PullConnection) -> None:
        """Create the subscription; it does no harm, and costs one call, when it is there."""
        try:
            await connection.create_subscription(self._name, self._topic, self._filter)
        except connection.error as error:
            if not (self._create_topic and connection.is_not_found(error)):
                raise
            await connection.create_topic(self._topic)
            await connection.create_subscription(self._name, self._topic, self._filter)

    async def _stream(self, connection: PullConnection) -> None:
        """Deliver until the server ends the stream; raises what ends it otherwise."""
        async with connection.stream(self._name) as stream:
            self._attached.set()
            while batch := await stream.read():
                for received in batch:
                    self._deliver(received.message)
                # On receipt, whatever the callback made of it: what it missed it reads from
                # Postgres. One request for all that came together.
                await stream.acknowledge([received.ack_id for received in batch])

    def _deliver(self, message: Any) -> None:
        try:
            self._on_message(message.data, dict(message.attributes))
        except Exception as error:  # noqa: BLE001 - one message must not end the stream for all others
            report(Signal.RELAY_MESSAGE_FAILED, error=error, subscription=self._name)


def _backoff(failures: int) -> float:
    """Seconds to wait: short after a stream that was up, else up to the cap with full jitter."""
    base, cap = _BACKOFF_SECONDS
    return random.uniform(base, min(cap, base * 2.0 ** min(failures, 10)))  # noqa: S311 - jitter
