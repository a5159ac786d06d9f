"""StreamingPull, and what it shares with the unary calls that do the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from infra.local.pubsub import validation, wire
from infra.local.pubsub.message import Consumer
from infra.local.pubsub.rpc import Context
from infra.local.pubsub.state import Broker, BrokerError, Subscription, invalid

_MAX_BATCH = 1000
_MAX_ACK_DEADLINE = 600


def require_pull(broker: Broker, name: str) -> Subscription:
    """The subscription when it can be pulled: NOT_FOUND, or FAILED_PRECONDITION for push.

    Pulling from a push subscription would silently compete with its endpoint.
    """
    subscription = broker.require_subscription(name)
    if subscription.detached:
        raise BrokerError("FAILED_PRECONDITION", f"Subscription is detached: {name}.")
    if subscription.spec.push is not None:
        raise BrokerError("FAILED_PRECONDITION", f"Not a pull subscription: {name}.")
    return subscription


def acknowledge(subscription: Subscription, ack_ids: Sequence[str]) -> None:
    """Acknowledge; INVALID_ARGUMENT for what is not an ack id."""
    try:
        subscription.queue.ack(ack_ids)
    except ValueError as error:
        raise invalid(str(error)) from error


def modify(subscription: Subscription, ack_ids: Sequence[str], seconds: int) -> None:
    """Set ack deadlines, 0 to give back; INVALID_ARGUMENT out of bounds."""
    if not 0 <= seconds <= _MAX_ACK_DEADLINE:
        raise invalid(f"ack_deadline_seconds is not between 0 and {_MAX_ACK_DEADLINE}.")
    try:
        subscription.queue.modify(ack_ids, float(seconds))
    except ValueError as error:
        raise invalid(str(error)) from error


class StreamingPull:
    """Serves streams: one task writes what is deliverable, one reads acks and extensions."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._streams: set[_Stream] = set()

    def close(self) -> None:
        """End every stream as a broker ends it that goes away, so that clients come back."""
        for stream in self._streams:
            stream.end()

    async def serve(self, requests: AsyncIterator[Any], context: Context) -> None:
        """One stream from its first request to its end."""
        first = await anext(requests, None)
        if first is None:
            raise invalid("A stream begins with a request that names its subscription.")
        subscription = require_pull(self._broker, first.subscription)
        stream = _Stream(subscription, first)
        # Sent at once, so that a client on an idle subscription knows that it is attached.
        await context.send_initial_metadata(())
        stream.apply(first)
        reader = asyncio.create_task(stream.read(requests))
        reader.add_done_callback(lambda _: stream.wake.set())
        queue = subscription.queue
        queue.listeners[stream] = stream.wake.set
        self._streams.add(stream)
        try:
            await stream.write(context.write, reader.done)
            await reader
        finally:
            reader.cancel()
            del queue.listeners[stream]
            self._streams.remove(stream)


class _Stream:
    def __init__(self, subscription: Subscription, first: Any) -> None:
        self.wake = asyncio.Event()
        self._ending = False
        self._subscription = subscription
        self._seconds = validation.stream_deadline(first.stream_ack_deadline_seconds)
        self._consumer = Consumer(first.max_outstanding_messages, first.max_outstanding_bytes)

    def end(self) -> None:
        """Make `write` raise UNAVAILABLE."""
        self._ending = True
        self.wake.set()

    def apply(self, request: Any) -> None:
        """Do what a request asks for: acks, extensions, another deadline for what comes."""
        if request.ack_ids:
            acknowledge(self._subscription, request.ack_ids)
        pairs = zip(request.modify_deadline_ack_ids, request.modify_deadline_seconds, strict=False)
        if len(request.modify_deadline_ack_ids) != len(request.modify_deadline_seconds):
            raise invalid("modify_deadline_ack_ids and modify_deadline_seconds differ in length.")
        for ack_id, seconds in pairs:
            modify(self._subscription, [ack_id], seconds)
        if request.stream_ack_deadline_seconds:
            self._seconds = validation.stream_deadline(request.stream_ack_deadline_seconds)

    async def read(self, requests: AsyncIterator[Any]) -> None:
        """Apply requests until the client half-closes."""
        async for request in requests:
            if request.subscription:
                raise invalid("Only the first request of a stream names the subscription.")
            self.apply(request)

    async def write(self, send: Callable[[Any], Any], client_is_done: Callable[[], bool]) -> None:
        """Send what is deliverable until the client is done or the subscription ends."""
        queue = self._subscription.queue
        while not client_is_done():
            self.wake.clear()
            self._check_subscription()
            if deliveries := queue.take(_MAX_BATCH, self._consumer, self._seconds):
                # To the back of the line: streams of one subscription take turns.
                queue.listeners[self] = queue.listeners.pop(self)
                response = wire.StreamingPullResponse()
                for delivery in deliveries:
                    wire.fill_received(response.received_messages, delivery)
                await send(response)
                continue
            await self.wake.wait()

    def _check_subscription(self) -> None:
        name = self._subscription.spec.name
        if self._ending:
            raise BrokerError("UNAVAILABLE", "The broker is stopping.")
        if self._subscription.deleted:
            raise BrokerError("NOT_FOUND", f"Subscription was deleted: {name}.")
        if self._subscription.detached or self._subscription.spec.push is not None:
            raise BrokerError("FAILED_PRECONDITION", f"Subscription stopped streaming: {name}.")
