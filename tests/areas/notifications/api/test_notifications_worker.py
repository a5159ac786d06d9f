"""From an event to a notification: once, to the right person, in their language."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import Api, all_items, ids, in_parallel, ok, refused
from tests.support.observed import LoggedEvent
from tests.support.scene import Member
from tests.support.school import School

WORKER = "worker_notifications"
PATH = "/v1/internal/workers/notifications"


def like(school: School, post: dict[str, Any], name: str) -> LoggedEvent:
    """Somebody likes the post; what their like is pushed as."""
    member = school.member(name)
    ok(school.api.as_(member).post(f"/v1/posts/{post['id']}/like"))
    events = school.api.events(school.author.tenant, "post:liked")
    return [e for e in events if e.copy == 0 and e.data["userId"] == str(member.id)][-1]


def comment(school: School, post: dict[str, Any], name: str, **body: Any) -> Any:
    caller = school.as_author if name == "the author" else school.caller(name)
    answer = caller.post(f"/v1/posts/{post['id']}/comment", json={"content": "Hi", **body})
    return ok(answer, 201)


def handle(school: School, *events: LoggedEvent) -> None:
    for event in events:
        ok(school.api.push(WORKER, event.body), 204)


def of(api: Api, member: Member, **query: Any) -> list[Any]:
    return all_items(api.as_(member), "/v1/notifications", **query)


def test_a_like_is_told_to_the_author(school: School) -> None:
    post = school.post()
    handle(school, like(school, post, "a student"))
    student = school.member("a student")
    (notification,) = of(school.api, school.author)
    assert notification["type"] == "POST_LIKE"
    assert notification["title"] == "New like"
    assert notification["message"] == f"{student.user.name} liked your post"
    assert notification["link"] == notification["actionUrl"] == f"/posts/{post['id']}"
    assert notification["groupKey"] == f"post_like:{post['id']}"
    assert (notification["entityType"], notification["entityId"]) == ("post", post["id"])
    assert notification["actor"]["id"] == str(student.id)
    assert (notification["read"], notification["groupCount"]) == (False, 1)
    (event,) = school.api.events(school.author.tenant, "notification:new")
    assert event.channel == f"user:{school.author.id}"
    assert event.data["id"] == notification["id"]
    assert {k: event.data[k] for k in ("title", "message", "link", "groupCount")} == {
        k: notification[k] for k in ("title", "message", "link", "groupCount")
    }


def test_each_kind_of_event_reaches_whom_it_concerns(school: School) -> None:
    post = school.post()
    first = comment(school, post, "one")
    comment(school, post, "other", parentId=first["id"])
    comment(school, post, "the author", parentId=first["id"])
    ok(school.caller("one").post(f"/v1/users/{school.author.id}/follow"))
    assert school.api.deliver(WORKER, school.author.tenant) == 5
    found = {
        name: [(n["type"], n["groupCount"]) for n in of(school.api, member)]
        for name, member in {**school.people, "the author": school.author}.items()
    }
    assert found == {
        "the author": [("NEW_FOLLOWER", 1), ("POST_COMMENT", 2)],
        "one": [("COMMENT_REPLY", 2)],
        "other": [],
    }


def test_nobody_is_told_of_their_own_doing(school: School) -> None:
    post = school.post()
    ok(school.as_author.post(f"/v1/posts/{post['id']}/like"))
    own = comment(school, post, "the author")
    comment(school, post, "the author", parentId=own["id"])
    school.api.deliver(WORKER, school.author.tenant)
    assert of(school.api, school.author) == []
    assert school.api.events(school.author.tenant, "notification:new") == []


def test_a_group_is_one_notification_for_an_hour(school: School) -> None:
    """AT-S4-4."""
    post = school.post()
    messages = []
    for number in range(3):
        handle(school, like(school, post, f"student {number}"))
        messages += [n["message"] for n in of(school.api, school.author)]
        school.api.clock.advance(minutes=19)
    names = [school.member(f"student {number}").user.name for number in range(3)]
    assert messages == [
        f"{names[0]} liked your post",
        f"{names[1]} and 1 other liked your post",
        f"{names[2]} and 2 others liked your post",
    ]
    events = school.api.events(school.author.tenant, "notification:new")
    assert [e.data["groupCount"] for e in events] == [1, 2, 3]
    assert len({e.data["id"] for e in events}) == 1
    school.api.clock.advance(minutes=10)
    handle(school, like(school, post, "a late student"))
    assert [n["groupCount"] for n in of(school.api, school.author)] == [1, 3]


def test_what_was_read_does_not_grow(school: School) -> None:
    post = school.post()
    handle(school, like(school, post, "one"))
    (first,) = of(school.api, school.author)
    ok(school.as_author.put(f"/v1/notifications/{first['id']}/read"))
    handle(school, like(school, post, "other"))
    assert [n["read"] for n in of(school.api, school.author)] == [False, True]


def test_events_of_one_group_at_once_are_one_notification(school: School) -> None:
    post = school.post()
    events = [like(school, post, f"student {number}") for number in range(6)]
    in_parallel([lambda e=e: handle(school, e) for e in events])  # type: ignore[misc]
    assert [n["groupCount"] for n in of(school.api, school.author)] == [6]


def test_a_like_taken_back_and_given_again_is_no_news(school: School) -> None:
    post = school.post()
    handle(school, like(school, post, "a student"))
    ok(school.caller("a student").delete(f"/v1/posts/{post['id']}/like"))
    handle(school, like(school, post, "a student"))
    assert [n["groupCount"] for n in of(school.api, school.author)] == [1]


def test_a_redelivery_changes_nothing(school: School) -> None:
    event = like(school, school.post(), "a student")
    handle(school, event)
    with school.api.nothing_written():
        handle(school, event, event)
    twice = like(school, school.post(), "another")
    in_parallel([lambda: handle(school, twice)] * 5)
    assert len(of(school.api, school.author)) == 2


@pytest.mark.parametrize(
    ("locale", "title", "ending"),
    [
        ("km", "ការចូលចិត្តថ្មី", "បានចូលចិត្តការបង្ហោះរបស់អ្នក"),
        ("en", "New like", "liked your post"),
        ("fr", "New like", "liked your post"),
    ],
)
def test_the_text_is_in_the_receivers_language(
    school: School, locale: str, title: str, ending: str
) -> None:
    school.api.rows(
        "UPDATE app.users SET locale = :l WHERE id = :u RETURNING 1", l=locale, u=school.author.id
    )
    handle(school, like(school, school.post(), "a student"))
    (notification,) = of(school.api, school.author)
    assert notification["title"] == title
    assert notification["message"].endswith(ending)


def test_who_left_or_is_blocked_is_neither_told_nor_named(school: School) -> None:
    post = school.post()
    events = [like(school, post, name) for name in ("left", "blocked")]
    school.block(school.author, school.member("blocked"))
    school.api.rows(
        "UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :u RETURNING 1",
        u=school.member("left").id,
    )
    handle(school, *events)
    assert of(school.api, school.author) == []


def test_a_post_that_is_gone_has_nobody_to_tell(school: School) -> None:
    post = school.post()
    event = like(school, post, "a student")
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    handle(school, event)
    assert of(school.api, school.author) == []


def test_an_event_that_the_worker_did_not_ask_for_is_passed_over(school: School) -> None:
    said = comment(school, school.post(), "one")
    body = {"content": "Changed"}
    ok(school.caller("one").put(f"/v1/comments/{said['id']}", json=body))
    (changed,) = school.api.events(school.author.tenant, "comment:updated")
    with school.api.nothing_written():
        handle(school, changed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"message": {}}',
        b'{"message": {"data": "not base64!"}}',
        b'{"message": {"data": "e30="}}',
        json.dumps({"message": {"data": base64.b64encode(b"[" * 50_000).decode()}}).encode(),
        b"[" * 100_000,
        b" " * 300_000,
    ],
    ids=range(10),
)
def test_what_is_no_event_is_refused(api: Api, content: bytes) -> None:
    caller = api.with_token(api.service_token())
    with api.nothing_written():
        refused(caller.post(PATH, data=content), 400, "malformed_request")


def test_marking_as_read_is_told_to_all_devices(school: School) -> None:
    """AT-S4-4: the badge is the same on two devices."""
    for _ in range(3):
        handle(school, like(school, school.post(), "a student"))
    author, listed = school.as_author, of(school.api, school.author)
    assert ok(author.get("/v1/notifications/unread-count")) == {"unread": 3}
    read = ok(author.put(f"/v1/notifications/{listed[1]['id']}/read"))
    assert read["read"] is True
    assert read["readAt"] is not None
    with school.api.nothing_written():
        assert ok(author.put(f"/v1/notifications/{listed[1]['id']}/read")) == read
    assert ids(of(school.api, school.author, unread="true")) == [listed[0]["id"], listed[2]["id"]]
    assert ok(author.put("/v1/notifications/read-all")) == {"marked": 2, "status": "read"}
    with school.api.nothing_written():
        assert ok(author.put("/v1/notifications/read-all"))["marked"] == 0
    assert ok(author.get("/v1/notifications/unread-count")) == {"unread": 0}
    events = school.api.events(school.author.tenant, "notification:read")
    assert [(e.channel, e.data) for e in events] == [
        (f"user:{school.author.id}", {"ids": [listed[1]["id"]], "unreadCount": 2}),
        (f"user:{school.author.id}", {"ids": "all", "unreadCount": 0}),
    ]


def test_notifications_are_private(school: School) -> None:
    handle(school, like(school, school.post(), "a student"))
    (notification,) = of(school.api, school.author)
    for name, role in (("a student", "STUDENT"), ("an admin", "ADMIN")):
        caller = school.caller(name, role)
        assert ok(caller.get("/v1/notifications"))["data"] == []
        with school.api.nothing_written():
            refused(caller.put(f"/v1/notifications/{notification['id']}/read"), 404, "not_found")
            assert ok(caller.put("/v1/notifications/read-all"))["marked"] == 0
    refused(school.as_author.put(f"/v1/notifications/{uuid4()}/read"), 404, "not_found")


def test_the_list_is_paged_by_the_latest_event(school: School) -> None:
    posts = [school.post() for _ in range(4)]
    for post in posts:
        handle(school, like(school, post, "one"))
    handle(school, like(school, posts[0], "other"))
    listed = of(school.api, school.author, limit=2)
    expected = [posts[0], posts[3], posts[2], posts[1]]
    assert [n["entityId"] for n in listed] == [post["id"] for post in expected]
