"""The relay's subscription: one per instance, streamed, acknowledged on receipt.

Postgres is the truth and the relay fills every gap from it, so nothing here waits, retries a
message or keeps order: a message is delivered to the callback once and forgotten.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from infra.pubsub import channels

OnMessage = Callable[[bytes, Mapping[str, str]], None]

_LOG = logging.getLogger(__name__)

_ACK_DEADLINE_SECONDS = 10
_RETENTION_SECONDS = 600
_EXPIRATION_SECONDS = 86_400
_MAX_OUTSTANDING = 10_000
_SETUP_SECONDS = 5.0
_DELETE_SECONDS = 2.0
_BACKOFF_SECONDS = (0.05, 2.0)


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
        self._task: asyncio.Task[None] | None = None

    @property
    def attached(self) -> bool:
        """Whether the stream is up. A broker that hangs is noticed after some 40 s."""
        return self._attached.is_set()

    async def wait_attached(self) -> None:
        """Return when attached. Bound it with `asyncio.timeout`."""
        await self._attached.wait()

    async def start(self) -> None:
        """Begin. Returns at once, whether or not the broker is there.

        Raises google.auth's DefaultCredentialsError without credentials.
        """
        # Off the loop: finding credentials and importing the client take up to seconds.
        credentials = await asyncio.to_thread(channels.find_credentials)
        rpc = await asyncio.to_thread(_Rpc)
        rpc.connect(credentials)
        self._task = asyncio.create_task(self._run(rpc), name=f"pubsub {self._name}")

    async def stop(self, delete: bool = True) -> None:
        """Stop streaming and, unless told otherwise, delete the subscription (2 s at the most)."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        if delete:
            await self._delete()

    async def _run(self, rpc: _Rpc) -> None:
        attempt = 0
        try:
            while True:
                try:
                    await self._ensure(rpc)
                    await self._stream(rpc)
                except rpc.error as error:
                    _LOG.warning("%s: %s", self._name, error.code())
                except Exception:
                    _LOG.exception("%s: the stream broke", self._name)
                attempt = 0 if self.attached else attempt + 1
                self._attached.clear()
                await asyncio.sleep(_backoff(attempt))
        finally:
            self._attached.clear()
            await rpc.close()
