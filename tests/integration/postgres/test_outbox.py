from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, text
from typing_extensions import override

from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.event_log import (
    Message,
    SweepResult,
    delete_published,
    messages_for,
    sweep,
)
from infra.postgres.core.records import Appended
from shared.realtime.bus import BusAttributes
from tests.areas.people.factories.people import make_tenant
from tests.integration.postgres.conftest import Log, Scratch


class Crash(Exception):
    """The process dies at this point."""


@dataclass
class Bus:
    """Takes messages until told otherwise."""

    received: list[tuple[int, int]] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    refuses: bool = False
    crashes: bool = False

    def publish(self, messages: Sequence[Message]) -> list[bool]:
        if self.refuses:
            return [False] * len(messages)
        for data, attributes in messages:
            read = BusAttributes.decode(attributes)
            self.received.append((read.channel_id, read.seq))
            self.bodies.append(json.loads(data))
        if self.crashes:
            raise Crash
        return [True] * len(messages)


def keys(appended: Sequence[Appended]) -> list[tuple[int, int]]:
    return [(item.channel_id, item.seq) for item in appended]


@pytest.fixture
def outbox(scratch: Scratch) -> Iterator[Log]:
    """A log in a database of its own: a sweep takes rows of every school."""
    database = scratch("outbox")
    app = create_engine_for(database.app, pool_size=4, application_name="tests")
    admin = create_engine_for(database.admin, pool_size=1, application_name="tests")
    try:
        with admin.begin() as connection:
            connection.exec_driver_sql("DELETE FROM app.outbox")
            tenant = make_tenant(connection)
        yield Log(app, admin, tenant.id)
    finally:
        app.dispose()
        admin.dispose()


def swept(log: Log, bus: Bus, engine: Engine | None = None, **options: int) -> SweepResult:
    return sweep(engine or log.engine, bus.publish, older_than_seconds=0, **options)


def test_what_was_published_is_forgotten(log: Log) -> None:
    appended = log.append(*(log.channel() for _ in range(3)))

    delete_published(log.engine, keys(appended)[:2])

    assert log.waiting() == keys(appended)[2:]


def test_messages_carry_the_stored_body_and_the_position(log: Log) -> None:
    (item,) = log.append(log.channel(), text="ខ")

    ((data, attributes),) = messages_for([item])

    assert json.loads(data) == json.loads(item.pending.body) | {"seq": item.seq}
    assert BusAttributes.decode(attributes) == BusAttributes(
        channel_id=item.channel_id,
        seq=1,
        type="test:happened",
        tenant_id=str(log.tenant_id),
        channel=item.pending.channel.name,
    )


def test_a_sweep_sends_what_a_crash_left_as_the_function_would_have(outbox: Log) -> None:
    appended = outbox.append(outbox.channel(), outbox.channel())
    sent: list[Message] = []

    def publish(messages: Sequence[Message]) -> list[bool]:
        sent.extend(messages)
        return [True] * len(messages)

    result = sweep(outbox.engine, publish, older_than_seconds=0)

    assert sent == messages_for(appended)
    assert result == SweepResult(published=2, remaining=0, oldest_age_seconds=0.0)
    assert outbox.waiting() == []


def test_a_sweep_goes_by_channel_and_number(outbox: Log) -> None:
    channels = [outbox.channel() for _ in range(3)]
    for _ in range(4):
        outbox.append(*channels)
    bus = Bus()

    first = swept(outbox, bus, limit=5)
    assert first.published == 5
    assert first.remaining == 7
    assert first.oldest_age_seconds > 0
    swept(outbox, bus)

    assert bus.received == sorted(bus.received)
    assert len(bus.received) == 12


def test_fresh_rows_are_left_to_the_function_that_wrote_them(outbox: Log) -> None:
    outbox.append(outbox.channel())
    bus = Bus()

    assert sweep(outbox.engine, bus.publish, older_than_seconds=60).remaining == 1
    assert bus.received == []


def test_what_the_bus_refuses_stays(outbox: Log) -> None:
    outbox.append(outbox.channel())
    bus = Bus(refuses=True)

    assert swept(outbox, bus).remaining == 1
    bus.refuses = False
    assert swept(outbox, bus).remaining == 0
    assert len(bus.received) == 1


def test_a_crash_after_publishing_sends_the_rows_again_and_loses_none(outbox: Log) -> None:
    expected = keys(outbox.append(outbox.channel(), outbox.channel()))
    bus = Bus(crashes=True)
    with pytest.raises(Crash):
        swept(outbox, bus)
    bus.crashes = False

    swept(outbox, bus)

    assert Counter(bus.received) == Counter(dict.fromkeys(expected, 2))
    assert outbox.waiting() == []


def test_two_sweepers_share_the_work_without_sending_twice(outbox: Log) -> None:
    for _ in range(30):
        outbox.append(*(outbox.channel() for _ in range(4)))
    bus = Bus()
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait(60)
        while swept(outbox, bus, limit=10).published:
            pass

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(bus.received) == len(set(bus.received)) == 120
    assert swept(outbox, bus).remaining == 0


def test_a_function_does_not_wait_for_the_sweeper(outbox: Log) -> None:
    """It would hold its request up; the sweeper deletes the row itself."""
    appended = outbox.append(outbox.channel())

    def publish(messages: Sequence[Message]) -> list[bool]:
        delete_published(outbox.engine, keys(appended))
        return [True] * len(messages)

    assert sweep(outbox.engine, publish, older_than_seconds=0).remaining == 0


def test_a_row_whose_event_is_past_retention_is_only_deleted(outbox: Log) -> None:
    lost, kept = outbox.channel(), outbox.channel()
    outbox.append(lost)
    outbox.append(kept)
    with outbox.admin.begin() as connection:
        connection.execute(
            text("DELETE FROM app.event WHERE channel_id = :id"),
            {"id": lost.id_in(outbox.tenant_id)},
        )
    bus = Bus()

    result = swept(outbox, bus)

    assert (result.published, result.remaining) == (1, 0)
    assert bus.received == [(kept.id_in(outbox.tenant_id), 1)]


def test_the_relay_may_sweep_too(log: Log, relay_engine: Engine) -> None:
    log.append(log.channel())

    swept(log, Bus(), relay_engine, limit=100_000)

    assert log.waiting() == []


class Delivery(RuleBasedStateMachine):
    """Appends, publishes and sweeps that fail at every point, against a plain model."""

    log: Log

    def __init__(self) -> None:
        super().__init__()
        self.bus = Bus()
        self.channels = [self.log.channel() for _ in range(3)]
        self.appended: list[tuple[int, int]] = []

    @rule(
        places=st.lists(st.integers(0, 2), min_size=1, max_size=4),
        fate=st.sampled_from(["published", "killed", "killed after publish"]),
    )
    def announce(self, places: list[int], fate: str) -> None:
        appended = self.log.append(*(self.channels[place] for place in places))
        self.appended += keys(appended)
        if fate != "killed":
            self.bus.publish(messages_for(appended))
        if fate == "published":
            delete_published(self.log.engine, keys(appended))

    @rule(fate=st.sampled_from(["well", "refused", "crash"]), limit=st.integers(1, 4))
    def sweep_some(self, fate: str, limit: int) -> None:
        self.bus.refuses, self.bus.crashes = fate == "refused", fate == "crash"
        with suppress(Crash):
            swept(self.log, self.bus, limit=limit)
        self.bus.refuses = self.bus.crashes = False

    @invariant()
    def what_is_not_on_the_bus_waits(self) -> None:
        assert set(self.appended) - set(self.bus.received) <= set(self.log.waiting())

    @override
    def teardown(self) -> None:
        while swept(self.log, self.bus).remaining:
            pass
        assert set(self.bus.received) == set(self.appended)
        for channel in self.channels:
            numbers = self.log.seqs(channel)
            assert numbers == list(range(1, len(numbers) + 1))


def test_whatever_fails_in_between_every_event_reaches_the_bus(outbox: Log) -> None:
    class DeliveryHere(Delivery):
        log = outbox

    run_state_machine_as_test(
        DeliveryHere, settings=settings(max_examples=25, stateful_step_count=12)
    )
