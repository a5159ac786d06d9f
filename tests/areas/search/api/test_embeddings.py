"""Texts become vectors behind the answer: of schools that allow it, without names, or later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.jobs.embeddings import PAGE, fill
from shared.search.reference import sentences
from shared.search.vectors import Language
from tests.fakes.embedding_services import MODEL, EmbeddingServices
from tests.support.api import Api, ok
from tests.support.school import School, make_school

FLAG = "/v1/admin/flags/embeddings.external"
REFERENCE = [text for _, _, text in sentences()]


@pytest.fixture
def services(api: Api) -> Iterator[EmbeddingServices]:
    with EmbeddingServices().running() as found, api.environment(**found.environment()):
        yield found


def allow(school: School, override: bool | None = True) -> None:
    ok(school.caller("an admin", "ADMIN").put(FLAG, json={"override": override}))


def deliver(school: School) -> None:
    school.api.deliver("worker_embeddings", school.author.tenant)


def kept(school: School) -> dict[str, str | None]:
    """Languages of what is kept, by id."""
    rows = school.api.rows(
        "SELECT id, language, vector IS NULL AS empty FROM app.embeddings WHERE tenant_id = :t",
        t=school.author.tenant.id,
    )
    assert all(row.empty is (row.language is None) for row in rows)
    return {str(row.id): row.language for row in rows}


def asked(services: EmbeddingServices) -> list[str]:
    """What was asked for, but for the sentences that every model is measured on."""
    found = [text for text in services.texts if text not in REFERENCE]
    services.asked.clear()
    return found


def test_nothing_leaves_before_the_school_itself_allows_it(
    school: School, services: EmbeddingServices
) -> None:
    """AT-S3-2.2: with the key of the settings, once the school has switched it on."""
    school.post(content="a first text")
    deliver(school)
    assert services.asked == []
    allow(school)
    post = school.post(content="a second text")["id"]
    deliver(school)
    assert asked(services) == ["a second text"]
    assert kept(school) == {post: "en"}
    allow(school, None)
    school.post(content="a third text")
    deliver(school)
    assert services.asked == []


def test_only_what_the_whole_school_reads_leaves_and_without_names(
    school: School, services: EmbeddingServices
) -> None:
    allow(school)
    named = school.member("somebody")
    name = named.user.name
    class_id = school.make_class()
    school.post(content="for a class", visibility="CLASS", classId=str(class_id))
    school.post(content="for me", visibility="PRIVATE")
    content = f"@{name} solves it, write to x@school.test or call 012 345 678"
    body = {"content": content, "mentions": [str(named.id)], "title": "Equations"}
    english = school.post(**body)["id"]
    khmer = school.post(content="ដោះស្រាយសមីការ")["id"]
    nothing = school.post(content=f"@{name}", mentions=[str(named.id)])["id"]
    deliver(school)
    assert asked(services) == ["Equations solves it, write to or call", "ដោះស្រាយសមីការ"]
    assert kept(school) == {english: "en", khmer: "km", nothing: None}


def test_vectors_follow_what_is_written(school: School, services: EmbeddingServices) -> None:
    """AT-S3-2.3: a vector is there with the event; how long a provider takes is not ours."""
    allow(school)
    post = school.post(content="before")["id"]
    ok(school.as_author.put(f"/v1/posts/{post}", json={"content": "after"}))
    # Both events come; each finds what is there now.
    deliver(school)
    assert asked(services) == ["after"]
    assert school.as_author.delete(f"/v1/posts/{post}").status_code == 204
    deliver(school)
    assert kept(school) == {}


def test_a_model_is_measured_once_and_another_one_embeds_anew(
    school: School, services: EmbeddingServices
) -> None:
    allow(school)
    school.post(content="one")
    deliver(school)
    other = make_school(school.api)
    allow(other)
    services.asked.clear()
    post = other.post(content="two")["id"]
    deliver(other)
    assert services.texts == ["two"]
    services.asked.clear()
    with school.api.environment(**services.environment(), EMBEDDING_VERSION="2"):
        assert fill(other.api.deps, other.author.tenant.id, lambda: True) == 1
        assert asked(services) == ["two"]
        [row] = school.api.rows("SELECT model, version FROM app.embeddings WHERE id = :i", i=post)
        assert (row.model, row.version.split("/")[0]) == (MODEL, "2")
    [found] = school.api.rows(
        "SELECT centres, unrelated, related FROM app.embedding_models WHERE name = :m"
        " ORDER BY calibrated_at DESC LIMIT 1",
        m=MODEL,
    )
    assert set(found.centres) == set(Language)
    assert found.unrelated < found.related


def test_a_service_that_is_away_delays_nothing_and_is_asked_again(
    school: School, services: EmbeddingServices
) -> None:
    """AT-S3-R4: whoever writes and reads waits for no model, whatever it does."""
    allow(school)
    services.answers += [(500, {}, b"")] * 3
    # It hangs: a request that asked it would hang as well.
    services.released.clear()
    posts = [school.post(content=f"text {n}")["id"] for n in range(3)]
    assert len(ok(school.as_author.get("/v1/posts"))["data"]) == 3
    services.released.set()
    assert services.asked == []
    deliver(school)
    assert kept(school) == {}
    reader = school.caller("a reader")
    for query in ({"mode": "for_you"}, {}):
        found = ok(reader.get("/v1/posts", query=query))["data"]
        assert {one["id"] for one in found} == set(posts)
    assert len(ok(reader.get(f"/v1/posts/{posts[0]}/similar"))["data"]) == 2
    # Another process begins with a closed breaker.
    with school.api.environment(**services.environment()):
        assert fill(school.api.deps, school.author.tenant.id, lambda: True) == 3
    assert set(kept(school)) == set(posts)


def test_a_text_that_the_model_refuses_keeps_no_other_from_its_vector(
    school: School, services: EmbeddingServices
) -> None:
    """AT-S3-R3: what is derived may be missing, and what it was derived from is as it was."""
    allow(school)
    services.refused = "too much"
    posts = [school.post(content=text)["id"] for text in ("one", "too much for it", "two")]
    assert fill(school.api.deps, school.author.tenant.id, lambda: True) == 3
    assert kept(school) == dict(zip(posts, ("en", None, "en"), strict=True))
    reader = school.caller("a reader")
    for path in ("/v1/posts?mode=for_you", "/v1/posts", "/v1/search/posts?q=much+for+it"):
        assert posts[1] in {one["id"] for one in ok(reader.get(path))["data"]}, path
    assert len(ok(reader.get(f"/v1/posts/{posts[1]}/similar"))["data"]) == 2
    services.asked.clear()
    assert fill(school.api.deps, school.author.tenant.id, lambda: True) == 0
    assert services.asked == []


def test_a_backfill_keeps_to_its_rate_and_goes_on_where_it_was_cut_off(
    school: School, services: EmbeddingServices
) -> None:
    """AT-S3-2.4."""
    allow(school)
    posts = {school.post(content=f"text {n}")["id"] for n in range(PAGE + 5)}
    assert school.api.deps.embedder is not None
    turns, pauses = iter([True, False]), list[float]()
    done = fill(
        school.api.deps,
        school.author.tenant.id,
        lambda: next(turns),
        rate=5,
        pause=pauses.append,
    )
    assert (done, pauses) == (PAGE, [PAGE / 5])
    assert len(asked(services)) == PAGE
    assert fill(school.api.deps, school.author.tenant.id, lambda: True) == 5
    assert set(kept(school)) == posts
    assert len(asked(services)) == 5


@pytest.mark.every_school
def test_the_job_fills_what_is_missing_and_says_so_where_nobody_is_configured(
    school: School, services: EmbeddingServices
) -> None:
    allow(school)
    post = school.post(content="missed")["id"]
    done = school.api.run_job("job_embeddings_backfill")
    assert done["provider"] is True
    assert done["vectors"] >= 1
    assert kept(school) == {post: "en"}
    services.answers.append((500, {}, b""))
    school.post(content="missed, too")
    assert school.api.run_job("job_embeddings_backfill")["provider"] is False
    with school.api.environment(EMBEDDING_PROVIDER="openai", EMBEDDING_URL=""):
        assert school.api.run_job("job_embeddings_backfill") == {
            "status": "done",
            "provider": False,
        }
