"""Whatever somebody asks, they find exactly what they may read: over all visibilities."""

from __future__ import annotations

import random
from itertools import product

import pytest

from tests.support.api import Caller, all_items, ids, ok
from tests.support.school import School, make_school

WORDS = ("galaxy", "comet", "ភព")


def searched(caller: Caller, q: str) -> list[str]:
    return ids(all_items(caller, "/v1/search/posts", q=q, limit=3))


def readable(caller: Caller) -> set[str]:
    return set(ids(all_items(caller, "/v1/posts", limit=50)))


@pytest.mark.parametrize("seed", range(3))
def test_search_finds_what_the_feed_shows_and_nothing_else(school: School, seed: int) -> None:
    """AT-S3-3.6. People in random relations, posts of every visibility; the feed is the measure."""
    draw = random.Random(seed)
    names = ["a", "b", "c", "d"]
    people = [school.author, *(school.member(name) for name in names)]
    for one, other in product(people, people):
        if one is not other and draw.random() < 0.5:
            school.follow(one, other, draw.choice(["ACCEPTED", "ACCEPTED", "PENDING"]))
    class_id = school.make_class(students=tuple(draw.sample(names, 2)))
    for member, visibility, word in product(
        people, ("PUBLIC", "SCHOOL", "CONNECTIONS", "PRIVATE"), WORDS
    ):
        body = {"content": f"{word} of {visibility}", "visibility": visibility}
        ok(school.api.as_(member).post("/v1/posts", json=body), 201)
    for word in WORDS:
        school.post(content=f"{word} of a class", visibility="CLASS", classId=str(class_id))
    for one, other in ((people[1], people[2]), (people[0], people[3])):
        school.block(one, other)
    strangers = make_school(school.api)
    strangers.post(content="galaxy comet ភព", visibility="PUBLIC")
    admin = school.member("an admin", "ADMIN")
    for viewer in (*people, admin, strangers.author):
        caller = school.api.as_(viewer)
        found = [post for word in WORDS for post in searched(caller, word)]
        if viewer is not strangers.author:
            assert len(found) == len(set(found))
        assert set(found) == readable(caller)
        assert set(searched(caller, "galaxi")) <= readable(caller)
        page = ok(caller.get("/v1/search/posts", query={"q": "galaxy"}))
        assert page["total"] == len(searched(caller, "galaxy"))
        assert sum(page["facets"].values()) == page["total"]
