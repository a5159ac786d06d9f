"""Roll-ups: what was seen and done, by the hour and by the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import analytics, tenants
from shared.analytics.policy import rebuilt
from shared.analytics.types import Rollup

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("5 * * * *")
def job_post_views_rollup(deps: Dependencies) -> Mapping[str, Any]:
    """Make the views of the last whole hours and days anew from what was seen."""

    def visit(school_id: UUID) -> int:
        return roll_up(deps, school_id, Rollup.VIEWS)

    return {"rows": sum(for_each_school(deps, visit, resume=job_post_views_rollup.__name__))}


@job("10 * * * *")
def job_engagement_rollup(deps: Dependencies) -> Mapping[str, Any]:
    """Make the reactions, comments and shares of the last whole hours anew."""

    def visit(school_id: UUID) -> int:
        return roll_up(deps, school_id, Rollup.ENGAGEMENT)

    return {"rows": sum(for_each_school(deps, visit, resume=job_engagement_rollup.__name__))}


def roll_up(deps: Dependencies, school_id: UUID, rollup: Rollup) -> int:
    """Bring one roll-up of a school up to the last whole hour; returns how many rows changed."""
    now = deps.clock()
    with in_school(deps, school_id) as unit:
        rollups = unit(analytics.RollupRepository)
        zone = ZoneInfo(unit(tenants.TenantRepository).details().timezone)
        mark = rollups.get_mark(rollup)
        window = rebuilt(now, None if mark is None else mark.rolled_to)
        if rollup is Rollup.VIEWS:
            changed = rollups.roll_views(window, zone)
        else:
            changed = rollups.roll_engagement(window)
        rollups.put_mark(rollup, window, zone, now)
    return changed
