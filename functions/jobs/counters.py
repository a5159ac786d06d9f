"""Counters that went astray."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.service import job

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.counters import Counter


@job("0 3 * * *")
def job_counter_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Compare counters with the rows that they count, and put wrong ones right."""
    from infra.postgres.counters import COUNTERS

    with deps.unit_of_work() as unit:
        unit.begin_public()
        schools = unit.accounts.find_schools()
    return {
        counter.name: sum(_reconcile(deps, school, counter) for school in schools)
        for counter in COUNTERS
    }


def _reconcile(deps: Dependencies, tenant_id: UUID, counter: Counter) -> int:
    """Each row in a transaction of its own: nobody waits for more than one."""
    with deps.unit_of_work() as unit:
        unit.as_tenant(tenant_id)
        suspects = unit.counters.find_wrong(tenant_id, counter)
    corrected = 0
    for row_id in suspects:
        with deps.unit_of_work() as unit:
            unit.as_tenant(tenant_id)
            corrected += unit.counters.put_right(tenant_id, counter, row_id)
            unit.commit()
    return corrected
