"""Events of people whom the viewer hides: gone, and yet no number is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from infra.tokens import Claims
from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor
from shared.realtime.hiding import withheld
from tests.fakes.stream_log import make_event
from tests.support.relay import Client, World, make_claims
from tests.support.sse import blocks

SOMEBODY, TROLL = uuid4(), uuid4()


@pytest.fixture
def claims(world: World) -> Claims:
    claims = make_claims()
    world.log.admit(claims, hidden=[TROLL])
    return claims


def school(claims: Claims) -> str:
    return f"tenant:{claims.tenant_id}"


def seen(client: Client) -> list[tuple[int, str]]:
    return [(e["seq"], e["type"]) for e in client.check().events]


def test_a_hidden_event_leaves_its_place_and_nothing_else(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    for actor in (SOMEBODY, TROLL, None):
        world.publish(claims.tenant_id, school(claims), actor=actor, text=f"by {actor}")
    world.pass_time(2)

    assert seen(client) == [(1, "post:created"), (2, "event:withheld"), (3, "post:created")]
    assert client.response is not None
    assert str(TROLL).encode() not in client.response.body
    assert client.stream.cursor == client.stream.vector()


def test_others_on_the_same_channel_get_it(world: World, claims: Claims) -> None:
    other = make_claims(tenant_id=claims.tenant_id)
    world.log.admit(other)
    client = world.connect(other)
    world.connect(claims)

    world.publish(claims.tenant_id, school(claims), actor=TROLL)

    assert seen(client) == [(1, "post:created")]


def test_a_replay_hides_from_memory_and_from_the_log_alike(world: World, claims: Claims) -> None:
    for actor in (SOMEBODY, TROLL, TROLL, SOMEBODY):
        world.log.append(claims.tenant_id, school(claims), actor=actor)
    start = Cursor("e1", {Channel.parse(school(claims)).id_in(claims.tenant_id): 0})

    from_log = world.connect(claims, cursor=start)
    world.publish(claims.tenant_id, school(claims), actor=TROLL)
    for _ in range(2):
        world.publish(claims.tenant_id, school(claims), actor=SOMEBODY)
    cursor = Cursor("e1", {next(iter(start.positions)): 4})
    from_memory = world.connect(claims, cursor=cursor)

    shown, place = "post:created", "event:withheld"
    assert [t for _, t in seen(from_log)] == [shown, place, place, shown, place, shown, shown]
    assert seen(from_memory) == [(5, place), (6, shown), (7, shown)]


@pytest.mark.parametrize("query", ["?mode=named", "?events=post:*", "?names=legacy&events=post:*"])
def test_a_stream_without_every_number_says_nothing_at_all(
    world: World, claims: Claims, query: str
) -> None:
    client = world.connect(claims, query=query)

    world.publish(claims.tenant_id, school(claims), actor=TROLL)
    world.pass_time(31)

    assert client.response is not None
    found = list(blocks(client.response.body))
    assert len([b for b in found if b.data]) == 2, "the greeting and a heartbeat"
    last = Cursor.parse([b.id for b in found if b.id][-1])
    assert last.positions[Channel.parse(school(claims)).id_in(claims.tenant_id)] == 1


def test_what_was_ephemeral_leaves_no_place(world: World, claims: Claims) -> None:
    client = world.connect(claims)

    world.deliver(make_event(claims.tenant_id, school(claims), 0, "typing:start", actor=TROLL)[1])
    world.deliver(
        make_event(claims.tenant_id, school(claims), 0, "typing:start", actor=SOMEBODY)[1]
    )

    assert [e["actorId"] for e in client.check().events] == [str(SOMEBODY)]


@pytest.mark.parametrize("type_", ["session:revoked", "grade:posted", "moderation:decision"])
def test_what_concerns_oneself_is_never_hidden(world: World, claims: Claims, type_: str) -> None:
    client = world.connect(claims)

    world.publish(
        claims.tenant_id, f"user:{claims.user_id}", type_, actor=TROLL, sessionIds=[str(uuid4())]
    )

    assert seen(client) == [(1, type_)]


def test_a_block_and_its_end_reach_an_open_stream(world: World, claims: Claims) -> None:
    task = world.loop.create_task(world.relay.feed.sessions.run())
    client = world.connect(claims)
    world.publish(claims.tenant_id, school(claims), actor=SOMEBODY)

    def decide(**admitted: Any) -> None:
        world.log.admit(claims, **admitted)
        told = {"userId": str(claims.user_id)}
        channel = f"user:{claims.user_id}"
        world.deliver(make_event(claims.tenant_id, channel, 0, "control:channels", told)[1])
        world.pass_time(0.5)

    decide(hidden=[SOMEBODY])
    for actor in (SOMEBODY, TROLL):
        world.publish(claims.tenant_id, school(claims), actor=actor)
    decide()
    for actor in (SOMEBODY, TROLL):
        world.publish(claims.tenant_id, school(claims), actor=actor)

    shown = [type_ for _, type_ in seen(client)]
    assert shown == ["post:created", "event:withheld", *["post:created"] * 3]
    assert len(next(iter(world.relay.streams.connections)).hidden) == 0
    task.cancel()


def test_a_lost_word_of_a_block_heals_within_a_minute(world: World, claims: Claims) -> None:
    task = world.loop.create_task(world.relay.feed.sessions.run())
    client = world.connect(claims)
    world.log.admit(claims, hidden=[TROLL, SOMEBODY])

    world.pass_time(61)
    world.publish(claims.tenant_id, school(claims), actor=SOMEBODY)

    assert seen(client) == [(1, "event:withheld")]
    task.cancel()


def test_whoever_hides_nobody_costs_nothing(world: World) -> None:
    claims = make_claims()
    world.log.admit(claims)
    world.connect(claims)

    channel = world.relay.feed.hub.channels[Channel.parse(school(claims)).id_in(claims.tenant_id)]

    assert (len(channel.plain), len(channel.selective)) == (1, 0)


def test_what_is_taken_back_is_read_from_the_log_and_not_from_memory(
    world: World, claims: Claims
) -> None:
    """The log stands without the words by then; the ring still had them."""
    here = world.connect(claims)
    channel_id = Channel.parse(school(claims)).id_in(claims.tenant_id)
    for text in ("stays", "is deleted"):
        world.publish(claims.tenant_id, school(claims), text=text)
    logged = world.log.events[channel_id]
    emptied = json.dumps(withheld(json.loads(logged[1].body)), separators=(",", ":"))
    logged[1] = replace(logged[1], type="event:withheld", body=emptied)
    world.publish(claims.tenant_id, school(claims), "post:deleted", postId="1")
    world.publish(claims.tenant_id, school(claims), text="comes after")

    later = world.connect(claims, cursor=Cursor("e1", {channel_id: 0}))

    shown = [(1, "post:created"), (2, "event:withheld"), (3, "post:deleted"), (4, "post:created")]
    assert seen(later) == shown
    assert later.response is not None
    assert b"is deleted" not in later.response.body
    assert [seq for seq, _ in seen(here)] == [1, 2, 3, 4]
