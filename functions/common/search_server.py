"""Keeping the search server like Postgres: the row as it is, under the lock of the thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.schools import in_school
from infra.postgres import search
from shared.search.indexed import as_indexed
from shared.search.touching import Touch
from shared.search.types import Collection

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.typesense.engine import SearchEngine


def renew(engine: SearchEngine, unit: UnitOfWork, touched: Iterable[Touch]) -> None:
    """Write things as they are now, or forget them; raises EngineUnavailable.

    The lock is held until the server has answered and the unit commits: whoever writes the same
    thing later has read it later, whatever order events come in.
    """
    for touch in touched:
        documents = unit(search.IndexRepository).lock_and_read(touch.collection, [touch.id])
        found = [as_indexed(unit.tenant, one) for one in documents]
        if found:
            engine.put(touch.collection, found)
        else:
            engine.remove(touch.collection, [touch.id])


def rebuild(deps: Dependencies, engine: SearchEngine, schools: Sequence[UUID]) -> int:
    """Build collections whose schema is old or that are not there, and search them from then on.

    Workers write to the new one as soon as it is there. Pages are read under the same locks, so
    that no older row is written over a newer one: that is what a replay would be for.
    """
    from infra.postgres.search.sources import SOURCES

    built = 0
    for collection in SOURCES:
        if engine.is_current(collection):
            continue
        name = engine.begin(collection)
        for school_id in schools:
            fill(deps, engine, school_id, collection, name)
        engine.swap(collection, name)
        built += 1
    return built


def fill(
    deps: Dependencies, engine: SearchEngine, school_id: UUID, collection: Collection, name: str
) -> None:
    """Copy what a school has in a collection."""
    with in_school(deps, school_id) as unit:
        pages = [
            [one.id for one in page] for page in unit(search.IndexRepository).pages(collection)
        ]
    for ids in pages:
        with in_school(deps, school_id) as unit:
            documents = unit(search.IndexRepository).lock_and_read(collection, ids)
            engine.import_into(name, [as_indexed(school_id, one) for one in documents])


def reconcile(deps: Dependencies, engine: SearchEngine, school_id: UUID) -> int:
    """Compare what the server has of a school with what is there; returns how much was repaired."""
    from infra.postgres.search.sources import SOURCES

    repaired = 0
    for collection in SOURCES:
        kept = engine.versions(collection, school_id)
        with in_school(deps, school_id) as unit:
            pages = unit(search.IndexRepository).pages(collection)
            there = {
                one.id: as_indexed(school_id, one)["version"] for page in pages for one in page
            }
        wrong = {one for one in kept.keys() | there.keys() if kept.get(one) != there.get(one)}
        for one in sorted(wrong):
            with in_school(deps, school_id) as unit:
                renew(engine, unit, [Touch(collection, one)])
        repaired += len(wrong)
    return repaired
