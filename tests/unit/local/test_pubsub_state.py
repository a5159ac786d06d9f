"""Delivery without a network and without waiting: the clock is a number."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from typing_extensions import override

from infra.local.pubsub.delivery import DeliveryQueue
from infra.local.pubsub.message import Consumer, Delivery, Message, Policy
from infra.local.pubsub.state import Broker, BrokerError, Draft, Subscription, SubscriptionSpec

TOPIC = "projects/p/topics/events"
DEAD = "projects/p/topics/dead"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broker(clock: Clock) -> Broker:
    made = Broker(now=clock)
    made.create_topic(TOPIC)
    return made


def subscribe(
    broker: Broker, policy: Policy | None = None, name: str = "sub", dead: str = "", text: str = ""
) -> Subscription:
    spec = SubscriptionSpec(
        name=f"projects/p/subscriptions/{name}",
        topic=TOPIC,
        policy=policy or Policy(),
        filter=text,
        dead_letter_topic=dead,
    )
    return broker.create_subscription(spec)


def publish(broker: Broker, *bodies: str, key: str = "", **attributes: str) -> list[str]:
    return broker.publish(TOPIC, [Draft(body.encode(), attributes, key) for body in bodies])


def bodies(deliveries: list[Delivery]) -> list[str]:
    return [delivery.message.data.decode() for delivery in deliveries]


def take(subscription: Subscription, limit: int = 100) -> list[Delivery]:
    subscription.queue.advance()
    return subscription.queue.take(limit)


def ids(deliveries: list[Delivery]) -> list[str]:
    return [delivery.ack_id for delivery in deliveries]


def test_ids_grow_and_differ_across_restarts(clock: Clock) -> None:
    def first_two() -> list[str]:
        broker = Broker(now=clock)
        broker.create_topic(TOPIC)
        return publish(broker, "a", "b")

    before = first_two()
    clock.now += 1
    assert len({*before, *first_two()}) == 4
    assert before == sorted(before)


def test_a_lease_hides_a_message_until_its_deadline(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    assert bodies(take(subscription)) == ["a"]
    clock.now += 9.9
    assert take(subscription) == []
    clock.now += 0.1
    assert bodies(take(subscription)) == ["a"]


def test_an_extended_lease_ends_at_its_new_deadline(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    subscription.queue.modify(ids(take(subscription)), 60)
    clock.now += 59
    assert take(subscription) == []
    clock.now += 1
    assert bodies(take(subscription)) == ["a"]


def test_a_late_ack_still_counts(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    first = take(subscription)
    clock.now += 11
    again = take(subscription)
    subscription.queue.ack(ids(first))
    subscription.queue.modify(ids(again), 0)
    assert take(subscription) == []
    assert len(subscription.queue) == 0


def test_an_old_ack_id_cannot_shorten_a_newer_lease(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    first = take(subscription)
    clock.now += 11
    take(subscription)
    subscription.queue.modify(ids(first), 0)
    assert take(subscription) == []


def test_ack_ids_of_another_process_mean_nothing(broker: Broker) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    stranger = ids(take(subscription))[0].replace("-", "x-", 1)
    subscription.queue.ack([stranger])
    assert len(subscription.queue) == 1
    with pytest.raises(ValueError, match="ack id"):
        subscription.queue.ack(["junk"])


def test_retries_wait_twice_as_long_each_time(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker, Policy(backoff=(10, 35)))
    publish(broker, "a")
    for wait in (10, 20, 35, 35):
        subscription.queue.modify(ids(take(subscription)), 0)
        clock.now += wait - 0.01
        assert take(subscription) == []
        clock.now += 0.01


def test_the_alarm_names_the_next_deadline(broker: Broker, clock: Clock) -> None:
    armed: list[float] = []
    broker.alarm = lambda _queue, due: armed.append(due)
    subscription = subscribe(broker, Policy(backoff=(3, 3)))
    publish(broker, "a", "b")
    first, second = take(subscription)
    assert armed == [clock.now + 10]
    subscription.queue.modify([first.ack_id], 0)
    assert armed[-1] == clock.now + 3
    subscription.queue.ack([second.ack_id])
    clock.now += 3
    subscription.queue.advance()
    assert bodies(subscription.queue.take(9)) == ["a"]


def test_a_consumer_gets_no_more_than_it_can_hold(broker: Broker) -> None:
    subscription = subscribe(broker)
    publish(broker, "aa", "bb", "cc", "dd")
    few, small = Consumer(max_messages=1), Consumer(max_bytes=3)
    first = subscription.queue.take(9, few)
    assert bodies(first) == ["aa"]
    assert subscription.queue.take(9, few) == []
    # The limit in bytes stops the message after the one that reaches it, or none could pass.
    assert bodies(subscription.queue.take(9, small)) == ["bb", "cc"]
    subscription.queue.ack(ids(first))
    assert bodies(subscription.queue.take(9, few)) == ["dd"]


def test_one_message_of_a_key_is_out_at_a_time(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker, Policy(ordered=True, backoff=(5, 5)))
    publish(broker, "1", "2", "3", key="k")
    publish(broker, "other", key="l")
    publish(broker, "free")
    first = take(subscription)
    assert bodies(first) == ["1", "other", "free"]
    subscription.queue.modify(ids(first)[:1], 0)
    assert take(subscription) == [], "the key waits for the retry of its first message"
    clock.now += 5
    order: list[str] = []
    while delivered := take(subscription):
        order += bodies(delivered)
        subscription.queue.ack(ids(delivered))
    assert order == ["1", "2", "3"]


def test_a_dead_letter_carries_its_history(broker: Broker) -> None:
    broker.create_topic(DEAD)
    subscription = subscribe(broker, Policy(max_attempts=5), dead=DEAD)
    grave = broker.create_subscription(
        SubscriptionSpec(name="projects/p/subscriptions/grave", topic=DEAD)
    )
    publish(broker, "poison", key="k", a="b")
    for attempt in range(1, 6):
        delivered = take(subscription)
        assert [each.attempt for each in delivered] == [attempt]
        subscription.queue.modify(ids(delivered), 0)
    assert take(subscription) == []
    (dead,) = take(grave)
    assert dead.attempt == 0
    assert dead.message.data == b"poison"
    assert dead.message.ordering_key == "k"
    assert dead.message.attributes == {
        "a": "b",
        "CloudPubSubDeadLetterSourceDeliveryCount": "5",
        "CloudPubSubDeadLetterSourceSubscription": "sub",
        "CloudPubSubDeadLetterSourceSubscriptionProject": "p",
        "CloudPubSubDeadLetterSourceTopicPublishTime": "1970-01-12T13:46:40.000Z",
    }


def test_without_a_grave_a_poison_message_keeps_coming(broker: Broker) -> None:
    broker.create_topic(DEAD)
    subscription = subscribe(broker, Policy(max_attempts=5), dead=DEAD)
    broker.delete_topic(DEAD)
    publish(broker, "poison")
    for _ in range(7):
        subscription.queue.modify(ids(take(subscription)), 0)
    assert [each.attempt for each in take(subscription)] == [8]


def test_messages_are_forgotten_after_their_retention(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker, Policy(retention=600))
    publish(broker, "old")
    clock.now += 600
    assert take(subscription) == []
    publish(broker, "new")
    assert len(subscription.queue) == 1


def test_seek_goes_both_ways(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker, Policy(retain_acked=True))
    start = clock.now
    publish(broker, "a")
    subscription.queue.ack(ids(take(subscription)))
    clock.now += 1
    publish(broker, "b")
    clock.now += 1
    broker.seek(subscription.spec.name, clock.now)
    assert take(subscription) == []
    broker.seek(subscription.spec.name, start + 1)
    assert bodies(take(subscription)) == ["b"]
    broker.seek(subscription.spec.name, start)
    assert bodies(take(subscription)) == ["a", "b"]


def test_seek_reaches_what_the_topic_retains(clock: Clock) -> None:
    broker = Broker(now=clock)
    broker.create_topic(TOPIC, retention=60)
    publish(broker, "too old")
    clock.now += 60
    start = clock.now
    publish(broker, "wanted", a="b")
    publish(broker, "filtered")
    late = subscribe(broker, text="attributes:a")
    assert take(late) == []
    broker.seek(late.spec.name, start - 60)
    assert bodies(take(late)) == ["wanted"]


def test_seek_frees_the_consumers(broker: Broker, clock: Clock) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    consumer = Consumer(max_messages=1)
    held = subscription.queue.take(1, consumer)
    broker.seek(subscription.spec.name, clock.now + 1)
    assert consumer.has_room
    subscription.queue.ack(ids(held))
    assert consumer.messages == consumer.bytes == 0


def test_a_deleted_subscription_wakes_whoever_waits(broker: Broker) -> None:
    subscription = subscribe(broker)
    woken: list[bool] = []
    subscription.queue.listeners["test"] = lambda: woken.append(subscription.deleted)
    broker.delete_subscription(subscription.spec.name)
    assert woken == [True]
    with pytest.raises(BrokerError, match="not found"):
        broker.require_subscription(subscription.spec.name)


def test_a_detached_subscription_gets_nothing_more(broker: Broker) -> None:
    subscription = subscribe(broker)
    publish(broker, "a")
    broker.detach_subscription(subscription.spec.name)
    publish(broker, "b")
    assert take(subscription) == []
    assert broker.require_subscription(subscription.spec.name).detached


def test_a_topic_made_again_is_another_topic(broker: Broker) -> None:
    subscription = subscribe(broker)
    broker.delete_topic(TOPIC)
    broker.create_topic(TOPIC)
    publish(broker, "not for it")
    assert take(subscription) == []
    broker.delete_subscription(subscription.spec.name)


def test_ended_leases_leave_nothing_behind(broker: Broker) -> None:
    subscription = subscribe(broker)
    for _ in range(3_000):
        publish(broker, "a")
        subscription.queue.ack(ids(take(subscription)))
    assert len(subscription.queue._deadlines) <= 1_100


class Deliveries(RuleBasedStateMachine):
    """Whatever is interleaved: nothing is lost, nothing acked returns, each key is in order."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.queue = DeliveryQueue(Policy(ordered=True, backoff=(1, 4)), token="t", now=self.clock)
        self.consumer = Consumer(max_messages=3)
        self.count = 0
        self.unacked: dict[str, Message] = {}
        self.held: list[Delivery] = []

    @rule(key=st.sampled_from(["", "k", "l"]))
    def publish(self, key: str) -> None:
        self.count += 1
        message = Message(f"{self.count:06}", b"x", {}, key, self.clock.now)
        self.unacked[message.id] = message
        self.queue.add(message)

    @rule(limit=st.integers(1, 4))
    def take(self, limit: int) -> None:
        for delivery in self.queue.take(limit, self.consumer):
            message = delivery.message
            assert message.id in self.unacked, "an acknowledged message came again"
            if message.ordering_key:
                same = [
                    m.id for m in self.unacked.values() if m.ordering_key == message.ordering_key
                ]
                assert message.id == min(same), "a message overtook an earlier one of its key"
            self.held.append(delivery)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def ack(self, data: st.DataObject) -> None:
        delivery = data.draw(st.sampled_from(self.held))
        self.queue.ack([delivery.ack_id])
        self.unacked.pop(delivery.message.id, None)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), seconds=st.sampled_from([0, 0, 30]))
    def modify(self, data: st.DataObject, seconds: float) -> None:
        self.queue.modify([data.draw(st.sampled_from(self.held)).ack_id], seconds)

    @rule(seconds=st.sampled_from([0.5, 3, 11]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds
        self.queue.advance()

    @invariant()
    def counts_agree(self) -> None:
        assert len(self.queue) == len(self.unacked)
        assert 0 <= self.consumer.messages <= 3

    @override
    def teardown(self) -> None:
        everything = Consumer()
        while self.unacked:
            self.wait(40)  # ends every lease
            self.wait(40)  # and the backoff after it
            delivered = self.queue.take(1_000, everything)
            assert delivered, "a message was lost"
            self.queue.ack([delivery.ack_id for delivery in delivered])
            for delivery in delivered:
                self.unacked.pop(delivery.message.id)
        assert len(self.queue) == 0


Deliveries.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestDeliveries = Deliveries.TestCase
