"""The relay's subscription against real brokers, on the loop that the relay runs on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
import uvloop

from infra.local.process import free_port
from infra.local.pubsub.launch import RunningBroker
from infra.local.pubsub.server import BrokerServer
from infra.local.pubsub.state import Draft
from infra.pubsub.subscriber import RelaySubscription
from tests.support.pubsub import PATIENCE, Api, start_broker

Scenario = Callable[[], Awaitable[None]]


class Inbox:
    """Collects what the subscription delivers; a handler may be made to fail."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[tuple[bytes, Mapping[str, str]]] = asyncio.Queue()
        self.fails = False

    def __call__(self, data: bytes, attributes: Mapping[str, str]) -> None:
        self.messages.put_nowait((data, attributes))
        if self.fails:
            raise RuntimeError("the callback is broken")

    async def next(self) -> tuple[bytes, Mapping[str, str]]:
        return await asyncio.wait_for(self.messages.get(), PATIENCE)


def run(scenario: Scenario) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(2 * PATIENCE):
            await scenario()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(bounded())


@asynccontextmanager
async def relay(
    project: str, inbox: Inbox, text: str = "", *, create_topic: bool = False
) -> AsyncIterator[RelaySubscription]:
    subscription = RelaySubscription(
        project, "events", "relay-1", inbox, text, create_topic=create_topic
    )
    await subscription.start()
    try:
        yield subscription
    finally:
        await subscription.stop()


async def attached(subscription: RelaySubscription) -> None:
    async with asyncio.timeout(PATIENCE):
        await subscription.wait_attached()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what it waits for tells nobody
            await asyncio.sleep(0.005)


def subscriptions(api: Api) -> list[str]:
    found = api.subscriber.list_subscriptions(project=f"projects/{api.project}")
    return [each.name.rpartition("/")[2] for each in found]


def test_messages_arrive_with_their_attributes(api: Api) -> None:
    async def scenario() -> None:
        inbox = Inbox()
        async with relay(api.project, inbox) as subscription:
            await attached(subscription)
            assert subscription.attached
            await asyncio.to_thread(
                api.publish, {"data": b"1", "attributes": {"a": "b"}}, {"data": b"2"}
            )
            assert await inbox.next() == (b"1", {"a": "b"})
            assert await inbox.next() == (b"2", {})
        assert not subscription.attached
        await subscription.stop()

    run(scenario)
    assert subscriptions(api) == [], "it is deleted at the end"


def test_it_is_created_as_the_relay_needs_it(api: Api) -> None:
    async def scenario() -> None:
        subscription = RelaySubscription(
            api.project, "events", "relay-1", Inbox(), 'attributes.shard = "1"'
        )
        await subscription.start()
        await attached(subscription)
        await subscription.stop(delete=False)

    run(scenario)
    made = api.subscriber.get_subscription(subscription=api.path("relay-1"))
    assert made.ack_deadline_seconds == 10
    assert made.message_retention_duration.total_seconds() == 600
    assert made.expiration_policy.ttl.total_seconds() == 86_400
    assert made.filter == 'attributes.shard = "1"'
    assert not made.enable_message_ordering


def test_messages_are_acknowledged_even_when_the_callback_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        # In this process, so that the test can look into the queue.
        server = BrokerServer()
        ports = await server.start()
        monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{ports.grpc}")
        topic, name = "projects/p/topics/events", "projects/p/subscriptions/relay-1"
        server.broker.create_topic(topic)
        inbox = Inbox()
        inbox.fails = True
        async with relay("p", inbox) as subscription:
            await attached(subscription)
            queue = server.broker.subscriptions[name].queue
            drafts = [Draft(str(number).encode(), {}) for number in range(50)]
            server.broker.publish(topic, drafts)
            received = {(await inbox.next())[0] for _ in drafts}
            assert len(received) == 50
            await until(lambda: len(queue) == 0)
        assert name not in server.broker.subscriptions
        await server.stop()

    run(scenario)
    assert "the callback is broken" in caplog.text


def test_it_starts_without_a_broker_and_attaches_when_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{port}")

    async def scenario() -> None:
        async with relay("p", Inbox(), create_topic=True) as subscription:
            assert not subscription.attached
            broker = await asyncio.to_thread(start_broker, port=port)
            try:
                await attached(subscription)
            finally:
                broker.kill()
            await until(lambda: not subscription.attached)

    run(scenario)


@pytest.mark.fault
def test_a_broker_that_lost_its_state_gets_the_subscription_again(
    mortal_broker: RunningBroker, mortal_api: Api
) -> None:
    async def scenario() -> None:
        inbox = Inbox()
        async with relay(mortal_api.project, inbox) as subscription:
            await attached(subscription)
            mortal_broker.kill()
            await until(lambda: not subscription.attached)
            back = await asyncio.to_thread(start_broker, port=mortal_broker.port)
            try:
                # Without its topic the relay waits: topics are not its to make.
                later = Api(back.host, mortal_api.project)
                await asyncio.to_thread(later.create_topic)
                await attached(subscription)
                await asyncio.to_thread(later.publish, {"data": b"after"})
                assert await inbox.next() == (b"after", {})
                later.close()
            finally:
                back.kill()

    run(scenario)


@pytest.mark.fault
def test_a_deleted_subscription_is_made_again(api: Api) -> None:
    async def scenario() -> None:
        inbox = Inbox()
        async with relay(api.project, inbox) as subscription:
            await attached(subscription)
            await asyncio.to_thread(
                api.subscriber.delete_subscription, subscription=api.path("relay-1")
            )
            await until(lambda: not subscription.attached)
            await attached(subscription)
            await asyncio.to_thread(api.publish, {"data": b"again"})
            assert await inbox.next() == (b"again", {})

    run(scenario)


@pytest.mark.fault
def test_a_frozen_broker_delivers_when_it_thaws(broker: RunningBroker, api: Api) -> None:
    async def scenario() -> None:
        inbox = Inbox()
        async with relay(api.project, inbox) as subscription:
            await attached(subscription)
            broker.freeze()
            publishing = asyncio.create_task(asyncio.to_thread(api.publish, {"data": b"held"}))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(inbox.messages.get(), 0.3)
            broker.thaw()
            assert await inbox.next() == (b"held", {})
            await publishing
            assert subscription.attached

    run(scenario)


@pytest.mark.fault
def test_stopping_does_not_wait_for_a_frozen_broker(broker: RunningBroker, api: Api) -> None:
    async def scenario() -> None:
        subscription = RelaySubscription(api.project, "events", "relay-1", Inbox())
        await subscription.start()
        await attached(subscription)
        # It stays frozen: whoever waited for it would wait for ever.
        broker.freeze()
        async with asyncio.timeout(PATIENCE):
            await subscription.stop()

    run(scenario)


@pytest.mark.emulator
def test_it_works_with_googles_emulator(googles_api: Api) -> None:
    api = googles_api

    async def scenario() -> None:
        inbox = Inbox()
        async with relay(api.project, inbox, create_topic=True) as subscription:
            await attached(subscription)
            await asyncio.to_thread(api.publish, {"data": b"1"})
            assert await inbox.next() == (b"1", {})

    run(scenario)
    assert subscriptions(api) == []
