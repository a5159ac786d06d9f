"""The periods of a school's day."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.school.timetable.schemas import PeriodList, PeriodRead, PeriodsPut


class PeriodNotFound(NotFound):
    """The school has no such period, or it is retired."""

    title = "Period not found"


class PeriodHasLessons(Conflict):
    """The times of a period stand: retire it and add another one."""

    code = "period_has_lessons"
    title = "The times of a period stay as they are: add another period instead"
    cure = "Retire the period, and add another one with the new times."


@route("GET", "/v1/periods", permission=Permission.TIMETABLE_READ, limits=("read",))
def periods_list(ctx: Ctx) -> PeriodList:
    """List the periods of the day, the earliest first."""
    found = ctx.db(school.TimetableRepository).find_periods()
    return PeriodList(data=[PeriodRead.of(one) for one in found])


@route(
    "PUT",
    "/v1/periods",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    raises=(PeriodNotFound, PeriodHasLessons),
    audit=Audit("periods.changed", "tenant"),
)
def periods_put(ctx: Ctx, body: PeriodsPut) -> PeriodList:
    """Replace the periods. One that is left out is retired; the times of one never change."""
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    held = {one.id: one for one in timetable.find_periods()}
    for period in body.periods:
        if period.id is None:
            continue
        known = held.get(period.id)
        if known is None:
            raise PeriodNotFound
        if (known.starts, known.ends) != (period.starts, period.ends):
            raise PeriodHasLessons
    rows = [{**one.model_dump(), "id": one.id or ctx.new_id()} for one in body.periods]
    timetable.put_periods(rows)
    return periods_list(ctx)
