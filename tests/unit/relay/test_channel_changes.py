"""Channels come and go on an open stream, without a gap and without a new connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from infra.tokens import Claims
from sse_relay.app import Relay
from tests.fakes.stream_log import make_event
from tests.support.relay import Client, World, make_claims


@pytest.fixture
def claims(world: World) -> Iterator[Claims]:
    claims = make_claims()
    world.log.admit(claims)
    looking = world.loop.create_task(world.relay.feed.sessions.run())
    yield claims
    looking.cancel()


def ask(world: World, claims: Claims, client: Client, **change: Any) -> None:
    """What a function announces when a client wants other channels."""
    connected = client.check().connected
    assert connected is not None
    told = {"userId": str(claims.user_id), "connectionId": connected["connectionId"], **change}
    tell(world, claims, told)


def tell(world: World, claims: Claims, data: dict[str, Any]) -> None:
    channel = f"user:{claims.user_id}"
    world.deliver(make_event(claims.tenant_id, channel, 0, "control:channels", data)[1])
    world.pass_time(0.5)


def test_a_channel_joins_at_its_present_end_and_leaves_again(world: World, claims: Claims) -> None:
    world.log.allowed = {"post:1"}
    client = world.connect(claims)
    world.publish(claims.tenant_id, "post:1")

    ask(world, claims, client, add=["post:1"])
    world.publish(claims.tenant_id, "post:1")
    ask(world, claims, client, remove=["post:1"])
    world.publish(claims.tenant_id, "post:1")
    world.pass_time(2)

    joined, left = client.check().changes
    assert (joined["added"], joined["positions"]) == (["post:1"], {"post:1": 1})
    assert joined["channels"][-1] == "post:1"
    assert (left["removed"], left["added"]) == (["post:1"], [])
    assert [(e["channel"], e["seq"]) for e in client.stream.events] == [("post:1", 2)]
    assert client.stream.cursor == client.stream.vector()
    assert client.stream.resyncs == []


def test_only_what_may_be_read_is_added_and_the_rest_is_named(world: World, claims: Claims) -> None:
    world.log.allowed = {"post:1", "domain:1"}
    client = world.connect(claims)

    ask(world, claims, client, add=["post:1", "post:2", "domain:1", "NOT A NAME"])

    (change,) = client.check().changes
    assert (change["added"], change["rejected"]) == (
        ["post:1"],
        ["post:2", "domain:1", "NOT A NAME"],
    )


def test_a_change_that_changes_nothing_is_confirmed_too(world: World, claims: Claims) -> None:
    client = world.connect(claims)

    ask(world, claims, client, add=[f"tenant:{claims.tenant_id}"], remove=["post:9"])
    ask(world, claims, client, remove=[f"user:{claims.user_id}"])

    first, second = client.check().changes
    assert (first["added"], first["removed"], first["rejected"]) == ([], [], [])
    assert second["channels"] == first["channels"], "what everybody hears cannot be left"


def test_sixty_four_channels_and_no_more(world: World, claims: Claims) -> None:
    names = [f"post:{n}" for n in range(70)]
    world.log.allowed = set(names)
    client = world.connect(claims)

    ask(world, claims, client, add=names)

    (change,) = client.check().changes
    assert len(change["channels"]) == 64
    assert change["rejected"] == names[62:]


def test_other_streams_and_other_people_are_left_alone(world: World, claims: Claims) -> None:
    world.log.allowed = {"post:1"}
    other = make_claims(tenant_id=claims.tenant_id)
    world.log.admit(other)
    mine, also_mine, theirs = world.connect(claims), world.connect(claims), world.connect(other)

    ask(world, claims, mine, add=["post:1"])
    ask(world, claims, theirs, add=["post:1"])
    tell(world, claims, {"userId": str(claims.user_id), "connectionId": str(uuid4()), "add": ["x"]})

    assert [len(c.check().changes) for c in (mine, also_mine, theirs)] == [1, 0, 0]


@pytest.mark.parametrize(
    "data", [{}, {"userId": "x"}, {"userId": str(UUID(int=1)), "add": "post:1"}, {"add": 1}]
)
def test_a_message_without_sense_changes_nothing(
    world: World, claims: Claims, data: dict[str, Any]
) -> None:
    client = world.connect(claims)

    tell(world, claims, data)

    assert client.open
    assert client.check().changes == []
    assert client.stream.events == []


def test_a_change_waits_for_a_log_that_is_away(world: World, claims: Claims) -> None:
    world.log.allowed = {"post:1"}
    client = world.connect(claims)
    world.log.available = False
    ask(world, claims, client, add=["post:1"])
    assert client.check().changes == []

    world.log.available = True
    world.pass_time(2)

    (change,) = client.check().changes
    assert change["added"] == ["post:1"]


def test_a_right_that_ends_takes_the_added_channel_and_a_new_one_brings_it_back(
    world: World, claims: Claims
) -> None:
    world.log.allowed = {"post:1"}
    client = world.connect(claims)
    ask(world, claims, client, add=["post:1"])
    told = {"userId": str(claims.user_id)}

    world.log.allowed = set()
    tell(world, claims, told)
    world.publish(claims.tenant_id, "post:1")
    assert [r["channel"] for r in client.check().resyncs] == ["post:1"]
    assert client.stream.events == []
    world.log.allowed = {"post:1"}
    tell(world, claims, told)
    world.publish(claims.tenant_id, "post:1")

    assert client.check().changes[-1]["positions"] == {"post:1": 1}
    assert [e["seq"] for e in client.stream.events] == [2]


def test_a_lost_message_heals_within_a_minute(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    world.log.admit(claims, "class:1")

    world.pass_time(61)

    assert [c["added"] for c in client.check().changes] == [["class:1"]]


def test_a_membership_that_ends_is_silent_within_five_seconds_and_cannot_resume(
    world: World, claims: Claims
) -> None:
    world.log.admit(claims, "class:1")
    client = world.connect(claims)
    world.publish(claims.tenant_id, "class:1")
    cursor = client.check().vector()

    world.log.admit(claims)
    tell(world, claims, {"userId": str(claims.user_id), "remove": ["class:1"]})
    for _ in range(5):
        world.publish(claims.tenant_id, "class:1")
    back = world.connect(claims, cursor=cursor)

    assert [e["seq"] for e in client.check().events] == [1]
    assert [r["reason"] for r in client.stream.resyncs] == ["access"]
    assert back.check().events == []
    assert "class:1" not in back.stream.positions


def test_a_session_that_ended_meanwhile_ends_the_stream(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    del world.log.principals[claims.session_id]

    ask(world, claims, client, add=["post:1"])

    assert not client.open


def test_what_was_held_for_a_change_is_let_go(world: World, claims: Claims) -> None:
    world.log.allowed = {"post:1"}
    client = world.connect(claims)
    for _ in range(3):
        ask(world, claims, client, add=["post:1"])
        ask(world, claims, client, remove=["post:1"])
    client.transport.lose()
    world.pass_time(1)

    relay: Relay = world.relay
    assert all(channel.users == 0 for channel in relay.feed.hub.channels.values())
    relay.feed.hub.untrack_idle(world.loop.time() + 1)
    assert relay.feed.hub.channels == {}
