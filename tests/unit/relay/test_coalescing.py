"""Counters come at their pace; the newest wins, and the last one always arrives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.tokens import Claims
from shared.events.event import Event, EventError, event
from sse_relay.streams.coalescing import Coalescer
from tests.fakes.stream_log import make_event
from tests.support.relay import Client, World, make_claims

TICK = 0.25


@pytest.fixture
def claims(world: World) -> Claims:
    claims = make_claims()
    world.log.admit(claims)
    return claims


def count(
    world: World, claims: Claims, number: int, pace: str = "2:", type_: str = "post:stats"
) -> None:
    channel = f"tenant:{claims.tenant_id}"
    data, attributes = make_event(claims.tenant_id, channel, 0, type_, {"n": number})[1]
    world.deliver((data, {**attributes, "pace": pace}))


def numbers(client: Client) -> list[int]:
    return [event["data"]["n"] for event in client.check().events]


def test_the_first_comes_at_once_and_of_the_rest_the_newest(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    for number in range(1, 101):
        count(world, claims, number)
    assert numbers(client) == [1]

    world.pass_time(2.5)
    assert numbers(client) == [1, 100]
    world.pass_time(10)

    assert numbers(client) == [1, 100]
    assert world.relay.feed.hub.stats.coalesced == 98
    assert world.relay.feed.coalescer._windows == {}


def test_a_counter_that_rests_comes_at_once_again(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    count(world, claims, 1)
    world.pass_time(5)
    count(world, claims, 2)

    assert numbers(client) == [1, 2]


def test_counters_do_not_wait_for_one_another(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    count(world, claims, 1)
    count(world, claims, 2, type_="poll:voted")
    count(world, claims, 3, "1:wave", "board:reaction")
    count(world, claims, 4, "1:heart", "board:reaction")
    count(world, claims, 5, "1:heart", "board:reaction")

    assert numbers(client) == [1, 2, 3, 4]
    world.pass_time(1.5)
    assert numbers(client) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("pace", ["x:", "0:", "-1:", "61:", "nan:", ":"])
def test_a_pace_without_sense_is_malformed(world: World, claims: Claims, pace: str) -> None:
    client = world.connect(claims)

    count(world, claims, 1, pace)

    assert numbers(client) == []
    assert world.relay.feed.inbox.stats.malformed == 1


def test_durable_events_have_no_pace(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    for _ in range(3):
        channel = f"tenant:{claims.tenant_id}"
        data, attributes = world.log.append(claims.tenant_id, channel)
        world.deliver((data, {**attributes, "pace": "2:"}))

    assert [event["seq"] for event in client.check().events] == [1, 2, 3]


def test_memory_is_bounded_and_nothing_is_lost_for_it(world: World, claims: Claims) -> None:
    relay = world.relay
    small = Coalescer(relay.feed.hub, relay.wheel, world.loop.time, counters=2)
    relay.feed.inbox._coalescer = small
    client = world.connect(claims)

    for number in range(20):
        count(world, claims, number, f"1:{number}")
        count(world, claims, 100 + number, f"1:{number}")
    world.pass_time(3)

    assert len(small._windows) <= 2
    assert set(numbers(client)) == {*range(20), *range(100, 120)}


def test_nothing_is_kept_for_nobody(world: World, claims: Claims) -> None:
    world.connect(claims).transport.lose()

    count(world, claims, 1)

    assert world.relay.feed.coalescer._windows == {}


@pytest.mark.parametrize("seconds", [0.25, 1.0, 2.0])
def test_the_pace_holds_and_the_last_arrives(
    make_world: Callable[..., World], seconds: float
) -> None:
    world = make_world(relay_user_connects=10_000)
    claims = make_claims(seconds=1_000_000)
    world.log.admit(claims)

    @settings(max_examples=25)
    @given(st.lists(st.sampled_from([0.0, 0.01, 0.1, 0.3, 0.9, 2.1]), min_size=1, max_size=40))
    def paced(pauses: list[float]) -> None:
        client = world.connect(claims)
        arrived: list[float] = []
        for number, pause in enumerate(pauses):
            count(world, claims, number, f"{seconds}:")
            steps = max(1, round(pause / 0.05))
            for _ in range(steps):
                seen = len(numbers(client))
                arrived += [world.loop.time()] * (seen - len(arrived))
                world.pass_time(pause / steps)
        world.pass_time(2 * seconds + 2 * TICK)
        assert numbers(client)[-1] == len(pauses) - 1, "the last one always arrives"
        assert numbers(client) == sorted(set(numbers(client))), "and never an older after a newer"
        for earlier, later in pairwise(arrived):
            assert later - earlier >= seconds - 0.051
        client.transport.lose()
        world.pass_time(2 * seconds + 2 * TICK)

    paced()


# The declaration.


def test_a_counter_says_its_pace_and_what_it_counts() -> None:
    @event("board:waved", audience=(), durable=False, coalesce_seconds=0.5, coalesce_by="emoji")
    class Waved(Event):
        """People waved."""

        emoji: str
        count: int

    @event("board:closed", audience=())
    class Closed(Event):
        """A board was closed."""

    assert Waved(emoji="👋", count=3).pace() == "0.5:👋"
    assert Closed().pace() == ""


def test_only_what_may_be_left_out_is_coalesced() -> None:
    with pytest.raises(EventError, match="durable"):

        @event("a:b", audience=(), coalesce_seconds=1)
        class Durable(Event):
            """Never."""

    with pytest.raises(EventError, match="nothing"):

        @event("a:b", audience=(), durable=False, coalesce_seconds=1, coalesce_by="nothing")
        class Nothing(Event):
            """Never."""

    with pytest.raises(EventError, match="coalesce_by"):

        @event("a:b", audience=(), durable=False, coalesce_by="name")
        class Pace(Event):
            """Never."""

            name: str
