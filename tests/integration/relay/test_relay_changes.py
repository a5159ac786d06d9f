"""Rights, hidden people and channels that change under an open stream; and sockets that say little.

The relay here looks at everybody once an hour only: what happens sooner, a message made happen.
"""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity import GuestRepository
from infra.tokens import Claims
from shared.realtime.channels import Channel
from tests.areas.boards.factories.boards import make_board
from tests.areas.people.factories.people import act_for, make_class, make_guest_pass, new_id
from tests.areas.social.factories.posts import make_block, make_post
from tests.integration.relay.conftest import School, Start
from tests.support.relay import make_claims
from tests.support.relay_process import PATIENCE


def student_of_a_class(school: School) -> tuple[Claims, str]:
    claims = school.sign_in()
    with school.engine.begin() as connection:
        class_id = make_class(connection, tenant_id=school.id, student_user_ids=(claims.user_id,))
    return claims, str(class_id)


heard = pytest.mark.parametrize("bus", [True, False], ids=["by the bus", "from the log alone"])


@heard
def test_a_class_that_is_lost_is_silent_within_five_seconds_and_does_not_resume(
    school: School, start: Start, bus: bool
) -> None:
    relay = start(bus=bus)
    claims, class_id = student_of_a_class(school)
    channel = Channel("class", str(class_id))
    stream = relay.open(claims).connected()
    school.write(channel=channel, publish=bus)
    stream.until(lambda checked: len(checked.events) == 1)
    cursor = stream.vector()

    with school.engine.begin() as connection:
        act_for(connection, school.id)
        connection.execute(
            text("UPDATE app.class_enrollments SET ended_on = current_date WHERE class_id = :id"),
            {"id": class_id},
        )
    school.change_access(claims, publish=bus)
    stream.until(lambda checked: checked.resyncs)
    school.write(3, channel=channel, publish=bus)
    school.write(publish=bus)
    stream.until(lambda checked: len(checked.events) == 3)
    back = relay.open(claims, cursor=cursor).connected()

    assert stream.checked.resyncs[0]["reason"] == "access"
    # What relays act on keeps its place in the person's channel, and says nothing.
    assert [(event["channel"], event["type"]) for event in stream.checked.events] == [
        (channel.name, "test:happened"),
        (f"user:{claims.user_id}", "event:withheld"),
        (school.channel.name, "test:happened"),
    ]
    assert stream.checked.events[1]["data"] == {}
    assert channel.name not in back.checked.positions
    back.until(lambda checked: len(checked.events) == 2)
    assert {event["channel"] for event in back.checked.events} == {
        f"user:{claims.user_id}",
        school.channel.name,
    }


@heard
def test_who_is_suspended_hears_nothing_more_within_five_seconds_and_is_refused(
    school: School, start: Start, bus: bool
) -> None:
    relay = start(bus=bus)
    claims, other = school.sign_in(), school.sign_in()
    stream, bystander = relay.open(claims).connected(), relay.open(other).connected()
    cursor = stream.vector()

    school.suspend(claims)
    school.change_access(claims, publish=bus)
    stream.until_closed()
    school.write(publish=bus)
    bystander.until(lambda checked: checked.events)

    refused = relay.open(claims, cursor=cursor).until_closed()
    assert refused.response is not None
    assert refused.response.status == 401


@heard
def test_a_session_that_was_revoked_ends_its_stream_within_five_seconds_and_is_refused(
    school: School, start: Start, bus: bool
) -> None:
    relay = start(bus=bus)
    claims = school.sign_in()
    stream = relay.open(claims).connected()

    school.revoke(claims, say=True, publish=bus)
    stream.until_closed()

    assert [event["type"] for event in stream.checked.events] == ["session:revoked"]
    refused = relay.open(claims, cursor=stream.vector()).until_closed()
    assert refused.response is not None
    assert refused.response.status == 401


def test_a_class_that_one_joins_arrives_on_the_open_stream(school: School, start: Start) -> None:
    relay = start()
    claims = school.sign_in()
    stream = relay.open(claims).connected()
    with school.engine.begin() as connection:
        class_id = make_class(connection, tenant_id=school.id, student_user_ids=(claims.user_id,))

    school.tell(claims)
    stream.until(lambda checked: checked.changes)
    school.write(2, channel=Channel("class", str(class_id)))

    stream.until(lambda checked: len(checked.events) == 2)
    assert stream.checked.changes[0]["added"] == [f"class:{class_id}"]


def test_a_client_changes_the_channels_of_its_own_stream(school: School, start: Start) -> None:
    relay = start()
    claims, author = school.sign_in(), school.sign_in()
    with school.engine.begin() as connection:
        act_for(connection, school.id)
        open_post, secret = (
            make_post(
                connection, tenant_id=school.id, author_id=author.user_id, visibility=visibility
            )
            for visibility in ("SCHOOL", "PRIVATE")
        )
    stream = relay.open(claims).connected()
    names = [Channel("post", str(open_post)).name, Channel("post", str(secret)).name]
    assert stream.checked.connected is not None
    connection_id = stream.checked.connected["connectionId"]

    school.tell(claims, connectionId=connection_id, add=names)
    stream.until(lambda checked: checked.changes)
    school.write(2, channel=Channel("post", str(open_post)))
    stream.until(lambda checked: len(checked.events) == 2)
    school.tell(claims, connectionId=connection_id, remove=names)
    stream.until(lambda checked: len(checked.changes) == 2)

    joined, left = stream.checked.changes
    assert (joined["added"], joined["rejected"]) == (names[:1], names[1:])
    assert left["removed"] == names[:1]


def test_a_block_hides_live_and_replayed_events_of_both_sides(school: School, start: Start) -> None:
    relay = start()
    blocker, blocked = school.sign_in(), school.sign_in()
    streams = [relay.open(claims).connected() for claims in (blocker, blocked)]
    cursors = [stream.vector() for stream in streams]

    with school.engine.begin() as connection:
        make_block(connection, blocker_id=blocker.user_id, blocked_id=blocked.user_id)
    for claims in (blocker, blocked):
        school.change_access(claims)
    for claims, stream in zip((blocker, blocked), streams, strict=True):
        own = f"user:{claims.user_id}"
        stream.until(lambda checked, own=own: own in {e["channel"] for e in checked.events})  # type: ignore[misc]
    hidden, common = [b"", b""], school.channel.name
    deadline = time.monotonic() + PATIENCE
    # The word and the first event travel apart: what counts is that it becomes so, and soon.
    while b"event:withheld" not in hidden[0] or b"event:withheld" not in hidden[1]:
        assert time.monotonic() < deadline
        for claims in (blocker, blocked):
            school.write(actor=claims.user_id)
        seen = max(len(stream.checked.events) for stream in streams)
        for stream in streams:
            stream.until(lambda checked, seen=seen: len(checked.events) >= seen + 2)  # type: ignore[misc]
        hidden = [
            b"".join(e["type"].encode() for e in stream.checked.events if e["channel"] == common)
            for stream in streams
        ]

    back = relay.open(blocker, cursor=cursors[0])
    back.until(lambda checked: len(checked.events) >= 3)
    told = [event for event in back.checked.events if event["channel"] == common]
    assert [event["type"] for event in told[:2]] == ["test:happened", "event:withheld"]
    assert told[0]["actorId"] == str(blocker.user_id)


def test_sockets_that_dribble_are_cut_off_and_honest_ones_do_not_wait(
    school: School, start: Start
) -> None:
    relay = start(bus=False, RELAY_HEADER_SECONDS="2")
    slow = [socket.create_connection(("127.0.0.1", relay.port)) for _ in range(200)]
    patience = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        for client in slow:
            client.sendall(b"GET /")
            client.setblocking(False)
            selector.register(client, selectors.EVENT_READ)
        left = len(slow)
        while left and time.monotonic() < patience:
            assert relay.get("/healthz").status == 200, "who is honest is answered meanwhile"
            for key, _ in selector.select(0.1):
                assert isinstance(key.fileobj, socket.socket)
                if not _is_over(key.fileobj):
                    continue
                selector.unregister(key.fileobj)
                left -= 1
            for key in [*selector.get_map().values()]:
                assert isinstance(key.fileobj, socket.socket)
                _dribble(key.fileobj)
    for client in slow:
        client.close()
    assert left == 0, "all are closed within the header's time"
    relay.open(school.sign_in()).connected()


def _is_over(client: socket.socket) -> bool:
    try:
        data = client.recv(65_536)
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    assert not data or b" 408 " in data
    return not data


def _dribble(client: socket.socket) -> None:
    try:
        client.send(b"a")
    except OSError:
        # Closed by the other side: the selector is about to say so.
        return


def guest_of(school: School) -> Claims:
    owner, pass_id = school.sign_in(), new_id()
    with school.engine.begin() as connection:
        board_id = make_board(connection, tenant_id=school.id, owner_id=owner.user_id)
        scope = f"board:{board_id}"
        make_guest_pass(connection, tenant_id=school.id, pass_id=pass_id, scope=scope)
    claims = make_claims(tenant_id=school.id, user_id=pass_id, session_id=pass_id)
    return replace(claims, token_version=0, role="GUEST")


@heard
def test_every_stream_of_a_suspended_school_ends_and_is_refused(
    school: School, start: Start, bus: bool
) -> None:
    relay = start(bus=bus)
    holders = [school.sign_in(), school.sign_in(), guest_of(school)]
    streams = [relay.open(claims).connected() for claims in holders]

    school.close(publish=bus, guests=[holders[2].user_id])
    for stream in streams:
        stream.until_closed()
    for claims, stream in zip(holders, streams, strict=True):
        refused = relay.open(claims, cursor=stream.vector()).until_closed()
        assert refused.response is not None
        assert refused.response.status == 401


@pytest.mark.parametrize("key", ["stk_12345678_" + "x" * 43, "stk_"])
def test_an_api_key_opens_no_stream(start: Start, key: str) -> None:
    """A key is for requests: it has no session that a stream could end with."""
    relay = start(bus=False)
    for path, header in (
        ("/v1/stream", f"Authorization: Bearer {key}"),
        (f"/v1/stream?token={key}", "Accept: text/event-stream"),
    ):
        answer = relay.get(path, header, "Connection: close")
        assert answer.status == 401
        assert b"unauthenticated" in answer.body


def test_the_stream_of_a_guest_ends_with_the_pass(school: School, start: Start) -> None:
    relay, owner, pass_id = start(), school.sign_in(), new_id()
    with school.engine.begin() as connection:
        board_id = make_board(connection, tenant_id=school.id, owner_id=owner.user_id)
        scope = f"board:{board_id}"
        make_guest_pass(connection, tenant_id=school.id, pass_id=pass_id, scope=scope)
    claims = make_claims(tenant_id=school.id, user_id=pass_id, session_id=pass_id)
    stream = relay.open(replace(claims, token_version=0, role="GUEST")).connected()
    assert scope in stream.checked.positions

    with UnitOfWork(school.engine) as unit:
        unit.as_tenant(school.id)
        assert unit(GuestRepository).end_all(scope, datetime.now(UTC)) == [pass_id]
        unit.commit()
    school.tell(claims)
    stream.until_closed()
