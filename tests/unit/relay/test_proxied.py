"""What stands between a client and the relay: HTTP/1.0, and proxies that cut what is silent."""

from __future__ import annotations

from typing import Any

import pytest

from infra.tokens import Claims
from tests.support.relay import Client, World, make_claims


def signed_in(world: World, **values: Any) -> tuple[Claims, str]:
    claims = make_claims(**values)
    world.log.admit(claims)
    return claims, f"tenant:{claims.tenant_id}"


def ask_old(world: World, claims: Claims, *, cursor: object = None, query: str = "") -> Client:
    """What nginx sends by default: HTTP/1.0, to be ended by the end of the connection."""
    resume = f"Last-Event-ID: {cursor}\r\n" if cursor else ""
    request = (
        f"GET /v1/stream{query} HTTP/1.0\r\nHost: relay\r\nConnection: close\r\n{resume}"
        f"Authorization: Bearer {world.token(claims)}\r\n\r\n"
    )
    client = Client(world, request.encode(), cursor)  # type: ignore[arg-type]
    world.pass_time()
    return client


def body(client: Client) -> bytes:
    response = client.response
    assert response is not None
    return response.body


def test_http_1_0_gets_the_same_stream_without_chunks(world: World) -> None:
    claims, school = signed_in(world)
    old, new = ask_old(world, claims), world.connect(claims)
    for _ in range(70):
        world.publish(claims.tenant_id, school)
    world.pass_time(31)

    response = old.response
    assert response is not None
    assert response.status == 200
    assert response.headers["connection"] == "close"
    assert {"transfer-encoding", "content-length"}.isdisjoint(response.headers)
    assert old.open
    assert old.check().events == new.check().events
    assert len(old.stream.events) == 70
    assert old.stream.cursor == old.stream.vector()
    assert b'"type":"heartbeat"' in body(old)
    assert b"\r\n" not in body(old), "no chunk is left anywhere"


def test_http_1_0_resumes_and_ends_with_its_connection(world: World) -> None:
    claims, school = signed_in(world, seconds=60)
    first = ask_old(world, claims)
    world.publish(claims.tenant_id, school)
    cursor = first.check().vector()
    first.transport.lose()
    for _ in range(3):
        world.publish(claims.tenant_id, school)

    back = ask_old(world, claims, cursor=cursor)
    world.pass_time(62)

    assert [event["seq"] for event in back.check().events] == [2, 3, 4]
    assert back.stream.reconnects == ["max_age"]
    assert back.stream.cursor == back.stream.vector()
    assert back.transport.lost
    assert not body(back).endswith(b"0\r\n\r\n")


def test_http_1_0_may_filter_and_a_problem_is_whole(world: World) -> None:
    claims, school = signed_in(world)
    named = ask_old(world, claims, query="?mode=named&events=post:*")
    world.publish(claims.tenant_id, school)
    world.publish(claims.tenant_id, school, "comment:created")
    refused = Client(world, b"GET /v1/stream HTTP/1.0\r\n\r\n")
    world.pass_time()

    assert body(named).count(b"event: post:created\n") == 1
    assert b"comment:created" not in body(named)
    assert refused.response is not None
    assert refused.response.status == 401


def longest_silence(world: World, client: Client, seconds: float) -> float:
    longest, spoke_at, length = 0.0, world.loop.time(), len(client.transport.sent)
    end = world.loop.time() + seconds
    while world.loop.time() < end:
        world.pass_time(0.05)
        if len(client.transport.sent) > length:
            length = len(client.transport.sent)
            spoke_at = world.loop.time()
        longest = max(longest, world.loop.time() - spoke_at)
    return longest


@pytest.mark.parametrize("busy", [False, True])
def test_no_proxy_sees_fifteen_seconds_of_silence(world: World, busy: bool) -> None:
    claims, school = signed_in(world)
    client = world.connect(claims)
    for pause in (3, 11, 14) if busy else ():
        world.publish(claims.tenant_id, school)
        world.pass_time(pause)

    assert 10 < longest_silence(world, client, 120) <= 15

    comments = body(client).count(b": open\n\n")
    assert 4 <= comments <= 9
    beats = [line for line in body(client).split(b"\n") if b'"type":"heartbeat"' in line]
    assert 3 <= len(beats) <= 6, "the typed event keeps its own time"
    assert client.check().cursor == client.stream.vector()


def test_a_full_socket_gets_no_comments_on_top(world: World) -> None:
    claims, school = signed_in(world)
    client = world.connect(claims)
    client.transport.block()
    for _ in range(90):
        world.publish(claims.tenant_id, school, text="x" * 1_000)
    waiting = client.transport.get_write_buffer_size()

    world.pass_time(24)

    assert client.transport.get_write_buffer_size() == waiting
    client.transport.unblock()
    assert body(client).count(b": open\n\n") == 0
