"""Whether Postgres is still quick enough for the social graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import people
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

SLOW_MS = 200
"""From here on it is to be looked at; from DECIDE_MS on another store is to be considered."""
DECIDE_MS = 500


@job("0 6 1 * *")
def job_graph_explain_check(deps: Dependencies) -> Mapping[str, Any]:
    """Time the question whom to follow for the busiest person of each school, once a month."""

    def visit(school_id: UUID) -> float | None:
        return measure(deps, school_id)

    found = [took for took in for_each_school(deps, visit) if took is not None]
    slowest = round(max(found, default=0.0), 1)
    if slowest > SLOW_MS:
        report(Signal.GRAPH_SLOW, milliseconds=slowest, decide=slowest > DECIDE_MS)
    return {"schools": len(found), "slowestMs": slowest}


def measure(deps: Dependencies, school_id: UUID) -> float | None:
    """Milliseconds of the hardest question of a school; None where nobody follows anybody."""
    with in_school(deps, school_id) as unit:
        suggestions = unit(people.SuggestionRepository)
        busiest = suggestions.busiest()
        if busiest is None:
            return None
        return suggestions.measure_mutual(busiest)
