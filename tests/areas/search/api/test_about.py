"""What posts are about counts in chosen feeds and in what resembles a post."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from functions.jobs.embeddings import fill
from shared.search.fusion import fused
from tests.fakes.embedding_services import EmbeddingServices
from tests.support.api import Api, Caller, ids, ok, refused
from tests.support.school import School

FLAGS = "/v1/admin/flags"


@pytest.fixture
def services(api: Api) -> Iterator[EmbeddingServices]:
    with EmbeddingServices().running() as found, api.environment(**found.environment()):
        yield found


@pytest.fixture
def admin(school: School, services: EmbeddingServices) -> Caller:
    assert services.asked == []
    found = school.caller("an admin", "ADMIN")
    ok(found.put(f"{FLAGS}/embeddings.external", json={"override": True}))
    return found


def embed(school: School) -> None:
    fill(school.api.deps, school.author.tenant.id, lambda: True, pause=lambda _: None)


def semantic(reader: Caller, post: str) -> float:
    factors = ok(reader.get(f"/v1/posts/{post}/why"))["factors"]
    return float(next(one["value"] for one in factors if one["factor"] == "SEMANTIC"))


def test_what_is_about_the_same_as_what_one_liked_comes_first_and_why_says_so(
    school: School, admin: Caller
) -> None:
    """AT-S3-2.5, AT-S3-R5: by vectors, and as before once the school has switched them off."""
    liked = school.post(content="volcano eruption lava ash")["id"]
    near = school.post(content="lava and ash of a volcano, an eruption")["id"]
    others = [school.post(content=f"the choir sings number {n}")["id"] for n in range(4)]
    closed = school.post(content="volcano eruption lava ash", visibility="PRIVATE")["id"]
    reader = school.caller("a reader")
    ok(reader.post(f"/v1/posts/{liked}/like"))
    # Without vectors nothing is about anything, and other factors count as before.
    assert semantic(reader, near) == 0
    embed(school)
    assert semantic(reader, near) == 1
    assert [semantic(reader, one) for one in others] == [0] * 4
    feed = ids(ok(reader.get("/v1/posts", query={"mode": "for_you"}))["data"])
    assert feed.index(near) < min(feed.index(one) for one in others)
    assert closed not in feed
    refused(reader.get(f"/v1/posts/{closed}/why"), 404, "not_found")
    # Who did nothing has no taste, and nobody has that of another.
    assert semantic(school.caller("a newcomer"), near) == 0
    ok(admin.put(f"{FLAGS}/feed.semantic", json={"override": False}))
    assert semantic(reader, near) == 0


def test_without_a_provider_feeds_are_chosen_and_nothing_is_about_anything(
    school: School,
) -> None:
    """AT-S3-2.7: the key is missing, although the school would let texts leave."""
    with school.api.environment(
        EMBEDDING_PROVIDER="huggingface", EMBEDDING_API_KEY="", EMBEDDING_URL=""
    ):
        admin = school.caller("an admin", "ADMIN")
        ok(admin.put(f"{FLAGS}/embeddings.external", json={"override": True}))
        posts = [school.post(content=f"volcano number {n}")["id"] for n in range(2)]
        school.api.deliver("worker_embeddings", school.author.tenant)
        reader = school.caller("a reader")
        ok(reader.post(f"/v1/posts/{posts[0]}/like"))
        feed = ids(ok(reader.get("/v1/posts", query={"mode": "for_you"}))["data"])
        assert set(feed) == set(posts)
        assert semantic(reader, posts[1]) == 0
        assert ids(ok(reader.get(f"/v1/posts/{posts[0]}/similar"))["data"]) == [posts[1]]


@pytest.mark.usefixtures("admin")
def test_an_old_post_is_found_for_who_likes_what_it_is_about(school: School) -> None:
    old = school.post(content="volcano eruption lava ash")["id"]
    with school.api.scene() as connection:
        aged = "UPDATE app.posts SET created_at = now() - interval '60 days' WHERE id = :id"
        connection.execute(text(aged), {"id": old})
    liked = school.post(content="eruption of a volcano: lava, ash")["id"]
    reader = school.caller("a reader")
    ok(reader.post(f"/v1/posts/{liked}/bookmark"))
    embed(school)
    assert ok(reader.get(f"/v1/posts/{old}/why"))["pool"] == "SEMANTIC"


def test_similar_posts_need_no_word_in_common_with_hidden_ones(
    school: School, admin: Caller
) -> None:
    one = school.post(content="volcano eruption lava")["id"]
    others = [school.post(content=f"the choir sings number {n}")["id"] for n in range(3)]
    near = school.post(content="lava volcano", title="eruption")["id"]
    blocked = school.member("blocked")
    hidden = ok(
        school.api.as_(blocked).post("/v1/posts", json={"content": "volcano lava eruption"}), 201
    )["id"]
    school.block(school.member("a reader"), blocked)
    embed(school)
    reader = school.caller("a reader")
    found = ids(ok(reader.get(f"/v1/posts/{one}/similar"))["data"])
    assert found[0] == near
    assert hidden not in found
    assert set(found) == {near, *others}
    ok(admin.put(f"{FLAGS}/feed.semantic", json={"override": False}))
    assert ids(ok(reader.get(f"/v1/posts/{one}/similar"))["data"])[0] == near


def test_of_several_orders_what_is_high_in_both_comes_first() -> None:
    assert fused([1, 2, 3], [3, 4]) == [3, 1, 2, 4]
    assert fused([], ["a", "b", "a"]) == ["a", "b"]
    assert fused([1], [2]) == [1, 2]
