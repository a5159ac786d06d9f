"""Counters that went astray."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import platform

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("0 3 * * *")
def job_counter_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Compare counters with the rows that they count, and put wrong ones right."""
    from infra.postgres.platform.counters import COUNTERS

    def reconcile(school_id: UUID) -> Counter[str]:
        with in_school(deps, school_id) as unit:
            counters = unit(platform.CounterRepository)
            wrong = [(one, row_id) for one in COUNTERS for row_id in counters.find_wrong(one)]
        corrected: Counter[str] = Counter()
        for one, row_id in wrong:
            # In a transaction of its own: nobody waits for more than one row.
            with in_school(deps, school_id) as unit:
                corrected[one.name] += unit(platform.CounterRepository).put_right(one, row_id)
        return corrected

    found = for_each_school(deps, reconcile, resume=job_counter_reconcile.__name__)
    return {one.name: 0 for one in COUNTERS} | sum(found, Counter())
