"""Building anew what is derived: in steps, at a rate, as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from functions.workers import rebuilds
from tests.fakes.embedding_services import EmbeddingServices
from tests.support.api import Api, Caller, ids, ok, refused
from tests.support.school import School

REINDEX, BACKFILL = "/v1/admin/search/reindex", "/v1/admin/embeddings/backfill"
FLAG = "/v1/admin/flags/embeddings.external"


@pytest.fixture
def services(api: Api) -> Iterator[EmbeddingServices]:
    with EmbeddingServices().running() as found, api.environment(**found.environment()):
        yield found


@pytest.fixture
def admin(school: School) -> Caller:
    return school.caller("an admin", "ADMIN")


def deliver_all(school: School) -> list[Any]:
    """Push the steps until no other follows; returns them."""
    pushed = 0
    while True:
        due = school.api.events(school.author.tenant, "rebuild:due")
        if len(due) == pushed:
            return due
        for event in due[pushed:]:
            # Twice changes nothing.
            for _ in range(2):
                assert school.api.push("worker_rebuilds", event.body).status_code == 204
        pushed = len(due)


def test_the_index_is_built_anew_from_the_rows_of_the_school(school: School, admin: Caller) -> None:
    """AT-S3-3.5."""
    posts = [school.post(content=f"calculus {n}")["id"] for n in range(3)]
    with school.api.scene() as connection:
        emptied = "DELETE FROM app.search_documents WHERE tenant_id = :t"
        connection.execute(text(emptied), {"t": school.author.tenant.id})
    reader = school.caller("a reader")
    query = {"q": "calculus"}
    assert ok(reader.get("/v1/search/posts", query=query))["data"] == []
    refused(reader.post(REINDEX), 403, "forbidden")
    started = ok(admin.post(REINDEX), 202)
    assert started["kind"] == "SEARCH"
    steps = deliver_all(school)
    assert {step.data["jobId"] for step in steps} == {started["jobId"]}
    # Three posts and three people.
    assert (steps[-1].data["done"], steps[-1].data["total"]) == (6, 6)
    assert sorted(ids(ok(reader.get("/v1/search/posts", query=query))["data"])) == sorted(posts)
    logged = ok(admin.get("/v1/audit-log", query={"action": "search.reindexed"}))["data"]
    assert [entry["action"] for entry in logged] == ["search.reindexed"]


def test_vectors_are_made_at_a_rate_and_only_where_somebody_makes_them(
    school: School,
    admin: Caller,
    services: EmbeddingServices,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses = list[float]()
    monkeypatch.setattr(rebuilds, "pause", pauses.append)
    for n in range(5):
        school.post(content=f"text {n}")
    refused(admin.post(BACKFILL, json={"rate": 1}), 409, "no_embedder")
    ok(admin.put(FLAG, json={"override": True}))
    refused(admin.post(BACKFILL, json={"rate": 0}), 422, "validation_failed")
    ok(admin.post(BACKFILL, json={"rate": 1}), 202)
    steps = deliver_all(school)
    assert [step.data["done"] for step in steps] == [0, 2, 4]
    assert {step.data["total"] for step in steps[1:]} == {5}
    assert pauses == [2, 2]
    rows = "SELECT count(*) AS n FROM app.embeddings WHERE tenant_id = :t"
    assert school.api.rows(rows, t=school.author.tenant.id)[0].n == 5
    # A service that is away ends it; nothing waits, and nothing is lost.
    school.post(content="later")
    services.answers.append((500, {}, b""))
    ok(admin.post(BACKFILL, json={}), 202)
    assert len(deliver_all(school)) == 4
    with school.api.environment(EMBEDDING_PROVIDER="openai", EMBEDDING_URL=""):
        ok(admin.post(BACKFILL, json={}), 202)
        assert len(deliver_all(school)) == 5
    assert school.api.rows(rows, t=school.author.tenant.id)[0].n == 5
