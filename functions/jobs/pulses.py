"""Forgetting who answered a survey that is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import school

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("10 * * * *")
def job_pulse_ballots(deps: Dependencies) -> Mapping[str, Any]:
    """Erase the ballots of pulses that have closed."""
    now = deps.clock()

    def forget(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return unit(school.PulseRepository).forget_ballots(now)

    return {"pulses": sum(for_each_school(deps, forget))}
