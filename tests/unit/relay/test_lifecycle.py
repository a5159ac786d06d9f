"""How streams end: expiry, revocation, lost rights, overflow, drain; and how many there may be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from infra.tokens import Claims
from sse_relay.log.inbox import CONTROL_CHANNELS
from sse_relay.log.reader import Principal
from tests.fakes.stream_log import make_event
from tests.support.relay import Client, World, make_claims
from tests.support.relay_sockets import LOOPS, SocketWorld


@pytest.fixture(params=["memory", *LOOPS])
def make_world(request: pytest.FixtureRequest) -> Iterator[Callable[..., World]]:
    """Worlds on a socket in memory and on the sockets of both loops."""
    worlds: list[World] = []

    def make(**settings: Any) -> World:
        in_memory = request.param == "memory"
        worlds.append(World(**settings) if in_memory else SocketWorld(request.param, **settings))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


in_virtual_time = pytest.mark.parametrize("make_world", ["memory"], indirect=True)
"""For what waits by the loop's own clock, which a real loop does not let a test move."""


def signed_in(world: World, *channels: str, **values: Any) -> Claims:
    claims = make_claims(**values)
    world.log.admit(claims, *channels)
    return claims


def school(claims: Claims) -> str:
    return f"tenant:{claims.tenant_id}"


def own(claims: Claims) -> str:
    return f"user:{claims.user_id}"


def tell(world: World, claims: Claims, **data: Any) -> None:
    """What a function announces when somebody's channels change."""
    told = {"userId": str(claims.user_id), "add": [], "remove": [], **data}
    world.deliver(make_event(claims.tenant_id, own(claims), 0, CONTROL_CHANNELS, told)[1])
    world.pass_time(0.5)


def types(client: Client) -> list[str]:
    return [event["type"] for event in client.check().events]


def ended(client: Client) -> bool:
    response = client.response
    return response is not None and response.ended and client.transport.is_closing()


# Age and expiry.


def test_a_stream_is_announced_and_ends_with_its_token(world: World) -> None:
    claims = signed_in(world, seconds=120)
    client = world.connect(claims)

    world.pass_time(105)
    assert client.check().reconnects == []
    world.pass_time(6)
    assert client.check().reconnects == ["max_age"]
    assert client.open
    world.publish(claims.tenant_id, school(claims))
    world.pass_time(10)

    assert ended(client)
    assert types(client) == ["post:created"]
    assert client.stream.cursor == client.stream.vector()


def test_a_stream_ends_at_its_greatest_age_although_the_token_lives(
    make_world: Callable[..., World],
) -> None:
    world = make_world(relay_age_min_seconds=50, relay_age_max_seconds=60)
    clients = [world.connect(signed_in(world)) for _ in range(20)]

    world.pass_time(40)
    assert all(client.open for client in clients)
    world.pass_time(15)
    still_open = sum(client.open for client in clients)
    world.pass_time(10)

    assert 0 < still_open < 20, "they do not all leave at once"
    assert all(ended(client) for client in clients)
    assert {tuple(client.check().reconnects) for client in clients} == {("max_age",)}


# Revocation.


@pytest.mark.parametrize("spelling", ["list", "all"])
def test_a_revoked_session_hears_of_it_and_is_closed(world: World, spelling: str) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    sessions = "all" if spelling == "all" else [str(uuid4()), str(claims.session_id)]

    world.publish(claims.tenant_id, own(claims), "session:revoked", sessionIds=sessions)
    world.publish(claims.tenant_id, own(claims))

    assert types(client) == ["session:revoked"]
    assert ended(client)
    assert client.stream.cursor == client.stream.vector()


def test_a_suspended_school_ends_all_its_streams_and_no_other_schools(world: World) -> None:
    claims, elsewhere = signed_in(world), signed_in(world, tenant_id=uuid4())
    ours, theirs = world.connect(claims), world.connect(elsewhere)

    world.publish(claims.tenant_id, f"tenant:{claims.tenant_id}", "school:suspended")

    assert types(ours) == ["school:suspended"]
    assert ended(ours)
    assert theirs.open


def test_other_sessions_of_the_person_hear_of_it_and_stay(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)

    world.publish(claims.tenant_id, own(claims), "session:revoked", sessionIds=[str(uuid4())])

    assert types(client) == ["session:revoked"]
    assert client.open


def test_a_filter_does_not_hide_a_revocation(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims, query="?events=post:*")

    world.publish(claims.tenant_id, own(claims), "session:revoked", sessionIds="all")

    assert types(client) == ["session:revoked"]
    assert ended(client)


def test_a_revocation_from_before_the_sign_in_is_history(world: World) -> None:
    claims = signed_in(world)
    first = world.connect(claims)
    cursor = first.check().vector()
    first.transport.lose()
    world.publish(claims.tenant_id, own(claims), "session:revoked", sessionIds="all")

    client = world.connect(claims, cursor=cursor)

    assert types(client) == ["session:revoked"]
    assert client.open


def test_a_revocation_that_a_replay_brings_ends_the_stream(world: World) -> None:
    claims = signed_in(world)
    first = world.connect(claims)
    cursor = first.check().vector()
    first.transport.lose()
    world.pass_time(60)
    world.relay.feed.hub.untrack_idle(world.loop.time())
    world.log.delay = 1.0
    client = world.connect(claims, cursor=cursor)
    world.pass_time(1.2)

    # The session was found valid, and its position read, a moment ago.
    world.log.append(claims.tenant_id, own(claims), "session:revoked", {"sessionIds": "all"})
    world.pass_time(5)
    world.compare()

    assert types(client) == ["session:revoked"]
    assert ended(client)


def test_a_lost_revocation_heals_at_the_next_look(world: World) -> None:
    claims = signed_in(world)
    other = signed_in(world)
    client, neighbour = world.connect(claims), world.connect(other)
    del world.log.principals[claims.session_id]

    world.loop.run(world.relay.feed.sessions.check([*world.relay.streams.connections]))

    assert ended(client)
    assert neighbour.open


@in_virtual_time
def test_the_look_repeats_every_minute_and_an_outage_ends_nothing(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    task = world.loop.create_task(world.relay.feed.sessions.run())
    del world.log.principals[claims.session_id]
    world.log.available = False
    world.pass_time(61)
    assert client.open

    world.log.available = True
    world.pass_time(61)

    assert ended(client)
    task.cancel()


def test_a_channel_that_may_no_longer_be_read_falls_silent_and_says_so(world: World) -> None:
    claims = signed_in(world, "class:1")
    world.log.allowed = {"post:1", "post:2"}
    client = world.connect(claims, query="?channels=post:1,post:2")
    world.log.admit(claims)
    world.log.allowed = {"post:2"}

    world.loop.run(world.relay.feed.sessions.check([*world.relay.streams.connections]))
    for channel in ("class:1", "post:1", "post:2"):
        world.publish(claims.tenant_id, channel)

    stream = client.check()
    assert {r["channel"]: r["reason"] for r in stream.resyncs} == {
        "class:1": "access",
        "post:1": "access",
    }
    assert [event["channel"] for event in stream.events] == ["post:2"]
    world.pass_time(2)
    assert client.check().cursor == stream.vector()


def test_whoever_gained_a_channel_gets_it_on_the_open_stream(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    world.publish(claims.tenant_id, "class:7")
    world.log.admit(claims, "class:7")

    world.loop.run(world.relay.feed.sessions.check([*world.relay.streams.connections]))
    world.publish(claims.tenant_id, "class:7")

    (change,) = client.check().changes
    assert (change["added"], change["positions"]) == (["class:7"], {"class:7": 1})
    assert [(e["channel"], e["seq"]) for e in client.stream.events] == [("class:7", 2)]
    world.pass_time(2)
    assert client.check().cursor == client.stream.vector()


def test_a_control_message_makes_the_relay_look_at_once_and_stays_inside(world: World) -> None:
    claims = signed_in(world, "class:1")
    client = world.connect(claims)
    task = world.loop.create_task(world.relay.feed.sessions.run())
    world.pass_time(0)
    world.log.admit(claims)

    tell(world, claims)
    world.pass_time(0.5)

    assert [r["channel"] for r in client.check().resyncs] == ["class:1"]
    assert client.stream.events == []
    task.cancel()


@pytest.mark.parametrize("bus", [True, False], ids=["by the bus", "from the log alone"])
def test_a_change_of_access_makes_the_relay_look_at_once_and_shows_nobody_what_it_was(
    world: World, bus: bool
) -> None:
    """AT-S1-3, of streams: what a changed role takes away falls silent, bus or no bus."""
    claims = signed_in(world, "class:1")
    other = signed_in(world, "class:1", tenant_id=claims.tenant_id)
    client, neighbour = world.connect(claims), world.connect(other)
    task = world.loop.create_task(world.relay.feed.sessions.run())
    world.pass_time(0)
    world.log.admit(claims)

    data = {"userId": str(claims.user_id)}
    if bus:
        world.publish(claims.tenant_id, own(claims), "access:changed", userId=data["userId"])
    else:
        world.log.append(claims.tenant_id, own(claims), "access:changed", data)
        world.compare()
    world.pass_time(0.5)
    world.publish(claims.tenant_id, "class:1")

    assert [r["channel"] for r in client.check().resyncs] == ["class:1"]
    (kept,) = client.stream.events
    assert (kept["type"], kept["data"], kept["actorId"]) == ("event:withheld", {}, None)
    assert [event["channel"] for event in neighbour.check().events] == ["class:1"]
    task.cancel()


# Slow readers.


def test_a_reader_that_stops_is_let_go_with_a_cursor_and_loses_nothing(
    make_world: Callable[..., World],
) -> None:
    world = make_world(high_water=1000, relay_buffer_frames=20)
    claims = signed_in(world)
    slow, quick = world.connect(claims), world.connect(claims)
    slow.transport.block()

    for _ in range(60):
        world.publish(claims.tenant_id, school(claims))
    assert slow.transport.is_closing()
    assert len(world.relay.streams.connections) == 2, "its last bytes may still leave"
    slow.transport.unblock()

    stream = slow.check()
    assert ended(slow)
    assert stream.reconnects == ["overflow"]
    assert stream.cursor == stream.vector()
    assert len(quick.check().events) == 60
    back = world.connect(claims, cursor=stream.cursor)
    assert len(stream.events) + len(back.check().events) == 60
    assert back.stream.resyncs == []


def test_a_reader_that_never_reads_again_is_cut_off(make_world: Callable[..., World]) -> None:
    world = make_world(high_water=1000, relay_buffer_frames=20)
    claims = signed_in(world)
    dead = world.connect(claims)
    dead.transport.block()
    for _ in range(60):
        world.publish(claims.tenant_id, school(claims))

    world.pass_time(6)

    assert dead.transport.lost
    assert world.relay.streams.connections == set()


def test_the_buffer_is_bounded_in_bytes_too(make_world: Callable[..., World]) -> None:
    world = make_world(high_water=1000, relay_buffer_bytes=20_000)
    claims = signed_in(world)
    slow = world.connect(claims)
    slow.transport.block()

    for _ in range(30):
        world.publish(claims.tenant_id, school(claims), text="x" * 1000)

    assert slow.transport.is_closing()
    assert slow.transport.get_write_buffer_size() < 30_000


# Drain.


def test_a_drain_moves_everybody_at_different_moments(world: World) -> None:
    clients = [world.connect(signed_in(world)) for _ in range(100)]
    began = world.loop.time()
    stopping = world.loop.create_task(world.relay.stop())
    world.pass_time(0.1)
    assert {tuple(client.check().reconnects) for client in clients} == {("drain",)}
    refused = world.connect(signed_in(world)).response
    assert refused is not None
    assert (refused.status, refused.headers["retry-after"]) == (503, "1")

    left: list[float] = []
    while not stopping.done():
        before = sum(client.transport.lost for client in clients)
        world.pass_time(1)
        left.append(sum(client.transport.lost for client in clients) - before)

    assert world.loop.time() - began <= 8
    assert all(ended(client) for client in clients)
    assert sum(left) == 100
    assert max(left) <= 40


def test_a_drain_delivers_until_the_end(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    stopping = world.loop.create_task(world.relay.stop())
    world.pass_time(0)
    world.publish(claims.tenant_id, school(claims))
    while not stopping.done():
        world.pass_time(1)

    assert types(client) == ["post:created"]
    assert client.stream.cursor == client.stream.vector()


# Seats.


@pytest.mark.parametrize(
    ("setting", "status", "same_user", "same_tenant"),
    [
        ("relay_user_streams", 429, True, True),
        ("relay_tenant_streams", 429, False, True),
        ("relay_instance_streams", 503, False, False),
    ],
)
def test_there_are_so_many_seats_and_they_come_back(
    make_world: Callable[..., World],
    setting: str,
    status: int,
    same_user: bool,
    same_tenant: bool,
) -> None:
    world = make_world(**{setting: 3})
    first = make_claims()
    people = [
        replace(
            make_claims(tenant_id=first.tenant_id if same_tenant else None),
            user_id=first.user_id if same_user else uuid4(),
        )
        for _ in range(4)
    ]
    for claims in people:
        world.log.admit(claims)
    clients = [world.connect(claims) for claims in people[:3]]

    refused = world.connect(people[3]).response
    assert refused is not None
    assert refused.status == status
    assert int(refused.headers["retry-after"]) >= 1
    clients[0].transport.lose()

    assert world.connect(people[3]).open


def test_a_seat_comes_back_when_the_client_leaves_during_the_handshake(world: World) -> None:
    claims = signed_in(world)
    world.log.delay = 5.0
    for _ in range(29):
        world.connect(claims).transport.lose()
    world.pass_time(30)
    world.log.delay = 0.0

    assert world.connect(claims).open
    assert world.relay.seats.taken == 1


def test_a_cancellation_that_gets_lost_opens_no_stream_for_a_client_that_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = signed_in(world)
    read = world.log.read_principal

    async def stubborn(*arguments: Any) -> Principal | None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(5)
        return await read(*arguments)

    monkeypatch.setattr(world.log, "read_principal", stubborn)
    for _ in range(12):
        world.connect(claims).transport.lose()
    world.pass_time(10)

    assert world.relay.streams.connections == set()
    assert world.relay.seats.taken == 0
    assert sum(map(len, world.relay.wheel._slots.values())) == 0


def test_a_seat_comes_back_when_the_log_refuses(world: World) -> None:
    claims = signed_in(world)
    world.log.available = False
    for _ in range(12):
        response = world.connect(claims).response
        assert response is not None
        assert response.status == 503

    world.log.available = True

    assert world.connect(claims).open


def test_nothing_is_kept_of_streams_that_ended(world: World) -> None:
    for _ in range(50):
        world.connect(signed_in(world)).transport.lose()
    world.pass_time(40)
    world.relay.feed.hub.untrack_idle(world.loop.time() - 30)

    assert world.relay.streams.connections == set()
    assert world.relay.seats.taken == 0
    assert not world.relay.seats.tenants
    assert world.relay.feed.hub.channels == {}
    assert sum(map(len, world.relay.wheel._slots.values())) == 0


def test_a_person_without_a_channel_still_has_a_stream(world: World) -> None:
    claims = signed_in(world)
    world.log.principals[claims.session_id] = Principal("STUDENT", "s", ("domain:1",))

    stream = world.connect(claims).check()

    assert stream.connected is not None
    assert (stream.positions, stream.epoch) == ({}, "e1")


def test_a_session_that_is_not_valid_does_not_open(world: World) -> None:
    claims = signed_in(world)
    del world.log.principals[claims.session_id]

    response = world.connect(claims).response

    assert response is not None
    assert response.status == 401
