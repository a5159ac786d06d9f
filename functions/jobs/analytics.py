"""Roll-ups: what was seen and done, by the hour and by the day, and the days of schools."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import analytics, tenants
from shared.analytics.policy import HOURLY_KEPT, last_complete_day, rebuilt
from shared.analytics.types import Rollup

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

MOST_DAYS = 7
"""How many days the night counts that nights before have missed."""


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


@job("20 * * * *")
def job_school_activity_daily(deps: Dependencies) -> Mapping[str, Any]:
    """Count the days of schools that are over by their own clocks.

    Each hour, because midnight is at another one in each zone; a day that is counted is left alone.
    """

    def visit(school_id: UUID) -> int:
        return count_days(deps, school_id)

    return {"rows": sum(for_each_school(deps, visit, resume=job_school_activity_daily.__name__))}


def count_days(deps: Dependencies, school_id: UUID) -> int:
    """Count the days of a school since the last that was counted; returns how many.

    A week at the most: a school that is new has no days before, and what was raw may be gone.
    """
    now, counted = deps.clock(), 0
    with in_school(deps, school_id) as unit:
        days = unit(analytics.ActivityRepository)
        zone = ZoneInfo(unit(tenants.TenantRepository).details().timezone)
        last, known = last_complete_day(now, zone), days.last_day()
        day = last - timedelta(days=MOST_DAYS - 1)
        if known is not None:
            day = max(day, known + timedelta(days=1))
        while day <= last:
            days.count_day(day, zone, now)
            day, counted = day + timedelta(days=1), counted + 1
        if counted:
            days.forget(last - HOURLY_KEPT)
    return counted


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
