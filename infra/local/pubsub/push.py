"""Push delivery: posts what a push subscription holds to its endpoint."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import aiohttp

from infra.local.pubsub.message import Consumer, Delivery
from infra.local.pubsub.state import Broker, PushTarget, Subscription, rfc3339
from infra.local.pubsub.tokens import TokenMinter

# What Google counts as an acknowledgement.
_ACK_STATUSES = frozenset({102, 200, 201, 202, 204})
_USER_AGENT = "CloudPubSub-Google"


class PushEngine:
    """Runs one worker per push subscription and follows their creation, change and end."""

    def __init__(self, broker: Broker, minter: TokenMinter, *, concurrency: int = 16) -> None:
        self._minter = minter
        self._concurrency = concurrency
        self._workers: dict[str, tuple[PushTarget, asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        # Loopback endpoints; a proxy of the environment must not see them.
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _USER_AGENT},
        )
        broker.on_change = self.follow

    def follow(self, subscription: Subscription) -> None:
        """Start, restart or stop the worker of a subscription that changed."""
        name, target = subscription.spec.name, subscription.spec.push
        if subscription.deleted or subscription.detached:
            target = None
        current, worker = self._workers.get(name, (None, None))
        if current == target:
            return  # another field changed; what is under way goes on
        if worker is not None:
            del self._workers[name]
            worker.cancel()
            self._ending.add(worker)
            worker.add_done_callback(self._ending.discard)
        if target is not None:
            task = asyncio.create_task(self._run(subscription, target))
            self._workers[name] = (target, task)

    async def close(self) -> None:
        """Stop every worker; what is under way counts as not delivered."""
        workers = [*(worker for _, worker in self._workers.values()), *self._ending]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self._client.close()

    async def _run(self, subscription: Subscription, target: PushTarget) -> None:
        queue, wake = subscription.queue, asyncio.Event()
        consumer = Consumer(max_messages=self._concurrency)
        queue.listeners[wake] = wake.set
        try:
            async with asyncio.TaskGroup() as posts:
                while True:
                    wake.clear()
                    for delivery in queue.take(self._concurrency, consumer):
                        posts.create_task(self._deliver(subscription, target, delivery))
                    await wake.wait()
        finally:
            del queue.listeners[wake]

    async def _deliver(
        self, subscription: Subscription, target: PushTarget, delivery: Delivery
    ) -> None:
        delivered = False
        try:
            delivered = await self._post(subscription, target, delivery)
        finally:
            # Also when the worker is cancelled: the next one need not wait for the deadline.
            if delivered:
                subscription.queue.ack([delivery.ack_id])
            else:
                subscription.queue.modify([delivery.ack_id], 0)

    async def _post(
        self, subscription: Subscription, target: PushTarget, delivery: Delivery
    ) -> bool:
        headers = {"Content-Type": "application/json"}
        if target.email:
            headers["Authorization"] = f"Bearer {self._minter.token(target.email, target.audience)}"
        try:
            async with self._client.post(
                target.endpoint,
                data=push_body(subscription.spec.name, delivery),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=subscription.spec.policy.ack_deadline),
                allow_redirects=False,
            ) as response:
                await response.read()
                return response.status in _ACK_STATUSES
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False


def push_body(subscription: str, delivery: Delivery) -> bytes:
    """The wrapped JSON body; ids and times stand in both spellings, as Google sends them."""
    source = delivery.message
    published = rfc3339(source.published)
    message: dict[str, Any] = {
        "data": base64.b64encode(source.data).decode(),
        "attributes": dict(source.attributes),
        "messageId": source.id,
        "message_id": source.id,
        "publishTime": published,
        "publish_time": published,
    }
    if source.ordering_key:
        message["orderingKey"] = source.ordering_key
    body: dict[str, Any] = {"message": message, "subscription": subscription}
    if delivery.attempt:
        body["deliveryAttempt"] = delivery.attempt
    return json.dumps(body, separators=(",", ":")).encode()
