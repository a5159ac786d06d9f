"""The index of the search, compared with what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import search

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("30 2 * * *")
def job_search_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Bring the index of every school up to its rows, and forget words that are in nothing."""
    from infra.postgres.search.sources import SOURCES

    def reconcile(school_id: UUID) -> Counter[str]:
        changed: Counter[str] = Counter()
        for collection in SOURCES:
            with in_school(deps, school_id) as unit:
                changed[collection.value] = unit(search.IndexRepository).rebuild(collection)
        with in_school(deps, school_id) as unit:
            changed["words"] = unit(search.IndexRepository).forget_words()
        return changed

    found = for_each_school(deps, reconcile, resume=job_search_reconcile.__name__)
    return {one.value: 0 for one in SOURCES} | sum(found, Counter())
