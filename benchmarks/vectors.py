"""What is near, in schools of several sizes among 100,000 vectors: looked through, or by the index.

The product looks through all rows of a school up to 3,000 and asks the index above, with an
iterative scan. Here each school is asked in all ways, as the function asks (row security, one
transaction), for twenty things near one of its own. "Of twenty" is how many of the twenty nearest
an answer had; a plain scan of the index gives the nearest of all schools, and the filter leaves
what is of this one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import TextClause, text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import School, running_scene
from benchmarks.written import MODEL, TOPICS, fill_vectors, tidy
from infra.bootstrap import dependencies
from infra.postgres.search import vectors
from shared.ids import uuid7
from shared.search.types import Collection

_SIZES = (1_000, 10_000, 30_000)
_OTHERS, _OF_OTHER = 59, 1_000
_NEAR = 20
_WARM_UP = 5
_ENOUGH = 0.9
_ONE_SCAN = text("SELECT set_config('hnsw.iterative_scan', 'off', true)")
_NEVER = 1 << 30
# How many rows a school may have to be looked through, and how the index is asked.
_WAYS: Mapping[str, tuple[int, TextClause | None]] = {
    "looked through": (_NEVER, None),
    "as the product does": (vectors.EXACT_UP_TO, None),
    "index, iterative": (0, None),
    "index, one scan": (0, _ONE_SCAN),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the vectors")
    scale, rounds = (5, 20) if parser.parse_args().quick else (1, 60)
    with running_scene() as scene:
        scene.gateway()  # its environment is that of this process from now on
        sizes = [size // scale for size in (*_SIZES, *[_OF_OTHER] * _OTHERS)]
        schools = [(scene.make_school(1), size) for size in sizes]
        with scene.admin.begin() as connection:
            filled = [(school.id, _things(school, size)) for school, size in schools]
            fill_vectors(connection, filled)
        tidy(scene.admin, "embeddings")
        figures = []
        for (school, size), (_, things) in zip(schools[: len(_SIZES)], filled, strict=False):
            asked = [things[n * 37 % size][0] for n in range(_WARM_UP + rounds)]
            figures += _measure(school, size, asked)
        print_table(f"What is near, among {sum(sizes):,} vectors of {len(sizes)} schools", figures)


def _things(school: School, size: int) -> list[tuple[UUID, UUID, int]]:
    owner, now = school.people[0], datetime.now(UTC)
    return [(uuid7(now), owner, n % TOPICS) for n in range(size)]


def _measure(school: School, size: int, asked: Sequence[UUID]) -> list[Figure]:
    found: dict[str, list[list[UUID]]] = {name: [] for name in _WAYS}
    times: dict[str, list[float]] = {name: [] for name in _WAYS}
    for thing_id in asked:
        for name in _WAYS:
            with _asking(name), dependencies().unit_of_work() as unit:
                unit.as_tenant(school.id)
                kept = unit(vectors.VectorRepository)
                model = kept.in_use()
                assert model is not None, f"{MODEL} was made"
                of = kept.vector_of(Collection.POSTS, thing_id, model)
                assert of is not None, "it was asked for by its id"
                began = time.perf_counter()
                near = kept.nearest(Collection.POSTS, of, model, _NEAR)
                times[name].append((time.perf_counter() - began) * 1000)
                found[name].append([one for one, _ in near])
    figures = []
    for name, taken in times.items():
        kept_times = taken[_WARM_UP:]
        right = [
            len({*ours} & {*exact})
            for ours, exact in zip(found[name], found["looked through"], strict=True)
        ]
        note = f"p50 {percentile(kept_times, 50):.1f} ms"
        figures.append(Figure(f"{size:,}, {name} p95", percentile(kept_times, 95), note=note))
        if name.startswith("index"):
            share = sum(right) / len(right) / _NEAR
            least = _ENOUGH if name == "index, iterative" else None
            note = f"{share * _NEAR:.1f} of twenty"
            figures.append(Figure(f"{size:,}, {name}, recall", share, "", least=least, note=note))
    return figures


@contextmanager
def _asking(way: str) -> Iterator[None]:
    """The product's repository, made to ask in one way."""
    most, scan = _WAYS[way]
    kept = vectors.EXACT_UP_TO, vectors._LOOK_FURTHER  # noqa: SLF001 - what is compared
    vectors.EXACT_UP_TO = most
    if scan is not None:
        vectors._LOOK_FURTHER = scan  # noqa: SLF001 - the same
    try:
        yield
    finally:
        vectors.EXACT_UP_TO, vectors._LOOK_FURTHER = kept  # noqa: SLF001 - the same


if __name__ == "__main__":
    main()
