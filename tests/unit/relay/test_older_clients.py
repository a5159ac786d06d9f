"""What clients of the platforms before this one send, and what they get."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from infra.tokens import Claims
from shared.realtime.cursor import Cursor
from sse_relay.wire.client_files import ClientFiles
from tests.support.relay import Client, World, make_claims
from tests.support.sse import blocks

TROLL = uuid4()
PATH = "/api/activity/stream"


@pytest.fixture
def claims(world: World) -> Claims:
    claims = make_claims()
    world.log.admit(claims, hidden=[TROLL])
    return claims


def school(claims: Claims) -> str:
    return f"tenant:{claims.tenant_id}"


def get(world: World, claims: Claims, target: str, *headers: str) -> Client:
    return world.get(target, f"Authorization: Bearer {world.token(claims)}", *headers)


def data_of(client: Client) -> list[dict[str, Any]]:
    assert client.response is not None
    return [b.data for b in blocks(client.response.body) if b.data is not None]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/sse?tenantId={tenant}", 200),
        ("/sse?tenantId=school", 200),
        ("/sse", 200),
        ("/sse?tenantId=acme", 403),
        ("/sse?tenantId=default", 403),
        ("/sse?tenantId=", 403),
        ("/api/events/stream?userId={user}", 200),
        ("/api/events/stream", 200),
        ("/api/events/stream?userId={other}", 403),
        ("/api/events/stream?userId=", 403),
        ("/api/activity/stream?userId={other}", 403),
        ("/api/activity/stream?poll=1&tenantId=acme", 403),
    ],
)
def test_a_parameter_may_name_the_caller_and_nobody_else(
    world: World, claims: Claims, target: str, status: int
) -> None:
    """AT-S0-2."""
    names = {"tenant": claims.tenant_id, "user": claims.user_id, "other": uuid4()}
    response = get(world, claims, target.format(**names)).response
    assert response is not None
    assert response.status == status


def test_the_greeting_has_what_a_reader_of_envelopes_looks_for(
    world: World, claims: Claims
) -> None:
    greeting = data_of(get(world, claims, "/sse"))[0]

    assert (greeting["type"], greeting["tenantId"]) == ("connected", str(claims.tenant_id))
    assert isinstance(greeting["timestamp"], int)


def test_old_names_on_request_and_the_numbers_stay(world: World, claims: Claims) -> None:
    client = world.connect(claims, query="?names=legacy")
    for type_, legacy in (("post:created", "NEW_POST"), ("question:created", None)):
        message = world.log.append(claims.tenant_id, school(claims), type_, legacy=legacy)
        world.deliver(message)
    world.publish(claims.tenant_id, school(claims), actor=TROLL)
    world.pass_time(31)

    events = client.check().events
    assert [(e["seq"], e["type"]) for e in events] == [
        (1, "NEW_POST"),
        (2, "question:created"),
        (3, "event:withheld"),
    ]
    assert data_of(client)[-1]["type"] == "heartbeat"


def test_old_names_as_names_of_events(world: World, claims: Claims) -> None:
    query = "?mode=named&names=legacy&events=NEW_POST,new_message"
    client = world.connect(claims, query=query)
    for type_, legacy in (("post:created", "NEW_POST"), ("post:liked", "NEW_LIKE")):
        world.deliver(world.log.append(claims.tenant_id, school(claims), type_, legacy=legacy))

    assert client.response is not None
    names = [b.event for b in blocks(client.response.body) if b.event]
    assert names == ["connected", "NEW_POST"]


# Asking instead of streaming.


def poll(world: World, claims: Claims, cursor: str = "", query: str = "") -> dict[str, Any]:
    after = f"&lastEventId={cursor}" if cursor else ""
    client = get(world, claims, f"{PATH}?poll=1{after}{query}")
    response = client.response
    assert response is not None
    assert (response.status, response.headers["content-type"]) == (200, "application/json")
    page: dict[str, Any] = json.loads(response.body)
    return page


def test_asking_gives_what_the_stream_would_have_sent(world: World, claims: Claims) -> None:
    first = poll(world, claims)
    stream = get(world, claims, PATH)
    for type_ in ("post:created", "activity:new", "notification:new", "session:revoked"):
        world.publish(claims.tenant_id, school(claims), type_, n=type_)
    world.publish(claims.tenant_id, school(claims), "activity:new", actor=TROLL)

    page = poll(world, claims, first["nextCursor"])

    assert first["events"] == []
    kinds = ["activity:new", "notification:new", "session:revoked"]
    assert [event["type"] for event in page["events"]] == kinds
    assert [event["data"] for event in page["events"]] == data_of(stream)[1:]
    assert poll(world, claims, page["nextCursor"])["events"] == []
    assert 5 in Cursor.parse(page["nextCursor"]).positions.values()


def test_the_cursor_of_a_stream_and_of_a_page_are_the_same(world: World, claims: Claims) -> None:
    client = world.connect(claims)
    world.publish(claims.tenant_id, school(claims), "activity:new")
    cursor = client.check().vector()
    world.publish(claims.tenant_id, school(claims), "activity:new")

    page = poll(world, claims, str(cursor))
    resumed = world.connect(claims, cursor=Cursor.parse(page["nextCursor"]))

    assert [event["seq"] for event in page["events"]] == [2]
    assert resumed.check().events == []
    assert resumed.stream.resyncs == []


def test_a_page_is_bounded_and_the_next_goes_on(world: World, claims: Claims) -> None:
    cursor = poll(world, claims)["nextCursor"]
    for _ in range(450):
        world.log.append(claims.tenant_id, school(claims), "activity:new")
    numbers: list[int] = []
    more = True
    while more:
        page = poll(world, claims, cursor)
        assert len(page["events"]) <= 200
        numbers += [event["seq"] for event in page["events"]]
        cursor, more = page["nextCursor"], page["hasMore"]

    assert numbers == list(range(1, 451))


def test_a_page_says_what_cannot_be_given(world: World, claims: Claims) -> None:
    cursor = poll(world, claims)["nextCursor"]
    for _ in range(3):
        world.log.append(claims.tenant_id, school(claims), "activity:new")
    (channel_id,) = (ch for ch, events in world.log.events.items() if events)
    world.log.retire(channel_id, 2)

    page = poll(world, claims, cursor)

    assert [(r["reason"], r["missedFrom"], r["missedTo"]) for r in page["resync"]] == [
        ("history_expired", 1, 3)
    ]
    assert poll(world, claims, page["nextCursor"])["resync"] == []


@pytest.mark.parametrize(("query", "status"), [("poll=2", 400), ("poll=1&lastEventId=x", 400)])
def test_a_question_that_cannot_be_read_is_refused(
    world: World, claims: Claims, query: str, status: int
) -> None:
    response = get(world, claims, f"{PATH}?{query}").response
    assert response is not None
    assert response.status == status


def test_asking_needs_a_session_and_a_database(world: World, claims: Claims) -> None:
    nobody = world.get(f"{PATH}?poll=1").response
    world.log.available = False
    away = get(world, claims, f"{PATH}?poll=1").response

    assert nobody is not None
    assert away is not None
    assert (nobody.status, away.status) == (401, 503)
    assert int(away.headers["retry-after"]) >= 1


def test_who_connects_too_often_is_told_when_to_come_back(world: World, claims: Claims) -> None:
    for _ in range(30):
        world.connect(claims).transport.lose()
    refused = world.connect(claims).response
    assert refused is not None
    assert refused.status == 429
    assert refused.headers["content-type"] == "application/problem+json"

    world.pass_time(int(refused.headers["retry-after"]))

    assert world.connect(claims).open


# The SDK.


def test_the_client_is_served_whole(world: World) -> None:
    waiting, found = ["/client.js"], dict[str, str]()
    while waiting:
        path = waiting.pop()
        response = world.get(path, "Origin: https://any.example").response
        assert response is not None
        assert response.status == 200, path
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["access-control-allow-origin"] == "*"
        assert "max-age" in response.headers["cache-control"]
        found[path] = response.body.decode()
        folder = path.rpartition("/")[0]
        for line in found[path].splitlines():
            if ' from "./' in line and line.startswith(("import", "export", "}")):
                relative = line.split(' from "./')[1].partition('"')[0]
                target = f"{folder}/{relative}"
                if target not in found:
                    waiting.append(target)

    assert "/client/realtime/client.js" in found
    assert "RealtimeClient" in found["/client/index.js"]


@pytest.mark.parametrize(
    "path", ["/client/", "/client/package.json", "/client/test/sse.test.js", "/client/../app.py"]
)
def test_nothing_else_is_served_beside_it(path: str) -> None:
    assert ClientFiles().find(path) is None


def test_checkpoints_come_as_events_to_clients_that_forget_an_id_without_data(
    world: World, claims: Claims
) -> None:
    client = world.connect(claims, query="?checkpoints=event")
    world.publish(claims.tenant_id, school(claims))
    world.pass_time(2)

    stream = client.check()
    assert stream.cursor == stream.vector()
    assert client.response is not None
    assert f"event: checkpoint\ndata:\nid: {stream.cursor}\n\n".encode() in client.response.body
    refused = world.connect(claims, query="?checkpoints=named").response
    assert refused is not None
    assert refused.status == 400
