"""The feed that is chosen for its reader, with Redis and while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.areas.social.factories.posts import make_post
from tests.support.api import Api, Caller, all_items, ids, ok, pages, refused
from tests.support.redis import RunningRedis, running_redis
from tests.support.school import School, make_school

FEED = "/v1/posts"
FOR_YOU = {"mode": "for_you"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with running_redis(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture(scope="module", params=["redis", "postgres"])
def kept(served: Api, server: RunningRedis, request: pytest.FixtureRequest) -> Iterator[Api]:
    away = {"UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9", "UPSTASH_REDIS_REST_TOKEN": "x"}
    with served.environment(**(server.variables if request.param == "redis" else away)):
        yield served


@pytest.fixture
def school(kept: Api) -> School:
    kept.claim()
    return make_school(kept)


def chosen(reader: Caller, **query: object) -> list[str]:
    return [str(one) for one in ids(all_items(reader, FEED, **FOR_YOU, **query))]


def add_posts(school: School, count: int, *people: str) -> list[str]:
    """Posts of one instant, of these people in turn, or all of the author's."""
    authors = [school.member(name).id for name in people] or [school.author.id]
    at = school.api.clock() - timedelta(hours=1)
    with school.api.scene() as connection:
        return [
            str(
                make_post(
                    connection,
                    tenant_id=school.author.tenant.id,
                    author_id=authors[n % len(authors)],
                    created_at=at,
                    updated_at=at,
                )
            )
            for n in range(count)
        ]


def test_pages_of_equal_posts_repeat_and_skip_nothing_whatever_happens_between(
    school: School,
) -> None:
    expected = add_posts(school, 23)
    reader, seen = school.caller("a reader"), list[str]()
    cursor: dict[str, str] = {}
    while True:
        page = ok(reader.get(FEED, query={**FOR_YOU, "limit": 5, **cursor}))
        seen += ids(page["data"])
        if not page["pageInfo"]["hasMore"]:
            break
        cursor = {"cursor": page["pageInfo"]["nextCursor"]}
        # What would change the order: for the next choice, and not for the pages of this one.
        ok(reader.post(f"/v1/posts/{expected[-len(seen)]}/like"))
        school.post(content="a newer one")
        ok(reader.post("/v1/posts", json={"content": "my own"}), 201)
    assert sorted(seen) == sorted(expected)
    assert len(page["data"]) == 3
    again = chosen(reader)
    assert set(expected) < set(again)
    assert len(again) == len(set(again)) == 23 + 2 * 4


def test_a_choice_is_shown_again_until_something_makes_it_stale(school: School) -> None:
    add_posts(school, 3)
    reader = school.caller("a reader")
    first = chosen(reader)
    later = school.post(content="of somebody else")["id"]
    kept_by_redis = "127.0.0.1:9" not in str(school.api.deps.settings.upstash_redis_rest_url)
    # A new post of others is announced; the page is not turned over under its reader.
    assert (later in chosen(reader)) is not kept_by_redis
    own = ok(reader.post(FEED, json={"content": "mine"}), 201)["id"]
    assert {later, own} <= set(chosen(reader))
    assert set(first) <= set(chosen(reader))
    answer = reader.get(FEED, query=FOR_YOU)
    degraded = answer.headers.get("X-Degraded", "")
    assert ("redis" in degraded.split(", ")) is not kept_by_redis


def test_what_the_reader_may_not_read_is_in_no_page_and_leaves_no_gap(school: School) -> None:
    posts = add_posts(school, 9, "one", "two", "three")
    reader = school.caller("a reader")
    foreign = make_school(school.api).post(content="another school")["id"]
    closed = school.post(content="closed", visibility="PRIVATE")["id"]
    school.block(school.member("a reader"), school.member("one"))
    page = ok(reader.get(FEED, query={**FOR_YOU, "limit": 2}))
    assert len(page["data"]) == 2
    # From now on two is hidden as well; deleted posts are gone.
    ok(reader.post(f"/v1/users/{school.member('two').id}/block"))
    rest = page["pageInfo"]["nextCursor"]
    seen = ids(page["data"])
    while rest is not None:
        page = ok(reader.get(FEED, query={**FOR_YOU, "limit": 2, "cursor": rest}))
        assert all(one["author"]["id"] == str(school.member("three").id) for one in page["data"])
        seen += ids(page["data"])
        rest = page["pageInfo"]["nextCursor"]
    assert set(posts[2::3]) <= set(seen)
    assert len(seen) == len(set(seen))
    assert not {foreign, closed, *posts[0::3]} & set(seen)
    assert set(chosen(reader)) == set(posts[2::3])


def test_why_does_not_tell_that_a_post_was_reported(school: School) -> None:
    school.api.clock.stop()
    (post,) = add_posts(school, 1, "one")
    before = ok(school.as_author.get(f"/v1/posts/{post}/why"))
    body = {"targetType": "POST", "targetId": post, "reason": "SPAM"}
    ok(school.caller("somebody").post("/v1/reports", json=body), 201)
    assert ok(school.as_author.get(f"/v1/posts/{post}/why")) == before


def test_a_school_moves_what_counts_and_why_says_so(school: School) -> None:
    newer, at = school.post()["id"], school.api.clock() - timedelta(hours=30)
    with school.api.scene() as connection:
        liked = make_post(
            connection,
            tenant_id=school.author.tenant.id,
            author_id=school.author.id,
            created_at=at,
            updated_at=at,
            likes_count=60,
        )
    reader = school.caller("a reader")
    assert scores(reader, liked)["total"] > scores(reader, newer)["total"]
    weights = {"relevance": 20, "quality": 15, "socialProof": 10, "learning": 8, "semantic": 7}
    body = {
        "name": "A school of what is new",
        "timezone": "Asia/Phnom_Penh",
        "locale": "km",
        "openRegistration": False,
        "feedWeights": {**weights, "engagement": 15, "recency": 25},
        "settingsVersion": 0,
    }
    ok(school.caller("the head", "ADMIN").put("/v1/tenants/current", json=body))
    found = scores(reader, newer)
    assert (found["ENGAGEMENT"], found["RECENCY"], found["QUALITY"]) == (0.15, 0.25, 0.15)
    assert scores(reader, liked)["total"] < found["total"]
    order = chosen(reader)
    assert order.index(newer) < order.index(str(liked))


def scores(reader: Caller, post: object) -> dict[str, float]:
    """What each factor counts for a post of the reader's feed, and what they make together."""
    why = ok(reader.get(f"{FEED}/{post}/why"))
    return {one["factor"]: one["weight"] for one in why["factors"]} | {"total": why["score"]}


def test_followed_people_and_their_likes_come_first_and_why_says_so(school: School) -> None:
    posts = add_posts(school, 6, "one", "two", "three")
    friend, reader = school.member("friend"), school.caller("a reader")
    school.follow(school.member("a reader"), friend)
    ok(school.caller("friend").post(f"/v1/posts/{posts[4]}/like"))
    assert chosen(reader)[0] == posts[4]
    why = ok(reader.get(f"/v1/posts/{posts[4]}/why"))
    assert why["knownPeople"] == 1
    assert why["pool"] == "TRENDING"
    assert why["feedback"] is None
    assert {one["factor"] for one in why["factors"]} == {
        "ENGAGEMENT",
        "RELEVANCE",
        "QUALITY",
        "RECENCY",
        "SOCIAL_PROOF",
        "LEARNING",
        "SEMANTIC",
    }
    points = [one["points"] for one in why["factors"]]
    assert points == sorted(points, reverse=True)
    assert sum(points) == pytest.approx(why["score"])
    other = ok(school.caller("another").get(f"/v1/posts/{posts[4]}/why"))
    assert other["knownPeople"] == 0
    assert other["score"] < why["score"]
    closed = school.post(visibility="PRIVATE")["id"]
    refused(reader.get(f"/v1/posts/{closed}/why"), 404, "not_found")


def test_more_of_a_topic_brings_it_up_and_less_sends_it_away_until_undone(school: School) -> None:
    """AT-S3-2.5, without vectors: related posts rank higher."""
    author = school.as_author
    about, other, more = (
        ok(author.post(FEED, json={"content": text}), 201)["id"]
        for text in ("Cells #biology", "Nothing much", "More cells #biology")
    )
    reader = school.caller("a reader")
    feedback = f"/v1/posts/{about}/feedback"
    said = ok(reader.post(feedback, json={"kind": "SEE_MORE"}))
    assert said == {"postId": about, "kind": "SEE_MORE"}
    why = ok(reader.get(f"/v1/posts/{more}/why"))
    assert why["topics"] == ["biology"]
    assert chosen(reader).index(more) < chosen(reader).index(other)

    liked_it = why["score"]
    ok(reader.post(feedback, json={"kind": "NOT_INTERESTED"}))
    assert about not in chosen(reader)
    assert more in chosen(reader)
    assert ok(reader.get(f"/v1/posts/{about}/why"))["feedback"] == "NOT_INTERESTED"
    assert ok(reader.get(f"/v1/posts/{more}/why"))["score"] < liked_it
    # Nobody else's feed changes, and the post stays where one looks for it.
    assert about in chosen(school.caller("another"))
    assert about in ids(ok(reader.get(FEED))["data"])
    assert ok(reader.delete(feedback)) == {"postId": about, "kind": None}
    ok(reader.delete(feedback))
    assert about in chosen(reader)


def test_an_author_who_is_hidden_is_gone_until_undone_on_any_of_their_posts(
    school: School,
) -> None:
    one, another = (school.post(content=text)["id"] for text in ("one", "another"))
    reader = school.caller("a reader")
    ok(reader.post(f"/v1/posts/{one}/feedback", json={"kind": "HIDE_AUTHOR"}))
    assert chosen(reader) == []
    assert ok(reader.get(f"/v1/posts/{another}/why"))["feedback"] == "HIDE_AUTHOR"
    ok(reader.delete(f"/v1/posts/{another}/feedback"))
    assert set(chosen(reader)) == {one, another}
    mine = ok(reader.post(FEED, json={"content": "mine"}), 201)["id"]
    refused(reader.post(f"/v1/posts/{mine}/feedback", json={"kind": "SEE_MORE"}), 409, "own_post")
    closed = school.post(visibility="PRIVATE")["id"]
    for method in ("post", "delete"):
        body = {"json": {"kind": "SEE_MORE"}} if method == "post" else {}
        refused(getattr(reader, method)(f"/v1/posts/{closed}/feedback", **body), 404, "not_found")


def test_muted_people_are_not_chosen(school: School) -> None:
    school.post()
    reader = school.caller("a reader")
    ok(reader.post(f"/v1/users/{school.author.id}/mute", json={}))
    assert chosen(reader) == []


def test_one_authors_school_fills_its_page(school: School) -> None:
    posts = add_posts(school, 25)
    page = ok(school.caller("a reader").get(FEED, query=FOR_YOU))
    assert len(page["data"]) == 20
    assert set(ids(page["data"])) < set(posts)


def test_a_cursor_of_a_choice_that_is_over_says_so(school: School) -> None:
    add_posts(school, 3)
    page = ok(school.caller("a reader").get(FEED, query={**FOR_YOU, "limit": 1}))
    cursor = page["pageInfo"]["nextCursor"]
    # The choice of one is not that of another.
    stranger = school.caller("another")
    refused(stranger.get(FEED, query={**FOR_YOU, "cursor": cursor}), 409, "feed_moved")
    latest = {"mode": "latest", "cursor": cursor}
    refused(stranger.get(FEED, query=latest), 400, "invalid_cursor")


def test_a_school_that_has_switched_it_off_reads_the_newest_first(school: School) -> None:
    posts = add_posts(school, 3)
    reader, admin = school.caller("a reader"), school.caller("an admin", "ADMIN")
    chosen_page = ok(reader.get(FEED, query={**FOR_YOU, "limit": 1}))
    assert "feed.for_you" in ok(reader.get("/v1/users/me"))["functions"]
    ok(admin.put("/v1/admin/flags/feed.for_you", json={"override": False}))
    assert "feed.for_you" not in ok(reader.get("/v1/users/me"))["functions"]
    assert ids(all_items(reader, FEED, **FOR_YOU, limit=2)) == ids(all_items(reader, FEED))
    place = {**FOR_YOU, "cursor": chosen_page["pageInfo"]["nextCursor"]}
    refused(reader.get(FEED, query=place), 409, "feed_moved")
    refused(reader.get(FEED, query={**FOR_YOU, "cursor": "x"}), 400, "invalid_cursor")
    ok(admin.put("/v1/admin/flags/feed.for_you", json={"override": None}))
    assert set(chosen(reader)) == set(posts)


def test_what_is_for_the_whole_school_is_a_feed_of_its_own(school: School) -> None:
    class_id = school.make_class(students=("a reader",))
    open_to_all = school.post(content="all")["id"]
    of_class = school.post(content="class", visibility="CLASS", classId=str(class_id))["id"]
    reader = school.caller("a reader")
    assert ids(all_items(reader, FEED, mode="school")) == [open_to_all]
    assert set(ids(all_items(reader, FEED))) == {open_to_all, of_class}
    assert set(chosen(reader)) == {open_to_all, of_class}


def test_a_search_of_the_feed_finds_posts_page_by_page(school: School) -> None:
    wanted = [school.post(content=f"photosynthesis number {n}")["id"] for n in range(5)]
    khmer = school.post(content="សិស្សរៀនគណិតវិទ្យា")["id"]
    school.post(content="something else")
    school.post(content="photosynthesis", visibility="PRIVATE")
    reader = school.caller("a reader")
    found = list(pages(reader, FEED, limit=2, search="photosynthesis"))
    assert [len(page) for page in found] == [2, 2, 1]
    assert sorted(one["id"] for page in found for one in page) == sorted(wanted)
    assert ids(all_items(reader, FEED, search="គណិតវិទ្យា")) == [khmer]
    assert ids(all_items(reader, FEED, search="...")) == []
