"""The index of the search, compared with what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import search, tenants

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("30 2 * * *")
def job_search_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Bring the index of every school up to its rows, and forget words that are in nothing.

    The search server is compared as well, and built anew where its collections are missing or old.
    """
    from functions.runtime.engine import rebuild
    from functions.runtime.engine import reconcile as reconcile_engine
    from infra.postgres.search.sources import SOURCES

    engine = deps.search_engine
    built = 0
    if engine is not None:
        engine.admit_search_key()
        built = rebuild(deps, engine, _schools(deps))

    def reconcile(school_id: UUID) -> Counter[str]:
        changed: Counter[str] = Counter()
        for collection in SOURCES:
            with in_school(deps, school_id) as unit:
                changed[collection.value] = unit(search.IndexRepository).rebuild(collection)
        with in_school(deps, school_id) as unit:
            changed["words"] = unit(search.IndexRepository).forget_words()
        if engine is not None:
            changed["engine"] = reconcile_engine(deps, engine, school_id)
        return changed

    found = for_each_school(deps, reconcile, resume=job_search_reconcile.__name__)
    return {one.value: 0 for one in SOURCES} | {"built": built} | sum(found, Counter())


def _schools(deps: Dependencies) -> list[UUID]:
    with deps.unit_of_work() as unit:
        unit.begin_public()
        return list(unit(tenants.TenantRepository).find_ids())
