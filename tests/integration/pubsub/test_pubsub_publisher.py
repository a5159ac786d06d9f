"""The publisher against a real broker that is there, frozen, killed or never was."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import grpc
import pytest

from infra.local.process import free_port
from infra.local.pubsub.launch import RunningBroker
from infra.pubsub import channels
from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher
from tests.support.pubsub import PATIENCE, Api, start_broker, texts

PATIENT = 0.25
"""The deadline of `publish` when nobody says another."""

OPEN = 1.0
"""For so many seconds nothing is asked after three failures in a row."""


@dataclass
class Calls:
    """The calls to the broker as gRPC was asked for them: with which patience, and how they ended.

    All that a publish can wait for is its calls, and gRPC ends a call with its patience. So no test
    looks at a watch, to which a busy machine adds; the publishers' clock stands still but for what
    a hung call takes.
    """

    clock: float = 0.0
    _all: list[tuple[float, str]] = field(default_factory=list)

    def ended(self, patience: float, how: str) -> None:
        self._all.append((patience, how))
        if how == "DEADLINE_EXCEEDED":
            self.clock += patience

    def since(self, *, at_most: float = PATIENT) -> list[str]:
        """How each call since the last time ended; none may have had more patience than this."""
        seen, self._all = self._all, []
        assert all(0 < patience <= at_most for patience, _ in seen)
        return [how for _, how in seen]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Those of every publisher that is made after this."""
    seen, unary = Calls(), channels.unary

    def watched(*arguments: Any) -> Callable[..., Any]:
        call = unary(*arguments)

        def made(request: Any, *, timeout: float, metadata: Any) -> Any:
            try:
                answer = call(request, timeout=timeout, metadata=metadata)
            except grpc.RpcError as error:
                status: Any = error  # a grpc.Call as well, which its class does not say
                seen.ended(timeout, status.code().name)
                raise
            seen.ended(timeout, "OK")
            return answer

        return made

    monkeypatch.setattr(channels, "unary", watched)
    return seen


@pytest.fixture
def publisher(api: Api, calls: Calls) -> Iterator[PubSubPublisher]:
    made = PubSubPublisher(api.project, now=lambda: calls.clock)
    # The first call pays for the connection; on a busy machine that is not what is tested here.
    assert made.publish([message("hello")], deadline=PATIENCE) == [True]
    assert calls.since(at_most=PATIENCE) == ["OK"]
    api.subscribe()
    yield made
    made.close()


@pytest.fixture
def mortal_publisher(mortal_api: Api, calls: Calls) -> Iterator[PubSubPublisher]:
    made = PubSubPublisher(mortal_api.project, now=lambda: calls.clock)
    assert made.publish([message("hello")], deadline=PATIENCE) == [True]
    assert calls.since(at_most=PATIENCE) == ["OK"]
    yield made
    made.close()


def message(text: str = "a") -> OutgoingMessage:
    return OutgoingMessage(text.encode(), {"type": "a:b"})


def until_published(publisher: PubSubPublisher, calls: Calls) -> None:
    end = time.monotonic() + PATIENCE
    while publisher.publish([message()]) != [True]:
        assert time.monotonic() < end, "it does not publish again"
        calls.clock += OPEN
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


def test_without_a_broker_it_answers_in_time(monkeypatch: pytest.MonkeyPatch, calls: Calls) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{free_port()}")
    publisher = PubSubPublisher("p", now=lambda: calls.clock)
    for _ in range(20):
        assert publisher.publish([message()]) == [False]
    assert len(calls.since()) == 3
    publisher.close()


@pytest.mark.fault
def test_a_frozen_broker_costs_a_deadline_and_then_nothing(
    broker: RunningBroker, publisher: PubSubPublisher, calls: Calls
) -> None:
    broker.freeze()
    for _ in range(3):
        assert publisher.publish([message()]) == [False]
        assert calls.since() == ["DEADLINE_EXCEEDED"]
    for _ in range(20):
        assert publisher.publish([message()]) == [False]
    assert calls.since() == []
    calls.clock += OPEN
    for _ in range(20):
        assert publisher.publish([message()]) == [False]
    assert calls.since() == ["DEADLINE_EXCEEDED"], "one probe among them"
    broker.thaw()
    until_published(publisher, calls)


@pytest.mark.fault
def test_the_deadline_is_for_the_whole_list(
    broker: RunningBroker, publisher: PubSubPublisher, calls: Calls
) -> None:
    broker.freeze()
    assert publisher.publish([message()] * 5_000) == [False] * 5_000
    assert calls.since() == ["DEADLINE_EXCEEDED"], "nothing is left of it for the other four calls"


@pytest.mark.fault
def test_it_publishes_again_when_a_killed_broker_is_back(
    mortal_broker: RunningBroker,
    mortal_publisher: PubSubPublisher,
    mortal_api: Api,
    calls: Calls,
) -> None:
    mortal_broker.kill()
    for _ in range(10):
        assert mortal_publisher.publish([message()]) == [False]
    assert len(calls.since()) == 3
    back = start_broker(port=mortal_broker.port)
    try:
        # Its topics are gone, too: refused until somebody has made them again.
        calls.clock += OPEN
        assert mortal_publisher.publish([message()], deadline=PATIENCE) == [False]
        assert calls.since(at_most=PATIENCE) == ["NOT_FOUND"]
        later = Api(back.host, mortal_api.project)
        later.create_topic()
        until_published(mortal_publisher, calls)
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
    mortal_broker: RunningBroker, mortal_publisher: PubSubPublisher, calls: Calls
) -> None:
    killer = threading.Thread(target=mortal_broker.kill)
    answers = mortal_publisher.publish([message()], deadline=PATIENCE)
    assert calls.since(at_most=PATIENCE) == ["OK"]
    killer.start()
    while killer.is_alive():
        answers += mortal_publisher.publish([message()])
    killer.join()
    answers += mortal_publisher.publish([message()])
    assert answers[0]
    assert not answers[-1]
    assert answers.count(True) == 1 + calls.since().count("OK")
