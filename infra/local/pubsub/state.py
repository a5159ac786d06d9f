"""Topics and subscriptions of the broker. No I/O; the clock is injected."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from infra.local.pubsub.delivery import DeliveryQueue
from infra.local.pubsub.filters import FilterError, Predicate, parse_filter
from infra.local.pubsub.message import Message, Policy

DELETED_TOPIC = "_deleted-topic_"

# What Google adds to a message that it moves to a dead letter topic.
_DEAD_COUNT = "CloudPubSubDeadLetterSourceDeliveryCount"
_DEAD_SUBSCRIPTION = "CloudPubSubDeadLetterSourceSubscription"
_DEAD_PROJECT = "CloudPubSubDeadLetterSourceSubscriptionProject"
_DEAD_PUBLISHED = "CloudPubSubDeadLetterSourceTopicPublishTime"


class BrokerError(Exception):
    """A refusal that a caller can act on; `code` is the name of a gRPC status."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> BrokerError:
    """The refusal of a request that can never succeed as it stands."""
    return BrokerError("INVALID_ARGUMENT", message)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its publisher sent it."""

    data: bytes
    attributes: Mapping[str, str]
    ordering_key: str = ""


@dataclass(frozen=True, slots=True)
class PushTarget:
    """Where a push subscription posts, and as whom; no email means without a token."""

    endpoint: str
    email: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSpec:
    """What a subscription is. `config` is the resource as the API returns it, never read here."""

    name: str
    topic: str
    policy: Policy = field(default_factory=Policy)
    filter: str = ""
    dead_letter_topic: str = ""
    push: PushTarget | None = None
    config: Any = None


class Topic:
    """A topic, its subscriptions by name, and the messages it retains for seek."""

    def __init__(self, name: str, config: Any, retention: float) -> None:
        self.name = name
        self.config = config
        # In seconds; 0 keeps nothing beyond what subscriptions keep.
        self.retention = retention
        self.subscriptions: dict[str, Subscription] = {}
        self.retained: deque[Message] = deque()

    def retain(self, message: Message) -> None:
        """Keep a message for seek, and drop what is older than the retention."""
        while self.retained and self.retained[0].published <= message.published - self.retention:
            self.retained.popleft()
        if self.retention > 0:
            self.retained.append(message)


class Subscription:
    """A subscription and its undelivered messages."""

    def __init__(self, spec: SubscriptionSpec, matches: Predicate, queue: DeliveryQueue) -> None:
        self.spec = spec
        self.matches = matches
        self.queue = queue
        self.deleted = False
        self.detached = False


class Broker:
    """Every topic and subscription of every project.

    `on_change` hears of each subscription that was created, updated or ended. `alarm` is asked to
    call a queue's `advance` at a time of the clock; a later request for a queue replaces the last.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.on_change: Callable[[Subscription], None] = lambda _: None
        self.alarm: Callable[[DeliveryQueue, float], None] = lambda _queue, _due: None
        self.topics: dict[str, Topic] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self._now = now
        # Microseconds of the start: ids grow and stay unique across restarts of the process.
        self._last_id = int(now() * 1_000_000)

    def create_topic(self, name: str, *, config: Any = None, retention: float = 0.0) -> Topic:
        """Add a topic; `retention` in seconds. ALREADY_EXISTS when the name is taken."""
        if name in self.topics:
            raise BrokerError("ALREADY_EXISTS", f"Topic already exists: {name}.")
        topic = self.topics[name] = Topic(name, config, retention)
        return topic

    def require_topic(self, name: str) -> Topic:
        """The topic of this name, or NOT_FOUND."""
        topic = self.topics.get(name)
        if topic is None:
            raise BrokerError("NOT_FOUND", f"Topic not found: {name}.")
        return topic

    def delete_topic(self, name: str) -> None:
        """Remove a topic. Its subscriptions live on and still deliver what they have."""
        for subscription in self.require_topic(name).subscriptions.values():
            subscription.spec = replace(subscription.spec, topic=DELETED_TOPIC)
        del self.topics[name]

    def publish(self, name: str, drafts: Sequence[Draft]) -> list[str]:
        """Hand messages to the topic's subscriptions; their ids, in the order given."""
        topic = self.require_topic(name)
        return [self._publish_one(topic, draft) for draft in drafts]

    def create_subscription(self, spec: SubscriptionSpec) -> Subscription:
        """Add a subscription: ALREADY_EXISTS, NOT_FOUND for its topics, INVALID_ARGUMENT."""
        if spec.name in self.subscriptions:
            raise BrokerError("ALREADY_EXISTS", f"Subscription already exists: {spec.name}.")
        topic = self.require_topic(spec.topic)
        self._check_dead_letter_topic(spec)
        try:
            matches = parse_filter(spec.filter)
        except FilterError as error:
            raise invalid(str(error)) from error
        queue = DeliveryQueue(spec.policy, token=secrets.token_hex(6), now=self._now)
        subscription = Subscription(spec, matches, queue)
        queue.arm = lambda due: self.alarm(queue, due)
        queue.bury = lambda message, attempts: self._bury(subscription, message, attempts)
        self.subscriptions[spec.name] = topic.subscriptions[spec.name] = subscription
        self.on_change(subscription)
        return subscription

    def require_subscription(self, name: str) -> Subscription:
        """The subscription of this name, or NOT_FOUND."""
        subscription = self.subscriptions.get(name)
        if subscription is None:
            raise BrokerError("NOT_FOUND", f"Subscription not found: {name}.")
        return subscription

    def update_subscription(self, spec: SubscriptionSpec) -> Subscription:
        """Replace the mutable part of a subscription; name, topic, filter and order stay."""
        subscription = self.require_subscription(spec.name)
        self._check_dead_letter_topic(spec)
        subscription.spec = spec
        subscription.queue.policy = spec.policy
        self.on_change(subscription)
        return subscription

    def delete_subscription(self, name: str) -> None:
        """Remove a subscription with all it holds. NOT_FOUND when there is none."""
        subscription = self.require_subscription(name)
        self._leave_topic(subscription)
        del self.subscriptions[name]
        subscription.deleted = True
        self._end(subscription)

    def detach_subscription(self, name: str) -> None:
        """Cut a subscription off its topic and drop its messages; it stays to be looked at."""
        subscription = self.require_subscription(name)
        self._leave_topic(subscription)
        subscription.detached = True
        self._end(subscription)

    def seek(self, name: str, instant: float) -> None:
        """Deliver again from a publish time (Unix seconds), or skip up to it."""
        subscription = self.require_subscription(name)
        topic = self.topics.get(subscription.spec.topic)
        retained: Iterable[Message] = topic.retained if topic else ()
        subscription.queue.seek(
            instant, [message for message in retained if subscription.matches(message.attributes)]
        )

    def _publish_one(self, topic: Topic, draft: Draft) -> str:
        self._last_id += 1
        message = Message(
            id=str(self._last_id),
            data=draft.data,
            attributes=draft.attributes,
            ordering_key=draft.ordering_key,
            published=self._now(),
        )
        topic.retain(message)
        for subscription in topic.subscriptions.values():
            if subscription.matches(message.attributes):
                subscription.queue.add(message)
        return message.id

    def _bury(self, source: Subscription, message: Message, attempts: int) -> bool:
        """Move a message to the dead letter topic; False when that topic is gone."""
        grave = self.topics.get(source.spec.dead_letter_topic)
        if grave is None:
            return False
        _, project, _, short_name = source.spec.name.split("/", 3)
        attributes = {
            **message.attributes,
            _DEAD_COUNT: str(attempts),
            _DEAD_SUBSCRIPTION: short_name,
            _DEAD_PROJECT: project,
            _DEAD_PUBLISHED: rfc3339(message.published),
        }
        self._publish_one(grave, Draft(message.data, attributes, message.ordering_key))
        return True

    def _check_dead_letter_topic(self, spec: SubscriptionSpec) -> None:
        if spec.dead_letter_topic:
            self.require_topic(spec.dead_letter_topic)

    def _leave_topic(self, subscription: Subscription) -> None:
        topic = self.topics.get(subscription.spec.topic)
        # A topic may have been deleted and made again under the same name since.
        if topic and topic.subscriptions.get(subscription.spec.name) is subscription:
            del topic.subscriptions[subscription.spec.name]

    def _end(self, subscription: Subscription) -> None:
        subscription.queue.clear()
        self.on_change(subscription)
        # Whoever waits for messages must look up and find that there will be none.
        for listener in list(subscription.queue.listeners.values()):
            listener()


def rfc3339(unix_seconds: float) -> str:
    """A time as Pub/Sub writes it in JSON: UTC, milliseconds, Z."""
    moment = datetime.fromtimestamp(unix_seconds, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
