"""How well and how quickly search finds, beside ``ILIKE`` and beside the newest first.

Sixty questions in both languages with judged answers, among 2,000 other posts of the school. NDCG
at ten: 1 is the order that people would choose. ``ILIKE`` looks for the question as it is written,
"newest first" for texts with each of its words.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from benchmarks.judged import POSTS, QUERIES
from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import School, running_scene
from infra.bootstrap import dependencies
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.search.documents import DocumentRepository
from infra.postgres.search.index import IndexRepository
from infra.postgres.search.records import Scope
from infra.spelling import nearest
from shared.search.query import Question
from shared.search.types import Collection

Ask = Callable[[UnitOfWork, str], list[UUID]]

_OTHERS = 2_000
_SHOWN = 10
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
        with dependencies().unit_of_work() as unit:
            unit.as_tenant(school.id)
            print_table(
                f"Search: {len(QUERIES)} judged questions", _judge(unit, school, keys, rounds)
            )


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


def _judge(unit: UnitOfWork, school: School, keys: Mapping[str, UUID], rounds: int) -> list[Figure]:
    viewer = school.people[1]
    index = unit(DocumentRepository)
    scope = Scope(viewer, index.audiences_of(viewer), [Collection.POSTS])

    def ours(_: UnitOfWork, q: str) -> list[UUID]:
        question, now = Question.of(q, school.id), datetime.now(UTC)
        found = index.find(question, scope, after=None, limit=_SHOWN, now=now)
        if not found.hits:
            found = index.find_loosely(question, scope, nearest, after=None, limit=_SHOWN, now=now)
        return [hit.id for hit in found.hits][:_SHOWN]

    def like(words: Sequence[str]) -> list[UUID]:
        values = {"tenant": school.id, "words": list(words)}
        return [row.id for row in unit.all(_LIKE, values)]

    ways: dict[str, Ask] = {
        "search": ours,
        "ILIKE": lambda _, q: like([q]),
        "newest first": lambda _, q: like(q.split()),
    }
    quality, times = dict[str, float](), {name: list[float]() for name in ways}
    for name, ask in ways.items():
        scores = list[float]()
        for _ in range(rounds):
            for q, wanted in QUERIES:
                began = time.perf_counter()
                found = ask(unit, q)
                times[name].append((time.perf_counter() - began) * 1000)
                scores.append(_ndcg(found, {keys[key]: grade for key, grade in wanted.items()}))
        quality[name] = sum(scores) / len(scores)
    figures = [
        Figure(f"NDCG@10, {name}", value, unit="", least=0.9 if name == "search" else None)
        for name, value in quality.items()
    ]
    for name, taken in times.items():
        figures.append(Figure(f"{name}, p50", percentile(taken, 50)))
        goal = 50.0 if name == "search" else None
        figures.append(Figure(f"{name}, p95", percentile(taken, 95), goal=goal))
    return figures


def _ndcg(found: Sequence[UUID], wanted: Mapping[UUID, int]) -> float:
    best = sorted(wanted.values(), reverse=True)
    gained = [wanted.get(one, 0) for one in found[:_SHOWN]]
    return _discounted(gained) / _discounted(best)


def _discounted(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


if __name__ == "__main__":
    main()
