"""The planner: what to do, and everything with a date as a calendar."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.learning.coursework import summaries
from functions.learning.school_week import school_week
from functions.runtime.context import Ctx
from infra.postgres import learning, tenants
from shared.http.files import CalendarFile
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.learning.assignments.dates import whole_minute
from shared.learning.assignments.schemas import WorkSummary
from shared.learning.assignments.types import AssignmentStatus, AssignmentType, SubmissionState
from shared.learning.calendar import Occasion, calendar
from shared.learning.planner_schemas import CalendarQuery, CalendarToken, Todo

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, OpeningLesson
    from shared.learning.assignments.dates import Dates

MAX_WORK = 300
MAX_LESSONS = 500
SHOWN_BACK = timedelta(days=366)


class CalendarNotFound(NotFound):
    """The address of the calendar is not, or no longer, anybody's."""

    guess = True
    title = "Calendar not found"


@route("GET", "/v1/users/me/todo", permission=Access.SIGNED_IN, limits=("read",))
def users_todo(ctx: Ctx) -> Todo:
    """Read what to hand in, what is missing, and what waits to be graded."""
    found = ctx.db(learning.AssignmentRepository).find(
        ctx.viewer.user_id,
        everywhere=False,
        course_id=None,
        status=AssignmentStatus.PUBLISHED,
        due_after=None,
        due_before=None,
        before=None,
        limit=MAX_WORK,
    )
    shown, now = list(summaries(ctx, found).values()), ctx.now()
    todo = [one for one in shown if not one.can_grade and _is_owed(one)]
    missing = [
        one
        for one in todo
        if _is_missing(one) or (one.due_date is not None and whole_minute(one.due_date) <= now)
    ]
    due = [one for one in todo if one not in missing]
    return Todo(
        due=sorted(due, key=lambda one: (one.due_date is None, one.due_date or one.created_at)),
        missing=sorted(missing, key=lambda one: one.due_date or one.created_at),
        to_grade=[one for one in shown if one.to_grade],
    )


@route(
    "POST",
    "/v1/users/me/calendar-token",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=201,
    idempotent=False,
)
def users_calendar_token(ctx: Ctx) -> CalendarToken:
    """Make the secret address of the caller's calendar anew; the one before is void."""
    token = f"{ctx.viewer.tenant_id.hex}{secrets.token_urlsafe(32)}"
    ctx.db(learning.CalendarRepository).put_token(ctx.viewer.user_id, _digest(token), ctx.now())
    return CalendarToken(token=token, path=f"/v1/calendar.ics?token={token}")


@route(
    "GET",
    "/v1/calendar.ics",
    permission=Access.PUBLIC,
    limits=("public",),
    raises=(CalendarNotFound,),
)
def calendar_ics(ctx: Ctx, query: CalendarQuery) -> CalendarFile:
    """Read a calendar by its secret address: due dates, lessons, events, in school time."""
    try:
        school_id = UUID(query.token[:32])
    except ValueError as error:
        raise CalendarNotFound from error
    ctx.db.as_tenant(school_id)
    calendars = ctx.db(learning.CalendarRepository)
    owner = calendars.get_owner(_digest(query.token))
    school = ctx.db(tenants.TenantRepository).get_details(school_id)
    if owner is None or school is None:
        raise CalendarNotFound
    since = ctx.now() - SHOWN_BACK
    repository = ctx.db(learning.AssignmentRepository)
    work = repository.find(
        owner.user_id,
        everywhere=False,
        course_id=None,
        status=AssignmentStatus.PUBLISHED,
        due_after=since,
        due_before=None,
        before=None,
        limit=MAX_WORK,
    )
    dates = repository.find_dates(work, [owner.user_id])
    khmer = (owner.locale or school.locale) == "km"
    app = ctx.deps.settings.public_app_url or ""
    occasions = [
        occasion
        for one in work
        if (occasion := _due(one, dates.get((one.id, owner.user_id), one.dates), app, khmer=khmer))
    ]
    lessons = calendars.find_lessons(owner.user_id, since, MAX_LESSONS)
    occasions += [_lesson(one, app, khmer=khmer) for one in lessons]
    zone = ZoneInfo(school.timezone)
    occasions += school_week(ctx, owner, zone, since, khmer=khmer)
    name = (school.name_kh if khmer else None) or school.name
    content = calendar(name, zone, occasions)
    return CalendarFile(content, CalendarFile.documented, "stunity.ics")


def _is_owed(one: WorkSummary) -> bool:
    if one.type is AssignmentType.ON_PAPER or one.type is AssignmentType.LIVE:
        return False
    return one.my is None or one.my.state is SubmissionState.PENDING or _is_missing(one)


def _is_missing(one: WorkSummary) -> bool:
    return one.my is not None and one.my.state is SubmissionState.MISSING


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _due(one: Assignment, dates: Dates, app: str, *, khmer: bool) -> Occasion | None:
    if dates.due_at is None:
        return None
    return Occasion(
        uid=f"assignment-{one.id}@stunity",
        sequence=one.version,
        starts_at=dates.due_at,
        changed_at=one.updated_at,
        summary=(one.title_kh if khmer else None) or one.title,
        description=(one.course_title_kh if khmer else None) or one.course_title,
        url=f"{app}/assignments/{one.id}" if app else "",
        categories="assignment",
    )


def _lesson(one: OpeningLesson, app: str, *, khmer: bool) -> Occasion:
    ends = None if one.duration is None else one.opens_at + timedelta(minutes=one.duration)
    return Occasion(
        uid=f"lesson-{one.id}@stunity",
        sequence=one.version,
        starts_at=one.opens_at,
        ends_at=ends,
        changed_at=one.updated_at,
        summary=(one.title_kh if khmer else None) or one.title,
        description=(one.course_title_kh if khmer else None) or one.course_title,
        url=f"{app}/lessons/{one.id}" if app else "",
        categories="lesson",
    )
