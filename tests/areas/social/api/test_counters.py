"""The counters of posts that somebody has before them."""

from __future__ import annotations

from uuid import uuid4

from tests.support.api import ok, refused
from tests.support.school import School

COUNTERS = "/v1/posts/counters"


def test_counters_are_those_of_the_posts_and_of_the_caller(school: School) -> None:
    one, other = (school.post(content=text)["id"] for text in "ab")
    closed = school.post(content="closed", visibility="PRIVATE")["id"]
    reader = school.caller("a reader")
    ok(reader.put(f"/v1/posts/{one}/reaction", json={"type": "LOVE"}))
    ok(school.as_author.post(f"/v1/posts/{one}/comment", json={"content": "yes"}), 201)
    asked = {"ids": ",".join([other, one, one, closed, str(uuid4())])}
    found = ok(reader.get(COUNTERS, query=asked))["data"]
    assert [post["id"] for post in found] == [other, one]
    whole = ok(reader.get(f"/v1/posts/{one}"))
    assert found[1] == {name: whole[name] for name in found[1]}
    assert found[1] | {"likesCount": 1, "commentsCount": 1, "reaction": "LOVE"} == found[1]
    assert found[0]["likesCount"] == 0


def test_what_are_no_ids_or_too_many_is_refused(school: School) -> None:
    reader = school.caller("a reader")
    many = ",".join(str(uuid4()) for _ in range(51))
    for ids in ("x" * 40, many, f"{uuid4()},"):
        refused(reader.get(COUNTERS, query={"ids": ids}), 422, "validation_failed")
