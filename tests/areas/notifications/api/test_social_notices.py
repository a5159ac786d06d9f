"""Reactions, likes of comments and mentions: a group counts people, and each is told once."""

from __future__ import annotations

from typing import Any

from tests.support.api import ok
from tests.support.school import School


def told(school: School, name: str | None = None) -> list[tuple[str, int, str]]:
    """Type, count and link of what somebody was told, the author unless named."""
    caller = school.as_author if name is None else school.caller(name)
    found: list[dict[str, Any]] = ok(caller.get("/v1/notifications"))["data"]
    return [(n["type"], n["groupCount"], n["link"]) for n in found]


def deliver(school: School) -> None:
    """Everything in the log; what was handled before stays as it is."""
    school.api.deliver("worker_notifications", school.author.tenant)


def test_who_takes_a_like_back_and_likes_again_is_counted_once(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}"
    one, two = school.caller("one"), school.caller("two")
    ok(one.post(f"{path}/like"))
    ok(two.post(f"{path}/like"))
    ok(one.delete(f"{path}/like"))
    ok(one.post(f"{path}/like"))
    ok(two.put(f"{path}/reaction", json={"type": "LOVE"}))
    deliver(school)
    (group,) = told(school)
    assert group[1:] == (2, path.removeprefix("/v1"))
    ok(school.caller("three").put(f"{path}/reaction", json={"type": "CURIOUS"}))
    deliver(school)
    assert told(school) == [("POST_REACTION", 3, path.removeprefix("/v1"))]


def test_a_shared_post_tells_its_author(school: School) -> None:
    post = school.post()
    for name in ("one", "two", "one"):
        ok(school.caller(name).post(f"/v1/posts/{post['id']}/share", json={}))
    ok(school.as_author.post(f"/v1/posts/{post['id']}/share", json={}))
    deliver(school)
    assert told(school) == [("POST_SHARE", 2, f"/posts/{post['id']}")]


def test_a_liked_comment_tells_its_author(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}"
    comment = ok(school.caller("one").post(f"{path}/comment", json={"content": "x"}), 201)
    for name in ("two", "three", "one"):
        ok(school.caller(name).post(f"/v1/comments/{comment['id']}/like"))
    deliver(school)
    assert told(school, "one") == [("COMMENT_LIKE", 2, path.removeprefix("/v1"))]


def test_who_is_mentioned_is_told_if_they_may_read_it(school: School) -> None:
    named = school.member("one")
    body = {"content": f"Thanks @{named.user.name}", "mentions": [str(named.id)]}
    post = school.post(**body)
    school.post(**body, visibility="PRIVATE")
    school.post(**body, status="DRAFT")
    path = f"/v1/posts/{post['id']}"
    deliver(school)
    assert told(school, "one") == [("MENTION", 1, path.removeprefix("/v1"))]
    ok(school.caller("two").post(f"{path}/comment", json=body), 201)
    deliver(school)
    assert [kind for kind, *_ in told(school, "one")] == ["MENTION", "MENTION"]


def test_whoever_hears_of_a_comment_anyway_is_not_told_twice(school: School) -> None:
    name = school.author.user.name
    post = school.post()
    body = {"content": f"@{name} look", "mentions": [str(school.author.id)]}
    ok(school.caller("one").post(f"/v1/posts/{post['id']}/comment", json=body), 201)
    deliver(school)
    assert [kind for kind, *_ in told(school)] == ["POST_COMMENT"]
