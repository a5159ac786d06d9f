"""This instance's own subscription: created at the start, retried, deleted at the stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shared.realtime.shards import bus_filter
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from sse_relay.settings import RelaySettings

if TYPE_CHECKING:
    from infra.pubsub.subscriber import RelaySubscription


SUBSCRIPTION_PREFIX = "relay-"

Deliver = Callable[[bytes, Mapping[str, str]], None]
"""Takes the data and the attributes of one message."""


class Bus:
    """Brings events early. Without a project, or while it is away, the log alone brings them."""

    def __init__(self, settings: RelaySettings, instance: str) -> None:
        self._settings = settings
        self._instance = instance
        self._subscription: RelaySubscription | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def configured(self) -> bool:
        """Whether there should be a subscription."""
        return self._settings.pubsub_project is not None

    @property
    def state(self) -> str:
        """``attached``, ``detached``, or ``none`` where there should be no subscription."""
        if not self.configured:
            return "none"
        return "attached" if self.attached else "detached"

    @property
    def attached(self) -> bool:
        """Whether messages can arrive."""
        return self._subscription is not None and self._subscription.attached

    def start(self, deliver: Deliver) -> None:
        """Subscribe in the background; the relay serves meanwhile."""
        if self.configured:
            self._task = asyncio.get_running_loop().create_task(self._subscribe(deliver))

    async def stop(self) -> None:
        """Delete the subscription: Pub/Sub would go on storing messages for it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._subscription is not None:
            await self._subscription.stop(delete=True)

    async def _subscribe(self, deliver: Deliver) -> None:
        from infra.pubsub.subscriber import RelaySubscription

        settings = self._settings
        assert settings.pubsub_project is not None
        self._subscription = RelaySubscription(
            settings.pubsub_project,
            settings.pubsub_topic,
            f"{SUBSCRIPTION_PREFIX}{self._instance}",
            deliver,
            filter=bus_filter(settings.relay_shards),
            create_topic=settings.pubsub_create_topic,
        )
        delay = 1.0
        while True:
            try:
                await self._subscription.start()
            except Exception as error:  # noqa: BLE001 - the client's errors have no common base
                report(Signal.RELAY_NOT_SUBSCRIBED, reason=type(error).__name__)
                await asyncio.sleep(delay)
                delay = min(30.0, delay * 2)
            else:
                break
        await self._subscription.wait_attached()
        report(Signal.RELAY_SUBSCRIBED)
