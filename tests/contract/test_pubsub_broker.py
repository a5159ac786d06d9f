"""One contract for two brokers: ours, and Google's own emulator, which says what Pub/Sub does.

Where Google's emulator is known to differ from the service, the test says so and expects it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import pubsub_v1
from google.pubsub_v1 import types

from infra.local.pubsub.launch import RunningBroker
from tests.support.pubsub import PATIENCE, Api, push_receiver, start_broker, start_googles, texts

OURS, OFFICIAL = "ours", "official"
AT_ONCE = {"minimum_backoff": {"seconds": 0}, "maximum_backoff": {"seconds": 0}}


@pytest.fixture(scope="module", params=[OURS, pytest.param(OFFICIAL, marks=pytest.mark.emulator)])
def broker(request: pytest.FixtureRequest) -> Iterator[RunningBroker]:
    running = start_broker() if request.param == OURS else start_googles()
    yield running
    running.stop()


@pytest.fixture
def is_ours(request: pytest.FixtureRequest) -> bool:
    return bool(request.node.callspec.params["broker"] == OURS)


@pytest.fixture
def api(broker: RunningBroker) -> Iterator[Api]:
    client = Api(broker.host)
    client.create_topic()
    yield client
    client.close()


def test_topics_are_created_listed_and_deleted(api: Api) -> None:
    api.create_topic("second")
    with pytest.raises(exceptions.AlreadyExists):
        api.create_topic("second")
    listed = [topic.name for topic in api.publisher.list_topics(project=f"projects/{api.project}")]
    assert sorted(listed) == [api.topic_path("events"), api.topic_path("second")]
    api.publisher.delete_topic(topic=api.topic_path("second"))
    with pytest.raises(exceptions.NotFound):
        api.publisher.get_topic(topic=api.topic_path("second"))
    with pytest.raises(exceptions.NotFound):
        api.publisher.delete_topic(topic=api.topic_path("second"))


@pytest.mark.parametrize("name", ["x", "projects/p/topics/1a", "projects/p/topics/google"])
def test_malformed_topic_names_are_refused(api: Api, name: str) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        api.publisher.create_topic(name=name)


def test_a_message_arrives_as_it_was_sent(api: Api) -> None:
    api.subscribe()
    before = time.time()
    ids = api.publish({"data": b"\x00\xff", "attributes": {"a": "1", "ü": "ß"}}, {"data": b"2"})
    received = {each.message.message_id: each.message for each in api.pull(2)}
    assert list(received) == ids
    message = received[ids[0]]
    assert message.data == b"\x00\xff"
    assert dict(message.attributes) == {"a": "1", "ü": "ß"}
    assert before - 1 <= message.publish_time.timestamp() <= time.time()


@pytest.mark.parametrize("messages", [[], [{}], [{"data": b"x"}] * 1001])
def test_unacceptable_publishes_are_refused(api: Api, messages: list[Any]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        api.publish(*messages)


def test_publishing_to_no_topic_is_not_found(api: Api) -> None:
    with pytest.raises(exceptions.NotFound):
        api.publish_texts("lost", topic="nowhere")


def test_a_subscription_is_returned_with_its_defaults(api: Api) -> None:
    api.subscribe(labels={"a": "b"}, retry_policy={}, enable_message_ordering=True)
    found = api.subscriber.get_subscription(subscription=api.path("sub"))
    assert found.topic == api.topic_path("events")
    assert found.ack_deadline_seconds == 10
    assert found.message_retention_duration.total_seconds() == 7 * 86_400
    assert found.retry_policy.minimum_backoff.total_seconds() == 10
    assert found.retry_policy.maximum_backoff.total_seconds() == 600
    assert found.enable_message_ordering
    assert dict(found.labels) == {"a": "b"}


def test_subscriptions_are_listed_and_deleted(api: Api) -> None:
    for name in ("first", "second", "third"):
        api.subscribe(name)
    with pytest.raises(exceptions.AlreadyExists):
        api.subscribe("first")
    with pytest.raises(exceptions.NotFound):
        api.subscribe("fourth", topic="nowhere")
    request = {"project": f"projects/{api.project}", "page_size": 2}
    paged = [each.name for each in api.subscriber.list_subscriptions(request=request)]
    of_topic = list(api.publisher.list_topic_subscriptions(topic=api.topic_path("events")))
    assert paged == of_topic == [api.path(name) for name in ("first", "second", "third")]
    api.subscriber.delete_subscription(subscription=api.path("first"))
    with pytest.raises(exceptions.NotFound):
        api.subscriber.delete_subscription(subscription=api.path("first"))


def test_every_subscription_gets_every_message(api: Api) -> None:
    api.subscribe("one")
    api.subscribe("two")
    api.publish_texts("a", "b")
    assert sorted(texts(api.pull(2, "one"))) == sorted(texts(api.pull(2, "two"))) == ["a", "b"]


def test_a_subscription_outlives_its_topic(api: Api) -> None:
    api.subscribe()
    api.publish_texts("kept")
    api.publisher.delete_topic(topic=api.topic_path("events"))
    found = api.subscriber.get_subscription(subscription=api.path("sub"))
    assert found.topic == "_deleted-topic_"


def test_an_acknowledged_message_does_not_return(api: Api) -> None:
    api.subscribe()
    api.publish_texts("a", "b")
    received = api.pull(2)
    api.ack(received[:1])
    api.set_deadline(received, 0)
    again = api.pull(1)
    assert texts(again) == texts(received[1:])
    api.ack(again)
    assert api.is_empty()


def test_a_message_returns_when_its_deadline_passes(api: Api) -> None:
    api.subscribe()
    api.publish_texts("a")
    first = api.pull(1)
    api.set_deadline(first, 1)
    assert api.is_empty()
    assert texts(api.pull(1)) == ["a"]


def test_what_is_not_an_ack_id_is_refused(api: Api) -> None:
    api.subscribe()
    for ids in ([], ["junk"]):
        with pytest.raises(exceptions.InvalidArgument):
            api.subscriber.acknowledge(subscription=api.path("sub"), ack_ids=ids)


def test_only_mutable_fields_are_updated(api: Api) -> None:
    api.subscribe()

    def update(path: str, **fields: Any) -> Any:
        return api.subscriber.update_subscription(
            subscription={"name": api.path("sub"), **fields},
            update_mask={"paths": [path] if path else []},
        )

    assert update("ack_deadline_seconds", ack_deadline_seconds=30).ack_deadline_seconds == 30
    for path in ("", "junk", "topic", "filter", "enable_message_ordering"):
        with pytest.raises(exceptions.InvalidArgument):
            update(path)


def test_a_dead_letter_topic_gets_what_failed_five_times(api: Api) -> None:
    api.create_topic("dead")
    api.subscribe("grave", topic="dead")
    policy = {"dead_letter_topic": api.topic_path("dead"), "max_delivery_attempts": 5}
    api.subscribe(dead_letter_policy=policy)
    api.publish({"data": b"poison", "attributes": {"a": "b"}})
    for attempt in range(1, 6):
        received = api.pull(1)
        assert [each.delivery_attempt for each in received] == [attempt]
        api.set_deadline(received, 0)
    # Google's emulator moves it only when somebody asks for it a sixth time.
    assert api.is_empty()
    dead = api.pull(1, "grave")[0].message
    assert dead.data == b"poison"
    assert dead.attributes["a"] == "b"
    assert dead.attributes["CloudPubSubDeadLetterSourceDeliveryCount"] == "5"
    assert dead.attributes["CloudPubSubDeadLetterSourceSubscription"] == "sub"
    assert dead.attributes["CloudPubSubDeadLetterSourceSubscriptionProject"] == api.project
    assert api.is_empty()


def test_messages_of_a_key_come_in_order_even_when_refused(api: Api) -> None:
    api.subscribe(enable_message_ordering=True)
    for text in ("1", "2", "3", "4"):
        api.publish({"data": text.encode(), "ordering_key": "k"})
    refused = api.pull(1)
    assert texts(refused)[0] == "1"
    api.set_deadline(refused, 0)
    order: list[str] = []
    while len(order) < 4:
        received = api.pull(1)
        order += texts(received)
        api.ack(received)
    assert order == ["1", "2", "3", "4"]


def test_a_filter_selects_by_attributes(api: Api, is_ours: bool) -> None:
    api.subscribe(filter='attributes.kind = "wanted" AND NOT attributes:muted')
    api.publish({"data": b"1", "attributes": {"kind": "wanted"}})
    api.publish({"data": b"2", "attributes": {"kind": "other"}})
    api.publish({"data": b"3", "attributes": {"kind": "wanted", "muted": ""}})
    api.publish({"data": b"4", "attributes": {"kind": "wanted"}})
    # Google's emulator stores a filter and ignores it; the service applies it.
    expected = ["1", "4"] if is_ours else ["1", "2", "3", "4"]
    assert sorted(texts(api.pull(len(expected)))) == expected
    assert api.is_empty()


def test_a_malformed_filter_is_refused(api: Api, is_ours: bool) -> None:
    if is_ours:
        with pytest.raises(exceptions.InvalidArgument):
            api.subscribe(filter="nonsense (")
    else:  # Google's emulator does not even read it; the service refuses it
        assert api.subscribe(filter="nonsense (").filter == "nonsense ("


def test_seeking_forward_skips_what_waits(api: Api) -> None:
    api.subscribe()
    api.publish_texts("a")
    _seek(api, time.time() + 60)
    assert api.is_empty()


def test_seeking_backward_replays_what_was_acknowledged(api: Api) -> None:
    api.subscribe(retain_acked_messages=True)
    before = time.time() - 1
    api.publish_texts("a", "b")
    api.ack(api.pull(2))
    assert api.is_empty()
    _seek(api, before)
    assert sorted(texts(api.pull(2))) == ["a", "b"]


def _seek(api: Api, instant: float) -> None:
    api.subscriber.seek(
        request={"subscription": api.path("sub"), "time": {"seconds": int(instant)}}
    )


class Requests(queue.Queue[types.StreamingPullRequest | None]):
    """The client's half of a stream, open until it is closed."""

    def __init__(self, subscription: str, seconds: int = 10) -> None:
        super().__init__()
        self.put(
            types.StreamingPullRequest(
                subscription=subscription,
                stream_ack_deadline_seconds=seconds,
                max_outstanding_messages=2,
            )
        )

    def ack(self, received: list[types.ReceivedMessage]) -> None:
        self.put(types.StreamingPullRequest(ack_ids=[each.ack_id for each in received]))

    def close(self) -> None:
        self.put(None)


def _open(api: Api, requests: Requests) -> Iterator[types.StreamingPullResponse]:
    stream = api.subscriber.streaming_pull(requests=iter(requests.get, None), timeout=PATIENCE)
    return iter(stream)


def test_a_stream_delivers_and_takes_acks(api: Api, is_ours: bool) -> None:
    api.subscribe()
    requests = Requests(api.path("sub"))
    stream = _open(api, requests)
    api.publish_texts("1", "2", "3", "4", "5")
    held: list[types.ReceivedMessage] = []
    done: list[str] = []
    while len(done) < 5:
        held += next(stream).received_messages
        if is_ours:  # Google's emulator pays no heed to max_outstanding_messages
            assert len(held) <= 2
        if len(held) >= 2 or len(done) == 4:
            done += texts(held)
            requests.ack(held)
            held = []
    requests.close()
    assert sorted(done) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("name", "seconds"), [("nowhere", 10), ("sub", 5)])
def test_a_stream_that_cannot_be_is_refused(api: Api, name: str, seconds: int) -> None:
    api.subscribe()
    requests = Requests(api.path(name), seconds)
    expected = exceptions.NotFound if name == "nowhere" else exceptions.InvalidArgument
    with pytest.raises(expected):
        next(_open(api, requests))
    requests.close()


def test_the_usual_client_works_as_it_does_in_production(
    broker: RunningBroker, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", broker.host)
    api.subscribe()
    seen: list[str] = []
    all_seen = threading.Event()

    def handle(message: Any) -> None:
        seen.append(message.data.decode())
        message.ack()
        if len(seen) == 20:
            all_seen.set()

    publisher: Any = pubsub_v1.PublisherClient()
    subscriber: Any = pubsub_v1.SubscriberClient()
    with subscriber:
        flow = pubsub_v1.types.FlowControl(max_messages=3)
        pulling = subscriber.subscribe(api.path("sub"), callback=handle, flow_control=flow)
        futures = [publisher.publish(api.topic_path("events"), str(i).encode()) for i in range(20)]
        assert len({future.result(PATIENCE) for future in futures}) == 20
        assert all_seen.wait(PATIENCE)
        pulling.cancel()
        pulling.result(PATIENCE)
    publisher.stop()
    publisher.transport.close()
    assert sorted(map(int, seen)) == list(range(20))


def test_push_posts_the_wrapped_message_until_it_is_accepted(api: Api) -> None:
    with push_receiver() as endpoint:
        endpoint.answer = lambda position, _: 503 if position == 1 else 200
        api.subscribe(push_config={"push_endpoint": endpoint.url}, retry_policy=AT_ONCE)
        (message_id,) = api.publish({"data": b"hello", "attributes": {"a": "b"}})
        first, second = endpoint.next(), endpoint.next()
    assert first.body == second.body
    assert first.body["subscription"] == api.path("sub")
    message = first.body["message"]
    assert message["data"] == "aGVsbG8="
    assert message["attributes"] == {"a": "b"}
    assert message["messageId"] == message["message_id"] == message_id
    assert message["publishTime"] == message["publish_time"]
