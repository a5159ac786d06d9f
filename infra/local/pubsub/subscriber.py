"""The Subscriber service of `google.pubsub.v1`, but for its streams (see `streaming`)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from infra.local.pubsub import validation, wire
from infra.local.pubsub.message import Delivery
from infra.local.pubsub.paging import page
from infra.local.pubsub.rpc import async_method, service, stream_method, sync_method
from infra.local.pubsub.state import Broker, BrokerError, Subscription, invalid
from infra.local.pubsub.streaming import StreamingPull, acknowledge, modify, require_pull

SERVICE = "google.pubsub.v1.Subscriber"

# A pull without messages answers empty after this long, about as long as Google's emulator waits.
_PULL_WAIT_SECONDS = 1.0
_MAX_PULL = 1000


class SubscriberService:
    """Subscriptions and pulling. Each method takes the request message, returns the response."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._streaming = StreamingPull(broker)

    def close(self) -> None:
        """End every stream."""
        self._streaming.close()

    def handlers(self) -> Any:
        """The methods as gRPC serves them."""
        methods = {
            "CreateSubscription": sync_method(self._create_subscription, wire.Subscription),
            "GetSubscription": sync_method(self._get_subscription, wire.GetSubscriptionRequest),
            "UpdateSubscription": sync_method(
                self._update_subscription, wire.UpdateSubscriptionRequest
            ),
            "ListSubscriptions": sync_method(
                self._list_subscriptions, wire.ListSubscriptionsRequest
            ),
            "DeleteSubscription": sync_method(
                self._delete_subscription, wire.DeleteSubscriptionRequest
            ),
            "ModifyPushConfig": sync_method(self._modify_push_config, wire.ModifyPushConfigRequest),
            "Pull": async_method(self._pull, wire.PullRequest),
            "Acknowledge": sync_method(self._acknowledge, wire.AcknowledgeRequest),
            "ModifyAckDeadline": sync_method(
                self._modify_ack_deadline, wire.ModifyAckDeadlineRequest
            ),
            "StreamingPull": stream_method(self._streaming.serve, wire.StreamingPullRequest),
            "Seek": sync_method(self._seek, wire.SeekRequest),
        }
        return service(SERVICE, methods)

    def _create_subscription(self, request: Any) -> Any:
        return _resource(self._broker.create_subscription(validation.subscription_spec(request)))

    def _get_subscription(self, request: Any) -> Any:
        return _resource(self._broker.require_subscription(request.subscription))

    def _update_subscription(self, request: Any) -> Any:
        update = request.subscription
        current = _resource(self._broker.require_subscription(update.name))
        config = validation.merged(current, update, request.update_mask, "Subscription")
        return _resource(self._broker.update_subscription(validation.subscription_spec(config)))

    def _list_subscriptions(self, request: Any) -> Any:
        prefix = validation.require_project(request.project) + "/subscriptions/"
        names = (name for name in self._broker.subscriptions if name.startswith(prefix))
        chunk, token = page(names, request.page_size, request.page_token)
        found = [_resource(self._broker.subscriptions[name]) for name in chunk]
        return wire.ListSubscriptionsResponse(subscriptions=found, next_page_token=token)

    def _delete_subscription(self, request: Any) -> Any:
        self._broker.delete_subscription(request.subscription)
        return wire.Empty()

    def _modify_push_config(self, request: Any) -> Any:
        config = _resource(self._broker.require_subscription(request.subscription))
        config.push_config.CopyFrom(request.push_config)
        self._broker.update_subscription(validation.subscription_spec(config))
        return wire.Empty()

    async def _pull(self, request: Any) -> Any:
        subscription = require_pull(self._broker, request.subscription)
        if request.max_messages <= 0:
            raise invalid("max_messages must be positive.")
        limit = min(request.max_messages, _MAX_PULL)
        deliveries = subscription.queue.take(limit)
        if not deliveries and not request.return_immediately:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PULL_WAIT_SECONDS):
                    deliveries = await _wait_and_take(subscription, limit)
        return _pulled(deliveries)

    def _acknowledge(self, request: Any) -> Any:
        subscription = self._broker.require_subscription(request.subscription)
        if not request.ack_ids:
            raise invalid("No ack ids specified.")
        acknowledge(subscription, request.ack_ids)
        return wire.Empty()

    def _modify_ack_deadline(self, request: Any) -> Any:
        subscription = self._broker.require_subscription(request.subscription)
        if not request.ack_ids:
            raise invalid("No ack ids specified.")
        modify(subscription, request.ack_ids, request.ack_deadline_seconds)
        return wire.Empty()

    def _seek(self, request: Any) -> Any:
        self._broker.require_subscription(request.subscription)
        if request.WhichOneof("target") == "snapshot":
            # Snapshots cannot be made here, so none can be found.
            raise BrokerError("NOT_FOUND", f"Snapshot not found: {request.snapshot}.")
        if request.WhichOneof("target") is None:
            raise invalid("No seek target specified.")
        self._broker.seek(request.subscription, wire.seconds(request.time))
        return wire.SeekResponse()


def _resource(subscription: Subscription) -> Any:
    """The Subscription message as the API returns it now."""
    resource = wire.Subscription()
    resource.CopyFrom(subscription.spec.config)
    resource.topic = subscription.spec.topic
    resource.detached = subscription.detached
    return resource


def _pulled(deliveries: Iterable[Delivery]) -> Any:
    response = wire.PullResponse()
    for delivery in deliveries:
        wire.fill_received(response.received_messages, delivery)
    return response


async def _wait_and_take(subscription: Subscription, limit: int) -> list[Delivery]:
    """The next messages, or none when the subscription ends first."""
    queue, wake = subscription.queue, asyncio.Event()
    queue.listeners[wake] = wake.set
    try:
        while True:
            if deliveries := queue.take(limit):
                return deliveries
            if subscription.deleted or subscription.detached:
                return []
            await wake.wait()
            wake.clear()
    finally:
        del queue.listeners[wake]
