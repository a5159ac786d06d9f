"""What a device wrote is created once under its id, however often and however late it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from tests.support.api import Caller, ids, in_parallel, ok, refused
from tests.support.school import School


def send(
    caller: Caller, kind: str, post: dict[str, Any], client_id: str, **body: Any
) -> TestResponse:
    path = "/v1/posts" if kind == "post" else f"/v1/posts/{post['id']}/comment"
    return caller.post(path, json={"content": "Written on the bus", "clientId": client_id, **body})


def events_of(school: School, kind: str) -> int:
    found = school.api.events(school.author.tenant, f"{kind}:created")
    return len({event.body["id"] for event in found})


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_a_text_that_is_sent_again_is_answered_with_what_stands_there(
    school: School, kind: str
) -> None:
    post, writer, client_id = school.post(), school.caller("a writer"), str(uuid4())
    before = events_of(school, kind)
    first = ok(send(writer, kind, post, client_id), 201)
    with school.api.nothing_written():
        assert ok(send(writer, kind, post, client_id), 201) == first
        # It was created under this id: what else is sent under it changes nothing.
        assert ok(send(writer, kind, post, client_id, content="Other words"), 201) == first
    assert events_of(school, kind) == before + 1
    if kind == "comment":
        assert ok(writer.get(f"/v1/posts/{post['id']}"))["commentsCount"] == 1


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_ten_at_once_are_one(school: School, kind: str) -> None:
    post, writer, client_id = school.post(), school.caller("a writer"), str(uuid4())
    before = events_of(school, kind)
    made = in_parallel([lambda: ok(send(writer, kind, post, client_id), 201)["id"]] * 10)
    assert len(set(made)) == 1
    assert events_of(school, kind) == before + 1


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_the_id_is_the_authors_own(school: School, kind: str) -> None:
    post, client_id = school.post(), str(uuid4())
    one = ok(send(school.caller("a writer"), kind, post, client_id), 201)
    other = ok(send(school.caller("another"), kind, post, client_id), 201)
    assert one["id"] != other["id"]
    assert one["author"]["id"] != other["author"]["id"]


def test_the_address_of_what_stands_there_is_named(school: School) -> None:
    writer, client_id = school.caller("a writer"), str(uuid4())
    made = ok(send(writer, "post", {}, client_id), 201)
    assert send(writer, "post", {}, client_id).headers["Location"] == f"/v1/posts/{made['id']}"


def test_what_was_deleted_since_does_not_come_back(school: School) -> None:
    writer, client_id = school.caller("a writer"), str(uuid4())
    made = ok(send(writer, "post", {}, client_id), 201)
    ok(writer.delete(f"/v1/posts/{made['id']}"), 204)
    refused(send(writer, "post", {}, client_id), 409, "client_id_used")
    assert made["id"] not in ids(ok(writer.get("/v1/posts"))["data"])


def test_a_comment_below_another_post_needs_an_id_of_its_own(school: School) -> None:
    here, there, client_id = school.post(), school.post(), str(uuid4())
    writer = school.caller("a writer")
    ok(send(writer, "comment", here, client_id), 201)
    refused(send(writer, "comment", there, client_id), 409, "client_id_used")


def test_without_an_id_each_is_one_of_its_own(school: School) -> None:
    writer = school.caller("a writer")
    made = [ok(writer.post("/v1/posts", json={"content": "Same words"}), 201) for _ in range(2)]
    assert len({UUID(one["id"]) for one in made}) == 2


@pytest.mark.parametrize("client_id", ["", "x", "1", 7])
def test_what_is_no_id_is_refused(school: School, client_id: Any) -> None:
    answer = school.caller("a writer").post(
        "/v1/posts", json={"content": "Hello", "clientId": client_id}
    )
    assert refused(answer, 422, "validation_failed")["errors"][0]["field"] == "clientId"
