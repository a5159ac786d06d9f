"""The index of the search, compared with what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import search, tenants

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BUDGET = timedelta(minutes=4)
"""After this long a run leaves the other schools to the next one, which begins with them."""
PAGE = 100
_WEEK = 7


@job("30 2 * * *")
def job_search_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Bring the index of every school up to its rows, and forget words that are in nothing.

    The search server is compared as well, and built anew where its collections are missing or old.
    """
    from functions.common.search_server import rebuild
    from functions.common.search_server import reconcile as reconcile_engine
    from infra.postgres.core.job_runs import REACHED
    from infra.postgres.search.sources import SOURCES

    engine = deps.search_engine
    built, schools, today = 0, _schools(deps), deps.clock().date()
    if engine is not None:
        engine.admit_search_key()
        built = rebuild(deps, engine, schools)

    visited = list[UUID]()

    def reconcile(school_id: UUID) -> Counter[str]:
        visited.append(school_id)
        changed = repair(deps, school_id)
        if changed or _has_its_turn(school_id, today):
            with in_school(deps, school_id) as unit:
                changed["words"] = unit(search.IndexRepository).forget_words()
        if engine is not None:
            changed["engine"] = reconcile_engine(deps, engine, school_id)
        return changed

    found = for_each_school(
        deps,
        reconcile,
        schools=schools,
        resume=job_search_reconcile.__name__,
        until=deps.clock() + BUDGET,
    )
    zeros = {one.value: 0 for one in SOURCES}
    reached = {REACHED: str(visited[-1])} if 0 < len(visited) < len(schools) else {}
    return zeros | {"built": built, "schools": len(found)} | reached | sum(found, Counter())


def repair(deps: Dependencies, school_id: UUID) -> Counter[str]:
    """Index what the index of a school does not have as it is; returns how much of what it was.

    One statement where all is well. Else pages of their own transactions, so that nobody who writes
    waits for long; what is cut off is found again.
    """
    with in_school(deps, school_id) as unit:
        stale = unit(search.IndexRepository).stale()
    for begin in range(0, len(stale), PAGE):
        with in_school(deps, school_id) as unit:
            unit(search.IndexRepository).renew(stale[begin : begin + PAGE])
    return Counter(touch.collection.value for touch in stale)


def _has_its_turn(school_id: UUID, today: date) -> bool:
    """Once a week for each school: words of what is gone are looked for where nothing is stale."""
    return school_id.int % _WEEK == today.toordinal() % _WEEK


def _schools(deps: Dependencies) -> list[UUID]:
    with deps.unit_of_work() as unit:
        unit.begin_public()
        return list(unit(tenants.TenantRepository).find_ids())
