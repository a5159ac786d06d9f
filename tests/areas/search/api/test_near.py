"""Vectors in Postgres: what is near in a school, whatever is nearer elsewhere."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from functions.runtime.schools import in_school
from infra.postgres import search
from infra.postgres.search import vectors
from shared.search.types import Collection
from shared.search.vectors import DIMENSION, Calibration, Model, Said, Scale, cosine, unit
from tests.areas.people.factories.people import new_id
from tests.support.api import ok
from tests.support.school import School, make_school

MODEL, OLD = Model("a model", "2"), Model("a model", "1")
POSTS = Collection.POSTS


def direction(draw: random.Random, near: Sequence[float] = (), spread: float = 1.0) -> list[float]:
    raw = [spread * draw.gauss(0, 1) for _ in range(DIMENSION)]
    found = unit([x + y for x, y in zip(raw, near or [0.0] * DIMENSION, strict=True)])
    assert found is not None
    return found


def keep(school: School, made: Sequence[list[float]], model: Model = MODEL) -> list[str]:
    ids = []
    with in_school(school.api.deps, school.author.tenant.id) as unit_:
        repository = unit_(search.VectorRepository)
        for vector in made:
            said = Said(new_id(), school.author.id, "", (), "digest")
            now = school.api.clock()
            repository.put(POSTS, said, model, vector, language="en", now=now)
            ids.append(str(said.id))
    return ids


def use(school: School) -> None:
    with in_school(school.api.deps, school.author.tenant.id) as unit_:
        found = Calibration({"en": [0.0] * DIMENSION}, Scale(0.0, 1.0))
        unit_(search.VectorRepository).use(MODEL, found, school.api.clock())


@pytest.mark.parametrize("how", ["whole", "by the index", "by the index, which gives up"])
def test_the_nearest_of_the_school_are_found_among_nearer_ones_of_another(
    school: School, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AT-S3-2.1: the extension is there, and so is what it does under a filter of a school."""
    draw = random.Random(3)
    to = direction(draw)
    keep(make_school(school.api), [direction(draw, to, 0.02) for _ in range(120)])
    made = [direction(draw, to, 0.05 + n / 100) for n in range(40)]
    mine = keep(school, made)
    keep(school, [to], OLD)
    use(school)
    if how != "whole":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    with in_school(school.api.deps, school.author.tenant.id) as unit_:
        # So few rows are sorted, else; what is proven is that the index goes on.
        unit_.execute(text("SELECT set_config('enable_sort', 'off', true)"))
        if how.endswith("gives up"):
            for bound in ("hnsw.ef_search", "hnsw.max_scan_tuples"):
                unit_.execute(text(f"SELECT set_config('{bound}', '1', true)"))
        repository = unit_(search.VectorRepository)
        model = repository.in_use()
        assert model is not None
        found = repository.nearest(POSTS, to, model, 20)
        these = repository.nearness(POSTS, [one for one, _ in found[:3]], to, model)
    expected = sorted(zip(mine, made, strict=True), key=lambda one: -cosine(one[1], to))
    assert [str(one) for one, _ in found] == [one for one, _ in expected[:20]]
    assert [near for _, near in found] == pytest.approx(
        [cosine(vector, to) for _, vector in expected[:20]], abs=0.002
    )
    assert these == pytest.approx(dict(found[:3]), abs=0.002)


def test_what_is_to_be_embedded_is_what_the_whole_school_may_read_as_it_is_now(
    school: School,
) -> None:
    mine = school.post(content="an open post", title="Title")["id"]
    other = school.post(content="also open", visibility="PUBLIC")["id"]
    school.post(content="for oneself", visibility="PRIVATE")
    class_id = school.make_class(students=("a reader",))
    school.post(content="for a class", visibility="CLASS", classId=str(class_id))
    admin = school.caller("an admin", "ADMIN")
    body = {"title": "Algebra", "description": "Groups"}
    course = ok(admin.post("/v1/courses", json=body), 201)["id"]

    def stale(model: Model = MODEL) -> set[str]:
        with in_school(school.api.deps, school.author.tenant.id) as unit_:
            repository = unit_(search.VectorRepository)
            found = {str(one) for _, one in repository.find_stale(model, 10)}
            assert repository.count_stale(model) == len(found)
            return found

    def embed(collection: Collection, one: str) -> str:
        with in_school(school.api.deps, school.author.tenant.id) as unit_:
            repository = unit_(search.VectorRepository)
            found = repository.lock_and_read(collection, [UUID(one)])
            for said in found:
                now = school.api.clock()
                repository.put(collection, said, MODEL, None, language=None, now=now)
            if not found:
                repository.remove(collection, [UUID(one)])
        return "".join(said.text for said in found)

    assert stale() == {mine, other}
    assert embed(POSTS, mine) == "Title\nan open post"
    assert stale() == {other}
    assert stale(OLD) == {mine, other}
    ok(school.as_author.put(f"/v1/posts/{mine}", json={"content": "changed"}))
    assert stale() == {mine, other}
    assert embed(POSTS, other) == "also open"
    assert school.as_author.delete(f"/v1/posts/{other}").status_code == 204
    assert stale() == {mine, other}
    assert embed(POSTS, other) == ""
    assert stale() == {mine}
    with school.api.scene() as connection:
        published = "UPDATE app.courses SET published_at = now() WHERE id = :id"
        connection.execute(text(published), {"id": course})
    assert stale() == {mine, course}
    assert embed(Collection.COURSES, course) == "Algebra\nGroups"
    assert stale() == {mine}
