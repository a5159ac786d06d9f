"""Messages are sent once, in order, and change as they may."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.areas.media.factories.uploads import make_upload
from tests.areas.messaging.factories.talk import also_in, begin, look, said, say, told
from tests.support.api import all_items, in_parallel, ok, refused
from tests.support.scene import Member
from tests.support.school import School


def test_two_people_have_one_conversation_in_each_school(school: School) -> None:
    pupil, teacher = school.member("a pupil"), school.author
    ours = begin(school.as_author, pupil)
    assert begin(school.as_author, pupil) == ours
    assert begin(school.api.as_(pupil), teacher) == ours
    another = school.member("another")
    asked = [lambda: begin(school.as_author, another)] * 6
    assert len(set(in_parallel(asked))) == 1
    elsewhere = school.api.tenant()
    there = [also_in(school, person, elsewhere, "TEACHER") for person in (teacher, pupil)]
    theirs = begin(school.api.as_(there[0]), there[1])
    assert theirs != ours
    say(school.as_author, ours, "Here")
    say(school.api.as_(there[0]), theirs, "There")
    assert [m["content"] for m in said(school.api.as_(pupil), ours)] == ["Here"]
    assert [m["content"] for m in said(school.api.as_(there[1]), theirs)] == ["There"]
    refused(school.as_author.get(f"/v1/messages/{theirs}"), 404, "not_found")


def test_whoever_is_in_the_conversation_is_told_once_and_nobody_else(school: School) -> None:
    pupil = school.member("a pupil")
    school.member("a stranger")
    talk = begin(school.as_author, pupil)
    client_id = str(uuid4())
    message = say(school.as_author, talk, "See you " * 100, clientId=client_id)
    events = told(school, "message:created")
    assert {channel for _, channel, _ in events} == {
        f"user:{school.author.id}",
        f"user:{pupil.id}",
    }
    (data,) = {repr(sorted(data.items())): data for _, _, data in events}.values()
    assert data["messageId"] == message["id"]
    assert data["number"] == message["number"] == 1
    assert data["clientMessageId"] == message["clientId"] == client_id
    assert len(data["preview"]) <= 140
    (logged, _) = school.api.events(school.author.tenant, "message:created")
    assert logged.body["legacyType"] == "NEW_DM"
    assert [channel for _, channel, _ in told(school, "conversation:created")] == [
        channel for _, channel, _ in events
    ]


def test_a_message_that_is_sent_again_is_one_message_and_one_event(school: School) -> None:
    pupil = school.member("a pupil")
    talk, other = begin(school.as_author, pupil), begin(school.as_author, school.member("two"))
    client_id = str(uuid4())
    attempts = [lambda: say(school.as_author, talk, "Once", clientId=client_id)] * 8
    answers = in_parallel(attempts)
    assert len({answer["id"] for answer in answers}) == 1
    assert [m["content"] for m in said(school.api.as_(pupil), talk)] == ["Once"]
    assert len(told(school, "message:created")) == 2
    answer = school.as_author.post(
        f"/v1/messages/{other}", json={"content": "Once", "clientId": client_id}
    )
    refused(answer, 409, "client_id_used")
    school.api.deliver("worker_notifications", school.author.tenant)
    school.api.deliver("worker_notifications", school.author.tenant)
    (notice,) = ok(school.api.as_(pupil).get("/v1/notifications"))["data"]
    assert (notice["type"], notice["groupCount"]) == ("MESSAGE_RECEIVED", 1)
    assert notice["link"] == f"/messages/{talk}"
    assert "Once" not in notice["message"]


def test_messages_of_many_at_once_are_numbered_without_a_gap(school: School) -> None:
    people = [school.member(f"pupil {n}") for n in range(4)]
    group = begin(school.as_author, *people, name="Class 7A")
    callers = [school.api.as_(person) for person in people]
    in_parallel([partial(say, caller, group, f"{n}") for n in range(5) for caller in callers])
    found = said(school.as_author, group, limit=7)
    assert [m["number"] for m in found] == list(range(20, 0, -1))
    # Every channel tells them in the order in which they were committed.
    for person in people:
        numbers = [
            data["number"]
            for event in sorted(
                school.api.events(school.author.tenant, "message:created"), key=lambda e: e.seq
            )
            if event.channel == f"user:{person.id}"
            for data in [event.data]
        ]
        assert numbers == list(range(1, 21))


def test_history_is_read_in_both_directions(school: School) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    for n in range(1, 11):
        say(school.as_author, talk, f"message {n}")
    path = f"/v1/messages/{talk}"

    def numbers(**query: Any) -> list[int]:
        return [m["number"] for m in ok(school.as_author.get(path, query=query))["data"]]

    assert numbers(limit=3) == [10, 9, 8]
    assert numbers(before=4) == [3, 2, 1]
    assert numbers(after=7) == [8, 9, 10]
    assert numbers(after=3, before=6) == [4, 5]
    upwards = all_items(school.as_author, path, after=0, limit=4)
    assert [m["number"] for m in upwards] == list(range(1, 11))
    downwards = all_items(school.as_author, path, before=9, limit=4)
    assert [m["number"] for m in downwards] == list(range(8, 0, -1))
    assert numbers(q="MESSAGE 1") == [10, 1]
    refused(school.as_author.get(path, query={"cursor": "x"}), 400, "invalid_cursor")


def test_search_within_finds_other_spellings_and_no_deleted_words(school: School) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    message = say(school.as_author, talk, "ជំពូក ៧ ថ្ងៃស្អែក")
    say(school.as_author, talk, "Chapter 7")
    assert [m["id"] for m in said(school.as_author, talk, q="ជំពូក 7")] == [message["id"]]
    ok(school.as_author.delete(f"/v1/messages/{message['id']}"), 204)
    assert said(school.as_author, talk, q="ជំពូក 7") == []


@pytest.mark.parametrize(
    ("content", "accepted"),
    [("", False), ("  ", False), ("x", True), ("ក" * 4000, True), ("x" * 4001, False)],
)
def test_the_bounds_of_a_message(school: School, content: str, accepted: bool) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    answer = school.as_author.post(f"/v1/messages/{talk}", json={"content": content})
    assert answer.status_code == (201 if accepted else 422)


def test_an_answer_shows_what_it_answers(school: School) -> None:
    pupil = school.member("a pupil")
    talk, elsewhere = begin(school.as_author, pupil), begin(school.as_author, school.member("b"))
    first = say(school.as_author, talk, "Who comes?")
    answer = say(school.api.as_(pupil), talk, "Me", replyToId=first["id"])
    assert answer["replyTo"]["id"] == first["id"]
    assert answer["replyTo"]["preview"] == "Who comes?"
    foreign = say(school.as_author, elsewhere)
    body = {"content": "x", "replyToId": foreign["id"]}
    refused(school.as_author.post(f"/v1/messages/{talk}", json=body), 404, "not_found")
    ok(school.as_author.delete(f"/v1/messages/{first['id']}"), 204)
    shown = said(school.as_author, talk)[0]["replyTo"]
    assert (shown["deleted"], shown["preview"]) == (True, "")


def test_a_message_is_edited_for_a_quarter_of_an_hour_by_who_sent_it(school: School) -> None:
    pupil = school.member("a pupil")
    talk = begin(school.as_author, pupil)
    message = say(school.as_author, talk, "See you at seven")
    path = f"/v1/messages/{message['id']}"
    refused(school.api.as_(pupil).put(path, json={"content": "x"}), 403, "not_your_message")
    for text in ("At eight", "At nine"):
        edited = ok(school.as_author.put(path, json={"content": text}))
    assert (edited["content"], edited["revision"]) == ("At nine", 2)
    ok(school.as_author.put(path, json={"content": "At nine"}))
    revisions = [data["revision"] for _, _, data in told(school, "message:updated")]
    assert revisions == [1, 1, 2, 2]
    assert said(school.api.as_(pupil), talk)[0]["content"] == "At nine"
    school.api.clock.advance(minutes=14)
    assert said(school.as_author, talk)[0]["canEdit"]
    school.api.clock.advance(minutes=2)
    assert not said(school.as_author, talk)[0]["canEdit"]
    refused(school.as_author.put(path, json={"content": "x"}), 409, "edit_window_closed")


def test_a_deleted_message_leaves_its_place_and_nothing_else(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, school.member("a pupil"))
    message = say(school.as_author, talk, "A secret", clientId=str(uuid4()))
    path = f"/v1/messages/{message['id']}"
    ok(as_pupil.put(f"{path}/reaction", json={"emoji": "👍"}))
    refused(as_pupil.delete(path), 403, "not_your_message")
    ok(school.as_author.delete(path), 204)
    ok(school.as_author.delete(path), 204)
    assert len(told(school, "message:deleted")) == 2
    (shown,) = said(as_pupil, talk)
    assert (shown["deleted"], shown["content"], shown["reactions"]) == (True, "", [])
    assert shown["sender"]["id"] == str(school.author.id)
    assert look(as_pupil, talk)["lastMessage"]["deleted"]
    for answer in (
        school.as_author.put(path, json={"content": "x"}),
        as_pupil.put(f"{path}/reaction", json={"emoji": "👍"}),
    ):
        refused(answer, 404, "not_found")
    rows = school.api.rows("SELECT content FROM app.messages WHERE id = :id", id=message["id"])
    assert rows[0].content == ""


def _upload(school: School, owner: Member, **columns: Any) -> str:
    values = {"purpose": "MESSAGE", **columns}
    with school.api.scene() as connection:
        made = make_upload(connection, tenant_id=owner.tenant.id, owner_id=owner.id, **values)
    return str(made)


def test_a_file_of_a_message_is_seen_by_those_in_the_conversation(school: School) -> None:
    pupil, stranger = school.member("a pupil"), school.caller("a stranger")
    talk = begin(school.as_author, pupil)
    file = _upload(school, school.author)
    message = say(school.as_author, talk, "", attachments=[{"uploadId": file, "alt": "Our class"}])
    assert [f["uploadId"] for f in message["attachments"]] == [file]
    assert ok(school.api.as_(pupil).get(f"/v1/uploads/{file}"))["url"]
    refused(stranger.get(f"/v1/uploads/{file}"), 404, "not_found")
    body = {"attachments": [{"uploadId": _upload(school, pupil)}]}
    refused(school.as_author.post(f"/v1/messages/{talk}", json=body), 404, "not_found")
    body = {"attachments": [{"uploadId": _upload(school, school.author, status="PROCESSING")}]}
    answer = school.as_author.post(f"/v1/messages/{talk}", json=body)
    refused(answer, 409, "upload_not_ready")
    ok(school.as_author.delete(f"/v1/messages/{message['id']}"), 204)
    refused(school.api.as_(pupil).get(f"/v1/uploads/{file}"), 404, "not_found")
