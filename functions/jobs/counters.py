"""Counters that went astray."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.service import job
from infra.postgres import platform, tenants

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.platform.counters import Counter


@job("0 3 * * *")
def job_counter_reconcile(deps: Dependencies) -> Mapping[str, Any]:
    """Compare counters with the rows that they count, and put wrong ones right."""
    from infra.postgres.platform.counters import COUNTERS

    with deps.unit_of_work() as unit:
        unit.begin_public()
        schools = unit(tenants.TenantRepository).find_ids()
    corrected = {counter.name: 0 for counter in COUNTERS}
    for school in schools:
        for counter, row_id in _suspects(deps, school):
            corrected[counter.name] += _put_right(deps, school, counter, row_id)
    return corrected


def _suspects(deps: Dependencies, tenant_id: UUID) -> list[tuple[Counter, UUID]]:
    from infra.postgres.platform.counters import COUNTERS

    with deps.unit_of_work() as unit:
        unit.as_tenant(tenant_id)
        return [
            (counter, row_id)
            for counter in COUNTERS
            for row_id in unit(platform.CounterRepository).find_wrong(counter)
        ]


def _put_right(deps: Dependencies, tenant_id: UUID, counter: Counter, row_id: UUID) -> bool:
    """In a transaction of its own: nobody waits for more than one row."""
    with deps.unit_of_work() as unit:
        unit.as_tenant(tenant_id)
        corrected = unit(platform.CounterRepository).put_right(counter, row_id)
        unit.commit()
    return corrected
