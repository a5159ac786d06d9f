"""Forgetting who answered a survey that is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.runtime.service import job
from infra.postgres import school, tenants

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("10 * * * *")
def job_pulse_ballots(deps: Dependencies) -> Mapping[str, Any]:
    """Erase the ballots of pulses that have closed."""
    now, erased = deps.clock(), 0
    with deps.unit_of_work() as unit:
        unit.begin_public()
        schools = unit(tenants.TenantRepository).find_ids()
    for school_id in schools:
        with deps.unit_of_work() as unit:
            unit.as_tenant(school_id)
            erased += unit(school.PulseRepository).forget_ballots(now)
            unit.commit()
    return {"pulses": erased}
