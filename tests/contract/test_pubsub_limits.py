"""What our broker refuses and does as the service would, and Google's emulator does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import exceptions

from infra.local.pubsub.launch import BrokerNotStarted, RunningBroker
from tests.support.pubsub import PATIENCE, Api, start_broker


@pytest.fixture(scope="module")
def broker() -> Iterator[RunningBroker]:
    running = start_broker()
    yield running
    running.stop()


@pytest.fixture
def api(broker: RunningBroker) -> Iterator[Api]:
    client = Api(broker.host)
    client.create_topic()
    yield client
    client.close()


@pytest.mark.parametrize(
    "fields",
    [
        {"push_config": {"push_endpoint": "nonsense"}},
        {"ack_deadline_seconds": 9},
        {"message_retention_duration": {"seconds": 60}},
        {"expiration_policy": {"ttl": {"seconds": 3600}}},
        {"retry_policy": {"minimum_backoff": {"seconds": 601}}},
        {"retry_policy": {"minimum_backoff": {"seconds": 9}, "maximum_backoff": {"seconds": 8}}},
        {
            "dead_letter_policy": {
                "dead_letter_topic": "projects/p/topics/x.y",
                "max_delivery_attempts": 4,
            }
        },
        {"filter": "x" * 257},
    ],
)
def test_impossible_subscriptions_are_refused(api: Api, fields: dict[str, Any]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        api.subscribe(**fields)


def test_what_is_not_emulated_is_said_so(api: Api) -> None:
    with pytest.raises(exceptions.MethodNotImplemented):
        api.subscribe(enable_exactly_once_delivery=True)


@pytest.mark.parametrize(
    "message",
    [
        {"data": b"x" * 10_000_001},
        {"data": b"x", "attributes": {str(i): "" for i in range(101)}},
        {"data": b"x", "attributes": {"k" * 257: ""}},
        {"data": b"x", "attributes": {"k": "v" * 1025}},
        {"data": b"x", "attributes": {"": "v"}},
        {"data": b"x", "attributes": {"goog-x": "v"}},
        {"data": b"x", "ordering_key": "k" * 1025},
    ],
)
def test_messages_over_a_limit_are_refused(api: Api, message: dict[str, Any]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        api.publish(message)


def test_deleting_a_subscription_ends_its_streams(api: Api) -> None:
    api.subscribe()
    ended = threading.Event()
    first = {"subscription": api.path("sub"), "stream_ack_deadline_seconds": 10}

    def requests() -> Iterator[dict[str, Any]]:
        yield first
        ended.wait(PATIENCE)

    stream = api.subscriber.streaming_pull(requests=requests(), timeout=PATIENCE)
    assert stream.initial_metadata() is not None
    api.subscriber.delete_subscription(subscription=api.path("sub"))
    with pytest.raises(exceptions.NotFound):
        next(iter(stream))
    ended.set()


def test_the_whole_label_map_is_replaced(api: Api) -> None:
    api.subscribe(labels={"a": "1"})
    updated = api.subscriber.update_subscription(
        request={
            "subscription": {"name": api.path("sub"), "labels": {"b": "2"}},
            "update_mask": {"paths": ["labels"]},
        }
    )
    assert dict(updated.labels) == {"b": "2"}
    topic = api.publisher.update_topic(
        request={
            "topic": {
                "name": api.topic_path("events"),
                "message_retention_duration": {"seconds": 600},
            },
            "update_mask": {"paths": ["message_retention_duration"]},
        }
    )
    assert topic.message_retention_duration.total_seconds() == 600


def test_a_port_that_is_taken_is_not_shared(broker: RunningBroker) -> None:
    with pytest.raises(BrokerNotStarted):
        start_broker(port=broker.port)


def test_topics_are_detached_from(api: Api) -> None:
    api.subscribe()
    api.publisher.detach_subscription(request={"subscription": api.path("sub")})
    found = api.subscriber.get_subscription(subscription=api.path("sub"))
    assert found.detached
    with pytest.raises(exceptions.FailedPrecondition):
        api.pull_once()
    assert not list(api.publisher.list_topic_subscriptions(topic=api.topic_path("events")))
