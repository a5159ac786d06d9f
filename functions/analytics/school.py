"""The days of a school, for who runs it and for researchers."""

from __future__ import annotations

from datetime import timedelta

from functions.analytics.figures import zone_of
from functions.runtime.context import Ctx
from infra.postgres import analytics
from shared.analytics.policy import last_complete_day, shown, shown_of
from shared.analytics.schemas import (
    RoleActivity,
    SchoolAnalyticsRead,
    SchoolDay,
    SchoolPeriodQuery,
)
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.files import TextFile, csv_text
from shared.http.route import route

_DAYS = {"7d": 7, "30d": 30, "90d": 90}
_HEADER = (
    "day",
    "active people",
    "posts",
    "comments",
    "messages",
    "submissions",
    "live games",
    "views",
    "attendance %",
)
_FEW = "fewer than 5"


@route("GET", "/v1/analytics/school", permission=Permission.ANALYTICS_TENANT, limits=("read",))
def analytics_school(ctx: Ctx, query: SchoolPeriodQuery) -> SchoolAnalyticsRead:
    """Read the days of the school that are over: people, posts, work, attendance.

    A day ends by the clock of the school and is counted in the night after. How many people were
    there is told from five of a role on, and how many pupils were at school from five pupils on.
    """
    return _read(ctx, query)


@route(
    "GET", "/v1/analytics/school.csv", permission=Permission.ANALYTICS_TENANT, limits=("export",)
)
def analytics_school_file(ctx: Ctx, query: SchoolPeriodQuery) -> TextFile:
    """Download the days of the school as CSV."""
    read = _read(ctx, query)
    rows = [
        (
            one.day.isoformat(),
            _FEW if one.active_users is None else one.active_users,
            one.posts,
            one.comments,
            one.messages,
            one.submissions,
            one.live_sessions,
            one.views,
            "" if one.attendance_rate is None else one.attendance_rate,
        )
        for one in read.days
    ]
    as_of = ("as of", "" if read.as_of is None else read.as_of.isoformat())
    return TextFile(csv_text((_HEADER, *rows, as_of)), "text/csv", "school.csv")


def _read(ctx: Ctx, query: SchoolPeriodQuery) -> SchoolAnalyticsRead:
    activity, zone = ctx.db(analytics.ActivityRepository), zone_of(ctx)
    last = last_complete_day(ctx.now(), zone)
    first = last - timedelta(days=_DAYS[query.period] - 1)
    days = activity.find(first, last)
    by_role = activity.count_people(first, last)
    roles = [
        RoleActivity(role=Role(role), people=shown(people))
        for role, people in sorted(by_role.items())
    ]
    return SchoolAnalyticsRead(
        period=query.period,
        timezone=zone.key,
        since=first,
        until=days[-1].day if days else None,
        as_of=days[-1].computed_at if days else None,
        # Of roles that are told: the rest of a whole would be those who are not.
        active_users=sum(one.people or 0 for one in roles) if roles else 0,
        active_by_role=roles,
        days=[SchoolDay.of(one, active_users=shown_of(one.active_by_role)) for one in days],
    )
