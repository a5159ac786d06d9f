"""The publisher against a real broker that is there, frozen, killed or never was."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.local.process import free_port
from infra.local.pubsub.launch import RunningBroker
from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher
from tests.support.pubsub import PATIENCE, Api, start_broker, texts

# What the machine may add to a deadline when its cores are busy with other tests.
SLACK = 0.25


@pytest.fixture
def publisher(api: Api) -> Iterator[PubSubPublisher]:
    made = PubSubPublisher(api.project)
    # The first call pays for the connection; on a busy machine that is not what is tested here.
    assert made.publish([message("hello")], deadline=PATIENCE) == [True]
    api.subscribe()
    yield made
    made.close()


@pytest.fixture
def mortal_publisher(mortal_api: Api) -> Iterator[PubSubPublisher]:
    made = PubSubPublisher(mortal_api.project)
    assert made.publish([message("hello")], deadline=PATIENCE) == [True]
    yield made
    made.close()


def message(text: str = "a") -> OutgoingMessage:
    return OutgoingMessage(text.encode(), {"type": "a:b"})


def timed(publisher: PubSubPublisher, deadline: float = 0.25) -> tuple[list[bool], float]:
    start = time.monotonic()
    return publisher.publish([message()], deadline=deadline), time.monotonic() - start


def until_published(publisher: PubSubPublisher) -> None:
    end = time.monotonic() + PATIENCE
    while publisher.publish([message()]) != [True]:
        assert time.monotonic() < end, "it does not publish again"
        time.sleep(0.05)


def test_each_message_is_answered_for(api: Api, publisher: PubSubPublisher) -> None:
    messages = [
        OutgoingMessage(b"first", {"tenant": "1"}),
        OutgoingMessage(b"", {}),
        OutgoingMessage(b"x" * 10_000_000, {}),
        OutgoingMessage(b"", {"only": "attributes"}),
    ]
    assert publisher.publish(messages, deadline=PATIENCE) == [True, False, False, True]
    first, second = (each.message for each in api.pull(2))
    assert (first.data, dict(first.attributes)) == (b"first", {"tenant": "1"})
    assert (second.data, dict(second.attributes)) == (b"", {"only": "attributes"})
    assert not first.ordering_key


def test_nothing_to_publish_is_no_call(publisher: PubSubPublisher) -> None:
    assert publisher.publish([]) == []


def test_a_long_list_takes_as_many_requests_as_it_needs(
    api: Api, publisher: PubSubPublisher
) -> None:
    many = [message(str(number)) for number in range(1_500)]
    large = [OutgoingMessage(b"x" * 4_000_000, {}) for _ in range(3)]
    assert publisher.publish(many + large, deadline=PATIENCE) == [True] * 1_503
    received = texts(api.pull(1_503))
    assert received[:1_500] == [str(number) for number in range(1_500)]


def test_a_refused_message_does_not_stop_the_others(publisher: PubSubPublisher) -> None:
    refused = OutgoingMessage(b"x", {"goog-reserved": "1"})
    for _ in range(5):
        assert publisher.publish([refused], deadline=PATIENCE) == [False]
    assert publisher.publish([message()], deadline=PATIENCE) == [True]


def test_threads_share_it(api: Api, publisher: PubSubPublisher) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda number: publisher.publish([message(str(number))], deadline=PATIENCE),
                range(200),
            )
        )
    assert answers == [[True]] * 200
    assert sorted(map(int, texts(api.pull(200)))) == list(range(200))


def test_without_a_broker_it_answers_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{free_port()}")
    publisher = PubSubPublisher("p")
    for _ in range(20):
        answer, took = timed(publisher)
        assert answer == [False]
        assert took < 0.25 + SLACK
    publisher.close()


@pytest.mark.fault
def test_a_frozen_broker_costs_a_deadline_and_then_nothing(
    broker: RunningBroker, publisher: PubSubPublisher
) -> None:
    broker.freeze()
    for _ in range(3):
        answer, took = timed(publisher)
        assert answer == [False]
        assert took < 0.25 + SLACK
    skipped = [timed(publisher) for _ in range(20)]
    assert all(answer == [False] for answer, _ in skipped)
    assert sum(took for _, took in skipped) < 0.25 + SLACK, "at most one probe among them"
    broker.thaw()
    until_published(publisher)


@pytest.mark.fault
def test_the_deadline_is_for_the_whole_list(
    broker: RunningBroker, publisher: PubSubPublisher
) -> None:
    broker.freeze()
    start = time.monotonic()
    answers = publisher.publish([message()] * 5_000, deadline=0.25)
    assert time.monotonic() - start < 0.25 + SLACK
    assert answers == [False] * 5_000


@pytest.mark.fault
def test_it_publishes_again_when_a_killed_broker_is_back(
    mortal_broker: RunningBroker, mortal_publisher: PubSubPublisher, mortal_api: Api
) -> None:
    mortal_broker.kill()
    for _ in range(10):
        answer, took = timed(mortal_publisher)
        assert answer == [False]
        assert took < 0.25 + SLACK
    back = start_broker(port=mortal_broker.port)
    try:
        # Its topics are gone, too: refused until somebody has made them again.
        assert mortal_publisher.publish([message()]) == [False]
        later = Api(back.host, mortal_api.project)
        later.create_topic()
        until_published(mortal_publisher)
        later.close()
    finally:
        back.kill()


def test_a_closed_publisher_publishes_nothing(publisher: PubSubPublisher) -> None:
    publisher.close()
    assert publisher.publish([message()]) == [False]
    publisher.close()


def test_importing_the_module_imports_nothing_of_google() -> None:
    code = (
        "import sys, infra.pubsub.publisher, infra.pubsub.subscriber, infra.pubsub.admin;"
        "print([name for name in sys.modules if name.startswith(('grpc', 'google.p', 'google.a'))])"
    )
    output = subprocess.run(  # noqa: S603 - the code above
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert output.stdout.strip() == "[]"


@pytest.mark.fault
def test_a_broker_that_dies_under_way_harms_nobody(
    mortal_broker: RunningBroker, mortal_publisher: PubSubPublisher
) -> None:
    killer = threading.Timer(0.05, mortal_broker.kill)
    killer.start()
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        (answer,), took = timed(mortal_publisher)
        assert answer in {True, False}
        assert took < 0.25 + SLACK
    killer.join()
