"""The Publisher service of `google.pubsub.v1`."""

from __future__ import annotations

from typing import Any

from infra.local.pubsub import validation, wire
from infra.local.pubsub.paging import page
from infra.local.pubsub.rpc import service, sync_method
from infra.local.pubsub.state import Broker, invalid

SERVICE = "google.pubsub.v1.Publisher"


class PublisherService:
    """Topics and publishing. Each method takes a request message and returns the response."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def handlers(self) -> Any:
        """The methods as gRPC serves them."""
        methods = {
            "CreateTopic": sync_method(self._create_topic, wire.Topic),
            "GetTopic": sync_method(self._get_topic, wire.GetTopicRequest),
            "UpdateTopic": sync_method(self._update_topic, wire.UpdateTopicRequest),
            "ListTopics": sync_method(self._list_topics, wire.ListTopicsRequest),
            "ListTopicSubscriptions": sync_method(
                self._list_topic_subscriptions, wire.ListTopicSubscriptionsRequest
            ),
            "DeleteTopic": sync_method(self._delete_topic, wire.DeleteTopicRequest),
            "Publish": sync_method(self._publish, wire.PublishRequest),
            "DetachSubscription": sync_method(
                self._detach_subscription, wire.DetachSubscriptionRequest
            ),
        }
        return service(SERVICE, methods)

    def _create_topic(self, request: Any) -> Any:
        validation.require_name(request.name, "topics")
        retention = validation.topic_retention(request)
        return self._broker.create_topic(request.name, config=request, retention=retention).config

    def _get_topic(self, request: Any) -> Any:
        return self._broker.require_topic(request.topic).config

    def _update_topic(self, request: Any) -> Any:
        topic = self._broker.require_topic(request.topic.name)
        config = validation.merged(topic.config, request.topic, request.update_mask, "Topic")
        topic.retention = validation.topic_retention(config)
        topic.config = config
        return config

    def _list_topics(self, request: Any) -> Any:
        prefix = validation.require_project(request.project) + "/topics/"
        names = (name for name in self._broker.topics if name.startswith(prefix))
        chunk, token = page(names, request.page_size, request.page_token)
        topics = [self._broker.topics[name].config for name in chunk]
        return wire.ListTopicsResponse(topics=topics, next_page_token=token)

    def _list_topic_subscriptions(self, request: Any) -> Any:
        topic = self._broker.require_topic(request.topic)
        chunk, token = page(topic.subscriptions, request.page_size, request.page_token)
        return wire.ListTopicSubscriptionsResponse(subscriptions=chunk, next_page_token=token)

    def _delete_topic(self, request: Any) -> Any:
        self._broker.delete_topic(request.topic)
        return wire.Empty()

    def _publish(self, request: Any) -> Any:
        # A topic that is not there outranks what is wrong with the messages.
        self._broker.require_topic(request.topic)
        ids = self._broker.publish(request.topic, validation.drafts_of(request))
        return wire.PublishResponse(message_ids=ids)

    def _detach_subscription(self, request: Any) -> Any:
        if not request.subscription:
            raise invalid("No subscription to detach.")
        self._broker.detach_subscription(request.subscription)
        return wire.DetachSubscriptionResponse()
