"""How well and how quickly search finds, beside ``ILIKE`` and beside the newest first.

Sixty questions in both languages with judged answers, among 2,000 other posts of the school. NDCG
at ten: 1 is the order that people would choose. ``ILIKE`` looks for the question as it is written,
"newest first" for texts with each of its words.

Where a search server is installed (``make typesense``; else that is said) it is asked the same, and
how far both agree is how much of what the one shows among its first ten the other shows too: of a
pair of answers the number in both, by the number in either. Both share the cores of this machine.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import text

from benchmarks.judged import POSTS, QUERIES
from benchmarks.ndcg import SHOWN, ndcg
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import School, running_scene
from infra.bootstrap import dependencies
from infra.build.typesense_server import server
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.search.documents import DocumentRepository
from infra.postgres.search.index import IndexRepository
from infra.postgres.search.records import Scope
from infra.spelling import nearest
from infra.typesense.engine import SearchEngine
from shared.search.indexed import as_indexed, asked
from shared.search.query import Question
from shared.search.types import Collection
from tests.support.typesense import KEY, running_server

Ask = Callable[[UnitOfWork, str], list[UUID]]

_OTHERS = 2_000
_PEERS = frozenset({"ILIKE", "newest first"})
_WORDS = "today class pupil lesson paper after table music water number group story open start"
_WORDS_KM = "ថ្ងៃនេះ សិស្ស មេរៀន ក្រុម រឿង ទឹក តន្ត្រី លេខ តុ ចាប់ផ្តើម"
_INSERT = text(
    """
    INSERT INTO app.posts (tenant_id, id, author_id, title, content, created_at, updated_at)
    VALUES (:tenant, uuidv7(), :author, :title, :content, :at, :at) RETURNING id
    """
)
_LIKE = text(
    """
    SELECT id FROM app.posts
     WHERE tenant_id = :tenant
       AND (SELECT bool_and(concat_ws(' ', title, content) ILIKE '%' || word || '%')
              FROM unnest(CAST(:words AS text[])) AS word)
     ORDER BY created_at DESC, id DESC LIMIT 10
    """
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if parser.parse_args().quick else 5
    with running_scene() as scene:
        scene.gateway()  # its environment is that of this process from now on
        school = scene.make_school(3)
        with scene.admin.begin() as connection:
            keys = _fill(connection, school)
        with dependencies().unit_of_work() as unit:
            unit.as_tenant(school.id)
            index = unit(IndexRepository)
            index.renew(index.stale())
            unit.commit()
        with _search_server() as engine, dependencies().unit_of_work() as unit:
            unit.as_tenant(school.id)
            if engine is not None:
                _fill_server(engine, unit)
            figures = _judge(unit, school, keys, rounds, engine)
            print_table(f"Search: {len(QUERIES)} judged questions", figures)


def _fill(connection: Any, school: School) -> Mapping[str, UUID]:
    draw, now = random.Random(1), datetime.now(UTC)
    given = {"tenant": school.id, "author": school.people[0]}
    for n in range(_OTHERS):
        words = draw.choices(_WORDS.split(), k=12)
        content = " ".join(words) + "".join(draw.choices(_WORDS_KM.split(), k=6))
        at = now - timedelta(minutes=n)
        connection.execute(_INSERT, {**given, "title": None, "content": content, "at": at})
    found = dict[str, UUID]()
    for n, (key, (title, content)) in enumerate(POSTS.items()):
        at = now - timedelta(days=len(POSTS) - n)
        row = {**given, "title": title or None, "content": content, "at": at}
        found[key] = connection.execute(_INSERT, row).scalar_one()
    connection.execute(text("ANALYZE"))
    return found


def _judge(
    unit: UnitOfWork,
    school: School,
    keys: Mapping[str, UUID],
    rounds: int,
    engine: SearchEngine | None,
) -> list[Figure]:
    viewer = school.people[1]
    index = unit(DocumentRepository)
    scope = Scope(viewer, index.audiences_of(viewer), [Collection.POSTS])

    def ours(_: UnitOfWork, q: str) -> list[UUID]:
        question, now = Question.of(q, school.id), datetime.now(UTC)
        found = index.find(question, scope, after=None, limit=SHOWN, now=now)
        if not found.hits:
            found = index.find_loosely(question, scope, nearest, after=None, limit=SHOWN, now=now)
        return [hit.id for hit in found.hits][:SHOWN]

    def like(words: Sequence[str]) -> list[UUID]:
        values = {"tenant": school.id, "words": list(words)}
        return [row.id for row in unit.all(_LIKE, values)]

    ways: dict[str, Ask] = {
        "search": ours,
        "ILIKE": lambda _, q: like([q]),
        "newest first": lambda _, q: like(q.split()),
    }
    if engine is not None:
        ways["Typesense"] = partial(_ask_server, engine, scope)
    quality, times = dict[str, float](), {name: list[float]() for name in ways}
    shown: dict[str, list[list[UUID]]] = {name: [] for name in ways}
    for name, ask in ways.items():
        scores = list[float]()
        for _ in range(rounds):
            for q, wanted in QUERIES:
                began = time.perf_counter()
                found = ask(unit, q)
                times[name].append((time.perf_counter() - began) * 1000)
                shown[name].append(found)
                scores.append(ndcg(found, {keys[key]: grade for key, grade in wanted.items()}))
        quality[name] = sum(scores) / len(scores)
    figures = [
        Figure(f"NDCG@10, {name}", value, unit="", least=None if name in _PEERS else 0.9)
        for name, value in quality.items()
    ]
    if engine is not None:
        figures += _agreement(shown["search"], shown["Typesense"])
    for name, taken in times.items():
        figures.append(Figure(f"{name}, p50", percentile(taken, 50)))
        goal = None if name in _PEERS else 50.0
        figures.append(Figure(f"{name}, p95", percentile(taken, 95), goal=goal))
    return figures


def _ask_server(engine: SearchEngine, scope: Scope, unit: UnitOfWork, q: str) -> list[UUID]:
    """What the server shows for a question, as the function asks it."""
    found = engine.search(
        unit.tenant,
        {Collection.POSTS.value: asked(Question.of(q, unit.tenant))},
        viewer_id=scope.viewer_id,
        audiences=scope.audiences,
        limit=SHOWN,
    )
    return list(found[Collection.POSTS.value].ids)


def _agreement(ours: Sequence[Sequence[UUID]], theirs: Sequence[Sequence[UUID]]) -> list[Figure]:
    """How much two ways of searching show the same, and how often the same first."""
    pairs = list(zip(ours, theirs, strict=True))
    shared = [len({*a} & {*b}) / (len({*a} | {*b}) or 1) if a or b else 1.0 for a, b in pairs]
    first = [a[:1] == b[:1] for a, b in pairs]
    return [
        Figure("Typesense and Postgres show the same", sum(shared) / len(shared), ""),
        Figure("they show the same first", sum(first) / len(first), ""),
    ]


@contextmanager
def _search_server() -> Iterator[SearchEngine | None]:
    """A search server of this benchmark's own, if one is installed."""
    if server() is None:
        print("\nno search server is installed (make typesense): Postgres is judged alone")
        yield None
        return
    with TemporaryDirectory() as directory, running_server(Path(directory)) as running:
        address = ("127.0.0.1", running.port, "http")
        with closing(SearchEngine(address, KEY, running.search_key)) as engine:
            yield engine


def _fill_server(engine: SearchEngine, unit: UnitOfWork) -> None:
    """The posts of the unit's school, as the worker writes them."""
    name = engine.begin(Collection.POSTS.value)
    for page in unit(IndexRepository).pages(Collection.POSTS):
        engine.import_into(name, [as_indexed(unit.tenant, one) for one in page])
    engine.swap(Collection.POSTS.value, name)


if __name__ == "__main__":
    main()
