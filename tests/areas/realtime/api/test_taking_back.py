"""What is deleted is not in the log any more: who comes later asks for it in vain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.events.registry import all_events
from shared.realtime.cursor import Cursor
from shared.realtime.taking_back import TAKES_BACK
from tests.areas.boards.factories.boards import make_board
from tests.areas.messaging.factories.talk import begin, say
from tests.support.api import Caller, ok
from tests.support.school import School

PATH = "/v1/realtime/events"
SECRET = "what nobody is to read any more"

Deleting = Callable[[], object]


def from_the_beginning(reader: Caller, *channels: str) -> Any:
    """All that a reader is given who claims to have read nothing."""
    asked = {"channels": ",".join(channels)} if channels else {}
    now = ok(reader.get(PATH, query=asked))
    assert now["rejected"] == []
    cursor = Cursor.parse(now["nextCursor"])
    forged = Cursor(cursor.epoch, dict.fromkeys(cursor.positions, 0))
    found = ok(reader.get(PATH, query={**asked, "after": str(forged), "limit": 200}))
    assert (found["hasMore"], found["resync"]) == (False, [])
    return found["events"]


def a_post(school: School) -> tuple[tuple[str, ...], Deleting]:
    post = school.post(content=SECRET)
    return (), lambda: ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)


def a_comment(school: School) -> tuple[tuple[str, ...], Deleting]:
    post = school.post()["id"]
    made = school.as_author.post(f"/v1/posts/{post}/comment", json={"content": SECRET})
    path = f"/v1/comments/{ok(made, 201)['id']}"
    return (f"post:{post}",), lambda: school.as_author.delete(path)


def a_question(school: School) -> tuple[tuple[str, ...], Deleting]:
    with school.api.scene() as connection:
        board = make_board(connection, tenant_id=school.author.tenant.id, owner_id=school.author.id)
    body = {"boardId": str(board), "body": SECRET}
    asked = ok(school.caller("who asks").post("/v1/questions", json=body), 201)
    path = f"/v1/questions/{asked['id']}"
    return (f"board:{board}",), lambda: school.as_author.delete(path)


def an_announcement(school: School) -> tuple[tuple[str, ...], Deleting]:
    head = school.caller("a head", "ADMIN")
    body = {"title": "To all", "body": SECRET}
    path = f"/v1/announcements/{ok(head.post('/v1/announcements', json=body), 201)['id']}"
    return (), lambda: head.delete(path)


@pytest.mark.parametrize("make", [a_post, a_comment, a_question, an_announcement])
def test_who_comes_later_does_not_read_what_was_deleted(
    school: School, make: Callable[[School], tuple[tuple[str, ...], Deleting]]
) -> None:
    channels, delete = make(school)
    assert SECRET in str(from_the_beginning(school.caller("who was there"), *channels))
    delete()
    events = from_the_beginning(school.caller("who came later"), *channels)
    assert SECRET not in str(events)
    kinds = [event["type"] for event in events]
    assert "event:withheld" in kinds
    assert TAKES_BACK.keys() & set(kinds), "and its end is told"
    for event in events:
        if event["type"] == "event:withheld":
            assert (event["data"], event["actorId"], event["requestId"]) == ({}, None, None)


def test_a_message_that_is_deleted_is_gone_from_the_streams_of_all(school: School) -> None:
    pupil = school.member("a pupil")
    talk = begin(school.as_author, pupil)
    kept, message = say(school.as_author, talk, "This stays"), say(school.as_author, talk, SECRET)
    ok(school.as_author.delete(f"/v1/messages/{message['id']}"), 204)
    for reader in (school.as_author, school.api.as_(pupil)):
        events = from_the_beginning(reader)
        assert SECRET not in str(events)
        assert kept["id"] in str(events)


def test_what_takes_back_speaks_where_the_thing_was_spoken_of() -> None:
    """A channel that heard of a thing and not of its end would go on telling it."""
    declared = all_events()
    for ending, field in TAKES_BACK.items():
        ends = declared[ending]
        names = {declared_field.alias for declared_field in ends.model_fields.values()}
        assert ends.durable
        assert field in names
        telling = {
            "announcement:removed": ("announcement:published",),
            "comment:deleted": ("comment:created", "comment:updated"),
            "message:deleted": ("message:created", "message:updated", "message:reacted"),
            "post:deleted": ("post:created", "post:updated"),
            "question:deleted": ("question:created", "question:updated", "question:answered"),
        }[ending]
        for name in telling:
            heard = {template for template in declared[name].audience if "user:" not in template}
            assert heard <= set(ends.audience), name


def test_what_is_said_of_other_things_stays(school: School) -> None:
    first, second = school.post(content="This stays"), school.post(content=SECRET)
    ok(school.as_author.post(f"/v1/posts/{first['id']}/comment", json={"content": "Fine"}), 201)
    ok(school.as_author.delete(f"/v1/posts/{second['id']}"), 204)
    logged = school.api.events(school.author.tenant, "post:created", "comment:created")
    assert {event.data["postId"] for event in logged} == {first["id"]}
    assert len(logged) > 1
