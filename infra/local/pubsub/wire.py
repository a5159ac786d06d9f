"""The protobuf classes of `google.pubsub.v1`, and the way between them and the broker's own types.

The plain protobuf classes serialise several times faster than the wrappers that the client
libraries expose, and a broker has no use for the wrappers' comforts.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import empty_pb2
from google.pubsub_v1 import types

from infra.local.pubsub.message import Delivery
from infra.local.pubsub.state import Draft

Empty: Any = vars(empty_pb2)["Empty"]
Topic: Any = types.Topic.pb()
PublishRequest: Any = types.PublishRequest.pb()
PublishResponse: Any = types.PublishResponse.pb()
GetTopicRequest: Any = types.GetTopicRequest.pb()
UpdateTopicRequest: Any = types.UpdateTopicRequest.pb()
DeleteTopicRequest: Any = types.DeleteTopicRequest.pb()
ListTopicsRequest: Any = types.ListTopicsRequest.pb()
ListTopicsResponse: Any = types.ListTopicsResponse.pb()
ListTopicSubscriptionsRequest: Any = types.ListTopicSubscriptionsRequest.pb()
ListTopicSubscriptionsResponse: Any = types.ListTopicSubscriptionsResponse.pb()
DetachSubscriptionRequest: Any = types.DetachSubscriptionRequest.pb()
DetachSubscriptionResponse: Any = types.DetachSubscriptionResponse.pb()
Subscription: Any = types.Subscription.pb()
GetSubscriptionRequest: Any = types.GetSubscriptionRequest.pb()
UpdateSubscriptionRequest: Any = types.UpdateSubscriptionRequest.pb()
DeleteSubscriptionRequest: Any = types.DeleteSubscriptionRequest.pb()
ListSubscriptionsRequest: Any = types.ListSubscriptionsRequest.pb()
ListSubscriptionsResponse: Any = types.ListSubscriptionsResponse.pb()
ModifyPushConfigRequest: Any = types.ModifyPushConfigRequest.pb()
PullRequest: Any = types.PullRequest.pb()
PullResponse: Any = types.PullResponse.pb()
AcknowledgeRequest: Any = types.AcknowledgeRequest.pb()
ModifyAckDeadlineRequest: Any = types.ModifyAckDeadlineRequest.pb()
StreamingPullRequest: Any = types.StreamingPullRequest.pb()
StreamingPullResponse: Any = types.StreamingPullResponse.pb()
SeekRequest: Any = types.SeekRequest.pb()
SeekResponse: Any = types.SeekResponse.pb()

_NANOSECONDS = 1_000_000_000


def draft(message: Any) -> Draft:
    """A PubsubMessage as its publisher sent it."""
    return Draft(message.data, dict(message.attributes), message.ordering_key)


def fill_received(container: Any, delivery: Delivery) -> None:
    """Append a delivery to a repeated field of ReceivedMessage."""
    received = container.add(ack_id=delivery.ack_id, delivery_attempt=delivery.attempt)
    source, target = delivery.message, received.message
    target.data = source.data
    target.message_id = source.id
    target.ordering_key = source.ordering_key
    if source.attributes:
        target.attributes.update(source.attributes)
    nanoseconds = int(source.published * _NANOSECONDS)
    target.publish_time.seconds, target.publish_time.nanos = divmod(nanoseconds, _NANOSECONDS)


def seconds(duration: Any) -> float:
    """A protobuf Duration or Timestamp as seconds."""
    return float(duration.seconds) + float(duration.nanos) / _NANOSECONDS
