"""Channels of an open stream, and people whose events a reader does not get."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from infra.postgres.people.tables import user_mutes
from shared.realtime.connections import new_connection_id
from shared.realtime.envelope import Envelope
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member
from tests.support.school import School


def put(caller: Caller, connection_id: UUID, **body: Any) -> Any:
    return caller.put(f"/v1/realtime/connections/{connection_id}/channels", json=body)


def stream_of(member: Member) -> UUID:
    return new_connection_id(member.tenant.id, member.id)


def test_what_one_may_read_is_passed_on_to_ones_own_stream(
    school: School, announced: list[Envelope]
) -> None:
    readable = f"post:{school.post()['id']}"
    secret = f"post:{school.post(visibility='PRIVATE')['id']}"
    reader = school.member("a reader")
    connection_id = stream_of(reader)
    announced.clear()

    answer = ok(
        put(
            school.api.as_(reader),
            connection_id,
            add=[readable, secret, "domain:1", readable, "post:9"],
            remove=["post:9", "post:8"],
        ),
        202,
    )

    assert answer == {
        "connectionId": str(connection_id),
        "add": [readable],
        "remove": ["post:9", "post:8"],
        "rejected": [secret, "domain:1"],
    }
    (told,) = announced
    assert (told.type, told.channel, told.durable) == (
        "control:channels",
        f"user:{reader.id}",
        False,
    )
    assert told.data == {
        "userId": str(reader.id),
        "add": [readable],
        "remove": ["post:9", "post:8"],
        "connectionId": str(connection_id),
    }


def test_nobody_touches_the_stream_of_somebody_else(
    school: School, announced: list[Envelope]
) -> None:
    caller = school.caller("a reader")
    for connection_id in (stream_of(school.author), uuid4()):
        refused(put(caller, connection_id, add=[]), 404, "not_found")
    assert announced == []


@pytest.mark.parametrize(
    "body", [{"add": ["no channel"]}, {"add": ["post:x"] * 65}, {"remove": ["A:b"]}, {"add": "x"}]
)
def test_what_names_no_channels_is_refused(api: Api, body: dict[str, Any]) -> None:
    member = api.member()
    refused(put(api.as_(member), stream_of(member), **body), 422, "validation_failed")


# The polling twin leaves out whom the reader hides, as the stream does.


def types_after(caller: Caller, cursor: str) -> list[tuple[str, str | None]]:
    page = ok(caller.get("/v1/realtime/events", query={"after": cursor}))
    return [(event["type"], event["actorId"]) for event in page["events"]]


@pytest.mark.parametrize("direction", ["the reader blocks", "the reader is blocked"])
def test_a_blocked_persons_event_keeps_its_place_alone(school: School, direction: str) -> None:
    reader, troll = school.member("a reader"), school.member("a troll")
    pair = (reader, troll) if direction == "the reader blocks" else (troll, reader)
    cursor = ok(school.caller("a reader").get("/v1/realtime/events"))["nextCursor"]
    school.block(*pair)
    ok(school.caller("a troll").post("/v1/posts", json={"content": "an insult"}), 201)
    school.post()

    page = ok(school.caller("a reader").get("/v1/realtime/events", query={"after": cursor}))

    place, shown = page["events"]
    assert (place["type"], place["actorId"], place["data"]) == ("event:withheld", None, {})
    assert "an insult" not in str(page)
    assert (shown["type"], shown["seq"]) == ("post:created", place["seq"] + 1)


@pytest.mark.parametrize(("role", "shown"), [("ADMIN", True), ("TEACHER", True), ("PARENT", False)])
def test_a_pupil_who_blocks_staff_stays_in_their_sight(
    school: School, role: str, shown: bool
) -> None:
    reader, pupil = school.member("a reader", role), school.member("a pupil")
    cursor = ok(school.caller("a reader").get("/v1/realtime/events"))["nextCursor"]
    school.block(pupil, reader)
    ok(school.caller("a pupil").post("/v1/posts", json={"content": "an insult"}), 201)

    (told,) = types_after(school.caller("a reader"), cursor)

    assert told == (("post:created", str(pupil.id)) if shown else ("event:withheld", None))


@pytest.mark.parametrize(
    ("ends", "is_hidden"), [(None, True), (timedelta(hours=1), True), (-timedelta(hours=1), False)]
)
def test_a_mute_hides_until_it_ends(
    school: School, ends: timedelta | None, is_hidden: bool
) -> None:
    reader, loud = school.member("a reader"), school.member("a loud one")
    cursor = ok(school.caller("a reader").get("/v1/realtime/events"))["nextCursor"]
    with school.api.scene() as connection:
        connection.execute(
            insert(user_mutes).values(
                muter_id=reader.id,
                muted_id=loud.id,
                expires_at=None if ends is None else school.api.clock() + ends,
            )
        )
    ok(school.caller("a loud one").post("/v1/posts", json={"content": "a word"}), 201)

    expected = ("event:withheld", None) if is_hidden else ("post:created", str(loud.id))
    assert types_after(school.caller("a reader"), cursor) == [expected]
    if is_hidden:
        other_way = ("post:created", str(reader.id))
        cursor = ok(school.caller("a loud one").get("/v1/realtime/events"))["nextCursor"]
        ok(school.caller("a reader").post("/v1/posts", json={"content": "a word"}), 201)
        assert types_after(school.caller("a loud one"), cursor) == [other_way]
