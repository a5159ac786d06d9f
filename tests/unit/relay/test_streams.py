"""What a client sees: greeting, order, resume, and the one word when history cannot be given."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from infra.tokens import Claims
from shared.realtime import replay
from shared.realtime.channels import Channel, encode_id
from shared.realtime.cursor import Cursor
from tests.fakes.stream_log import make_event
from tests.support.relay import World, make_claims
from tests.support.sse import blocks


def signed_in(world: World, *channels: str, **values: Any) -> Claims:
    claims = make_claims(**values)
    world.log.admit(claims, *channels)
    return claims


def school(claims: Claims) -> str:
    return f"tenant:{claims.tenant_id}"


def numbers(client: Any) -> list[int]:
    return [event["seq"] for event in client.check().events]


def cursor_at(claims: Claims, seq: int, epoch: str = "e1") -> Cursor:
    return Cursor(epoch, {Channel.parse(school(claims)).id_in(claims.tenant_id): seq})


# The greeting.


def test_a_stream_opens_with_the_agreed_headers_and_greeting(world: World) -> None:
    claims = signed_in(world)
    world.log.append(claims.tenant_id, school(claims))

    client = world.connect(claims)

    response = client.response
    assert response is not None
    assert response.status == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache, no-transform"
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in response.headers
    retry, _, rest = response.body.decode().partition("\n\n")
    assert 1000 <= int(retry.removeprefix("retry: ")) <= 5000
    assert rest.startswith(":" + " " * 2048)
    greeting = next(block for block in blocks(response.body) if block.data)
    assert greeting.event is None
    envelope = greeting.data
    assert envelope["type"] == "connected"
    assert envelope["tenantId"] == str(claims.tenant_id)
    assert (envelope["channel"], envelope["durable"]) == ("connection", False)
    user = f"user:{claims.user_id}"
    data = envelope["data"]
    assert data["connectionId"] == response.headers["x-request-id"]
    assert data["channels"] == [user, school(claims)]
    assert data["positions"] == {user: 0, school(claims): 1}
    assert data["ids"][user] == encode_id(Channel.parse(user).id_in(claims.tenant_id))
    assert (data["epoch"], data["resumed"], data["rejected"]) == ("e1", False, [])
    # The token's life is counted by the machine's clock, which may be a moment ahead.
    assert 890 < data["maxConnectionSeconds"] < 910
    assert client.check().cursor == client.stream.vector()


def test_channels_that_may_not_be_read_are_named_and_the_stream_opens(world: World) -> None:
    claims = signed_in(world)
    world.log.allowed = {"post:1"}

    client = world.connect(claims, query="?channels=post:1,post:2,domain:3,board:4")

    connected = client.check().connected
    assert connected is not None
    assert connected["channels"][2:] == ["post:1"]
    assert connected["rejected"] == ["post:2", "domain:3", "board:4"]


def test_a_stream_never_carries_more_than_64_channels_and_keeps_room_for_what_a_page_asks(
    world: World,
) -> None:
    claims = signed_in(world, *(f"class:{n}" for n in range(61)))
    asked = [f"post:{n}" for n in range(20)]
    world.log.allowed = set(asked)

    client = world.connect(claims, query=f"?channels={','.join(asked)}")

    connected = client.check().connected
    assert connected is not None
    assert len(connected["channels"]) == 64
    # What is beyond the 48 that come unasked is copied to the person's own channel.
    assert connected["channels"][:48][-1] == "class:45"
    assert connected["rejected"] == asked[16:]


def test_streams_that_open_together_share_one_read_of_positions(world: World) -> None:
    world.log.delay = 0.05
    people = [signed_in(world, "class:1", tenant_id=uuid4()) for _ in range(40)]

    for claims in people:
        world.connect(claims)
    world.pass_time(1)

    assert len(world.relay.streams.connections) == 40
    assert world.log.reads.count("heads") <= 12


# Live events.


def test_events_arrive_once_and_in_order_whatever_the_bus_does(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    messages = [world.log.append(claims.tenant_id, school(claims)) for _ in range(6)]

    for index in (1, 1, 0, 4, 3, 5, 0):
        world.deliver(messages[index])
    world.pass_time(0.1)

    assert numbers(client) == [1, 2, 3, 4, 5, 6]


def test_the_last_event_of_a_channel_arrives_even_if_the_bus_lost_it(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    world.log.append(claims.tenant_id, school(claims))

    world.compare()

    assert numbers(client) == [1]


def test_an_event_on_two_channels_comes_once_for_each_with_its_own_number(world: World) -> None:
    claims = signed_in(world, "class:1")
    client = world.connect(claims)

    world.publish(claims.tenant_id, "class:1")
    world.publish(claims.tenant_id, school(claims))

    assert [(e["channel"], e["seq"]) for e in client.check().events] == [
        ("class:1", 1),
        (school(claims), 1),
    ]


def test_ephemeral_events_have_no_number_and_move_nothing(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    before = client.check().vector()

    world.deliver(make_event(claims.tenant_id, school(claims), 0, "typing:started")[1])
    world.pass_time(2)

    (event,) = client.check().events
    assert event["type"] == "typing:started"
    assert "seq" not in event
    assert client.stream.cursor == before


def test_frames_of_one_turn_leave_in_one_write(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    writes = client.transport.writes

    for _ in range(10):
        world.relay.feed.inbox.on_message(*world.log.append(claims.tenant_id, school(claims)))
    world.pass_time(0)

    assert numbers(client) == list(range(1, 11))
    assert client.transport.writes == writes + 1


def test_a_message_of_another_tenant_is_not_delivered(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    data, attributes = world.log.append(claims.tenant_id, school(claims))

    world.deliver((data, {**attributes, "tenant": str(uuid4())}))

    assert numbers(client) == []
    assert world.relay.feed.inbox.stats.foreign == 1


@pytest.mark.parametrize(
    "attributes", [{}, {"ch": "x"}, {"seq": "x"}, {"type": "A\nid: 1"}, {"tenant": None}]
)
def test_a_malformed_message_is_dropped_and_counted(
    world: World, attributes: dict[str, str | None]
) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    data, good = world.log.append(claims.tenant_id, school(claims))
    bad = {key: value for key, value in {**good, **attributes}.items() if value is not None}

    world.deliver((data, bad if attributes else {}))

    assert world.relay.feed.inbox.stats.malformed == 1
    world.deliver((data, good))
    assert numbers(client) == [1]


def test_a_filter_passes_what_was_asked_for_and_positions_still_move(world: World) -> None:
    """AT-S2-5."""
    claims = signed_in(world)
    client = world.connect(claims, query="?events=post:*")

    world.publish(claims.tenant_id, school(claims), "comment:created")
    world.publish(claims.tenant_id, school(claims), "post:created")
    world.pass_time(2)

    response = client.response
    assert response is not None
    found = list(blocks(response.body))
    assert [b.data["type"] for b in found if b.data] == ["connected", "post:created"]
    last = Cursor.parse([b.id for b in found if b.id][-1])
    assert last.positions[Channel.parse(school(claims)).id_in(claims.tenant_id)] == 2


def test_named_mode_spells_type_and_payload_and_calls_the_heartbeat_ping(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims, query="?mode=named")

    world.publish(claims.tenant_id, school(claims), "post:liked", postId="p", likesCount=3)
    world.pass_time(31)

    response = client.response
    assert response is not None
    named = [(b.event, b.data) for b in blocks(response.body) if b.event]
    assert [name for name, _ in named] == ["connected", "post:liked", "ping"]
    assert named[0][1]["epoch"] == "e1"
    assert named[1][1] == {"postId": "p", "likesCount": 3}
    assert "timestamp" in named[2][1]


def test_the_old_activity_path_implies_its_mode_and_filter(world: World) -> None:
    claims = signed_in(world)
    token = f"Authorization: Bearer {world.token(claims)}"
    client = world.get("/api/activity/stream", token)

    world.publish(claims.tenant_id, school(claims), "post:created")
    world.publish(claims.tenant_id, school(claims), "notification:new")

    response = client.response
    assert response is not None
    assert [b.event for b in blocks(response.body) if b.event] == ["connected", "notification:new"]


# Checkpoints and heartbeats.


def test_a_checkpoint_follows_activity_within_a_second(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)

    world.publish(claims.tenant_id, school(claims))
    world.pass_time(1.6)

    assert client.check().cursor == client.stream.vector()
    assert client.stream.vector().positions[cursor_key(claims)] == 1


def cursor_key(claims: Claims) -> int:
    return Channel.parse(school(claims)).id_in(claims.tenant_id)


def test_a_checkpoint_follows_64_events(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)

    for _ in range(64):
        world.publish(claims.tenant_id, school(claims))

    cursor = client.check().cursor
    assert cursor is not None
    assert cursor.positions[cursor_key(claims)] == 64


def test_a_heartbeat_is_a_comment_and_an_event_every_25_to_30_seconds(world: World) -> None:
    """AT-S2-4, of heartbeats."""
    claims = signed_in(world)
    client = world.connect(claims)

    world.pass_time(95)

    response = client.response
    assert response is not None
    beats = [b.data for b in blocks(response.body) if b.data and b.data["type"] == "heartbeat"]
    assert len(beats) == 3
    assert response.body.count(b": heartbeat\n\n") == 3
    gaps = [later["timestamp"] - earlier["timestamp"] for earlier, later in pairwise(beats)]
    assert all(24_700 <= gap <= 30_600 for gap in gaps)


# Resuming.


def test_a_reader_resumes_from_memory_without_a_read_of_events(world: World) -> None:
    claims = signed_in(world)
    first = world.connect(claims)
    world.publish(claims.tenant_id, school(claims))
    cursor = first.check().vector()
    for _ in range(3):
        world.publish(claims.tenant_id, school(claims))
    reads = world.log.reads.count("events")

    second = world.connect(claims, cursor=cursor)

    assert numbers(second) == [2, 3, 4]
    assert second.stream.connected is not None
    assert second.stream.connected["resumed"] is True
    assert second.stream.resyncs == []
    assert world.log.reads.count("events") == reads


def test_a_reader_resumes_from_the_log_in_pages(make_world: Callable[..., World]) -> None:
    """AT-S4-3, of the relay."""
    world = make_world(relay_replay_page_events=7)
    claims = signed_in(world)
    for _ in range(100):
        world.log.append(claims.tenant_id, school(claims))

    client = world.connect(claims, cursor=cursor_at(claims, 30))
    world.pass_time(1)
    world.publish(claims.tenant_id, school(claims))

    assert numbers(client) == list(range(31, 102))
    assert client.stream.resyncs == []


def test_what_happens_during_a_replay_follows_it(world: World) -> None:
    claims = signed_in(world)
    for _ in range(5):
        world.log.append(claims.tenant_id, school(claims))
    world.log.delay = 0.5
    client = world.connect(claims, cursor=cursor_at(claims, 2))
    world.pass_time(1.2)

    world.publish(claims.tenant_id, school(claims))
    world.pass_time(3)

    assert numbers(client) == [3, 4, 5, 6]


def test_the_header_wins_over_the_query(world: World) -> None:
    claims = signed_in(world)
    for _ in range(5):
        world.log.append(claims.tenant_id, school(claims))

    query = f"?lastEventId={cursor_at(claims, 1)}"
    client = world.connect(claims, cursor=cursor_at(claims, 4), query=query)

    assert numbers(client) == [5]


def test_a_channel_that_the_cursor_does_not_name_starts_at_its_head(world: World) -> None:
    claims = signed_in(world, "class:1")
    world.log.append(claims.tenant_id, "class:1")

    client = world.connect(claims, cursor=cursor_at(claims, 0))

    assert client.check().positions["class:1"] == 1
    assert numbers(client) == []


def test_channels_of_a_cursor_that_may_not_be_read_stay_silent(world: World) -> None:
    claims = signed_in(world)
    world.log.append(claims.tenant_id, "class:9")
    forbidden = Channel.parse("class:9").id_in(claims.tenant_id)

    client = world.connect(claims, cursor=Cursor("e1", {forbidden: 0}))
    world.publish(claims.tenant_id, "class:9")

    assert numbers(client) == []
    assert encode_id(forbidden) not in str(client.response)


@pytest.mark.parametrize(
    ("cursor", "retired", "reason"),
    [
        pytest.param(("e1", 30), 0, None, id="in the log"),
        pytest.param(("e1", 50), 50, None, id="at the head with everything retired"),
        pytest.param(("e1", 30), 30, None, id="just kept"),
        pytest.param(("e1", 30), 31, "history_expired", id="one retired"),
        pytest.param(("e1", 30), 50, "history_expired", id="all retired"),
        pytest.param(("e1", 9), 0, "too_far_behind", id="too far behind"),
        pytest.param(("e0", 30), 0, "epoch", id="another epoch"),
        pytest.param(("e1", 51), 0, "epoch", id="ahead of the log"),
    ],
)
def test_history_that_cannot_be_given_is_said_exactly_once(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    cursor: tuple[str, int],
    retired: int,
    reason: str | None,
) -> None:
    monkeypatch.setattr(replay, "MAX_BEHIND", 40)
    claims = signed_in(world)
    for _ in range(50):
        world.log.append(claims.tenant_id, school(claims))
    world.log.retire(cursor_key(claims), retired)

    client = world.connect(claims, cursor=cursor_at(claims, cursor[1], cursor[0]))
    world.publish(claims.tenant_id, school(claims))

    stream = client.check()
    if reason is None:
        assert stream.resyncs == []
        assert numbers(client) == list(range(cursor[1] + 1, 52))
    else:
        (resync,) = stream.resyncs
        assert resync == {
            "reason": reason,
            "channel": school(claims),
            "missedFrom": None if reason == "epoch" else cursor[1] + 1,
            "missedTo": 50,
            "refetch": ["/v1/posts"],
        }
        assert numbers(client) == [51]
    again = world.connect(claims, cursor=stream.vector())
    assert again.check().resyncs == [], "no loop"


def test_a_relay_behind_a_cursor_asks_the_log_and_catches_up(world: World) -> None:
    claims = signed_in(world)
    world.connect(claims)
    for _ in range(3):
        world.log.append(claims.tenant_id, school(claims))

    client = world.connect(claims, cursor=cursor_at(claims, 2))

    assert client.check().resyncs == []
    assert numbers(client) == [3]


def test_a_cursor_ahead_of_the_relay_is_never_rewound_while_the_log_is_unreadable(
    world: World,
) -> None:
    """The permanent regression test of the rewind that only a combined fault run had found."""
    claims = signed_in(world)
    world.connect(claims)
    for _ in range(3):
        world.log.append(claims.tenant_id, school(claims))
    cursor = cursor_at(claims, 3)

    async def answer_principals_only(claims: Claims, user_channel_id: int) -> Any:
        del user_channel_id
        return world.log.principals[claims.session_id]

    read_principal = world.log.read_principal
    world.log.read_principal = answer_principals_only  # type: ignore[method-assign]
    world.log.available = False
    refused = world.connect(claims, cursor=cursor)

    response = refused.response
    assert response is not None
    assert response.status == 503
    assert int(response.headers["retry-after"]) >= 1
    assert response.headers["content-type"] == "application/problem+json"

    world.log.available = True
    world.log.read_principal = read_principal  # type: ignore[method-assign]
    resumed = world.connect(claims, cursor=cursor)
    world.publish(claims.tenant_id, school(claims))

    assert resumed.check().resyncs == []
    assert numbers(resumed) == [4]


def test_a_cursor_of_another_epoch_is_not_judged_while_the_log_is_unreadable(world: World) -> None:
    claims = signed_in(world)
    world.connect(claims)
    principal = world.log.principals[claims.session_id]

    async def answer(claims: Claims, user_channel_id: int) -> Any:
        del claims, user_channel_id
        return principal

    world.log.read_principal = answer  # type: ignore[method-assign]
    world.log.available = False

    response = world.connect(claims, cursor=cursor_at(claims, 0, "e0")).response

    assert response is not None
    assert response.status == 503


def test_open_streams_outlive_an_outage_of_the_log(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    messages = [world.log.append(claims.tenant_id, school(claims)) for _ in range(3)]
    world.log.available = False
    world.deliver(messages[2])
    world.pass_time(20)
    assert client.open
    assert numbers(client) == []

    world.log.available = True
    world.compare()

    assert numbers(client) == [1, 2, 3]
    assert client.stream.resyncs == []


def test_a_replay_that_loses_the_log_goes_on_when_it_is_back(
    make_world: Callable[..., World],
) -> None:
    world = make_world(relay_replay_page_events=10)
    claims = signed_in(world)
    for _ in range(30):
        world.log.append(claims.tenant_id, school(claims))
    world.log.delay = 0.1
    client = world.connect(claims, cursor=cursor_at(claims, 0))
    world.pass_time(0.35)
    world.log.available = False
    world.pass_time(5)
    assert client.open

    world.log.available = True
    world.pass_time(5)

    assert numbers(client) == list(range(1, 31))


def test_what_nobody_announced_never_waits_longer_than_the_comparison(world: World) -> None:
    world.relay.feed.tracker._bus_attached = lambda: True
    claims = signed_in(world)
    client = world.connect(claims)
    comparing = world.loop.create_task(world.relay.feed.tracker.run())
    for number in range(1, 101):
        world.log.append(claims.tenant_id, school(claims))
        world.pass_time(2.01)  # relay_compare_seconds, and a moment
        assert numbers(client)[-1:] == [number]
    comparing.cancel()


def test_a_new_epoch_sends_everybody_away_and_their_cursors_are_answered_once(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)
    world.publish(claims.tenant_id, school(claims))
    world.log.epoch = "e2"
    world.log.heads[cursor_key(claims)] = 0
    world.log.events[cursor_key(claims)].clear()

    with pytest.raises(Exception, match="new epoch"):
        world.compare()

    assert client.check().reconnects == ["drain"]
    assert client.transport.is_closing()
    back = world.connect(claims, cursor=client.stream.vector())
    assert {resync["reason"] for resync in back.check().resyncs} == {"epoch"}
    assert back.stream.epoch == "e2"
    again = world.connect(claims, cursor=back.stream.vector())
    assert again.check().resyncs == []


def test_json_on_the_wire_is_compact_utf8(world: World) -> None:
    claims = signed_in(world)
    client = world.connect(claims)

    world.publish(claims.tenant_id, school(claims), preview="សួស្តី")

    response = client.response
    assert response is not None
    assert "សួស្តី".encode() in response.body
    assert json.dumps("សួស្តី").encode() not in response.body
