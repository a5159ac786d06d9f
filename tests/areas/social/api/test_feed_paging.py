"""Lists page by page: everything once, whatever is added meanwhile."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.areas.social.factories.posts import make_post
from tests.support.api import Caller, all_items, ids, ok, pages
from tests.support.school import School


def add_posts(school: School, count: int) -> list[str]:
    """Posts of the last hour, several of them of one instant; newest first."""
    start = datetime.now(UTC) - timedelta(hours=1)
    found: list[tuple[datetime, UUID]] = []
    with school.api.scene() as connection:
        for number in range(count):
            at = start + timedelta(seconds=number // 3)
            post_id = make_post(
                connection,
                tenant_id=school.author.tenant.id,
                author_id=school.author.id,
                created_at=at,
            )
            found.append((at, post_id))
    return [str(post_id) for _, post_id in sorted(found, reverse=True)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 12, 13, 100])
def test_the_pages_put_together_are_the_list(school: School, limit: int) -> None:
    expected = add_posts(school, 13)
    found = list(pages(school.caller("a reader"), "/v1/posts", limit=limit))
    assert ids([post for page in found for post in page]) == expected
    assert all(len(page) == limit for page in found[:-1])
    assert 1 <= len(found[-1]) <= limit


def test_a_list_without_items_has_one_empty_page(school: School) -> None:
    assert list(pages(school.caller("a reader"), "/v1/posts")) == [[]]
    assert list(pages(school.caller("a reader"), "/v1/posts", mode="following")) == [[]]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_added_while_reading_moves_nothing(school: School, seed: int) -> None:
    expected = add_posts(school, 20)
    chance = random.Random(seed)
    reader, seen = school.caller("a reader"), list[str]()
    cursor: dict[str, str] = {}
    while True:
        query = {"limit": chance.randint(1, 6), **cursor}
        page = ok(reader.get("/v1/posts", query=query))
        seen += ids(page["data"])
        if not page["pageInfo"]["hasMore"]:
            break
        cursor = {"cursor": page["pageInfo"]["nextCursor"]}
        for _ in range(chance.randint(0, 2)):
            school.post()
    assert seen == expected


def test_a_deleted_post_leaves_no_hole_behind(school: School) -> None:
    expected = add_posts(school, 6)
    reader = school.caller("a reader")
    first = ok(reader.get("/v1/posts", query={"limit": 2}))
    # The very item that the cursor points to, and the next one.
    for post_id in expected[1:3]:
        ok(school.as_author.delete(f"/v1/posts/{post_id}"), 204)
    query = {"limit": 100, "cursor": first["pageInfo"]["nextCursor"]}
    assert ids(ok(reader.get("/v1/posts", query=query))["data"]) == expected[3:]


def test_the_next_page_is_linked(school: School) -> None:
    add_posts(school, 3)
    reader = school.caller("a reader")
    answer = reader.get("/v1/posts", query={"limit": 2, "mode": "latest"})
    link = answer.headers["Link"]
    assert link.endswith('>; rel="next"')
    following = reader.get(link[1 : link.index(">")])
    assert len(ok(following)["data"]) == 1
    assert "Link" not in following.headers


def test_following_shows_people_one_follows(school: School) -> None:
    reader = school.member("a reader")
    school.follow(reader, school.author)
    school.follow(reader, school.member("a colleague"), "PENDING")
    mine = school.post()
    for name in ("a colleague", "a stranger"):
        ok(school.caller(name).post("/v1/posts", json={"content": "x"}), 201)
    caller = school.api.as_(reader)
    assert ids(all_items(caller, "/v1/posts", mode="following")) == [mine["id"]]
    assert len(all_items(caller, "/v1/posts", mode="latest")) == 3


def comment(caller: Caller, post_id: str) -> str:
    answer = caller.post(f"/v1/posts/{post_id}/comment", json={"content": "x"})
    return str(ok(answer, 201)["id"])


def test_comments_are_read_forward_and_new_ones_come_last(school: School) -> None:
    post = school.post()
    expected = [comment(school.as_author, post["id"]) for _ in range(5)]
    reader, path = school.caller("a reader"), f"/v1/posts/{post['id']}/comments"
    first = ok(reader.get(path, query={"limit": 3}))
    expected.append(comment(school.as_author, post["id"]))
    rest = ok(reader.get(path, query={"limit": 100, "cursor": first["pageInfo"]["nextCursor"]}))
    assert ids([*first["data"], *rest["data"]]) == expected


def test_a_cursor_of_one_list_gives_no_access_to_another(school: School) -> None:
    """Cursors are positions, nothing more: what is read is decided anew each time."""
    add_posts(school, 3)
    cursor = ok(school.as_author.get("/v1/posts", query={"limit": 1}))["pageInfo"]["nextCursor"]
    stranger = school.api.as_(school.api.member())
    assert ok(stranger.get("/v1/posts", query={"cursor": cursor}))["data"] == []
