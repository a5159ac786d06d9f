"""The calendar of a school: events and closures, for everybody or for a class."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import ClassNotFound, access_class, school_day
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden, NotFound
from shared.http.route import route
from shared.school.calendar.schemas import (
    CalendarList,
    CalendarPath,
    CalendarQuery,
    CalendarRead,
    CalendarWrite,
)
from shared.school.events import CalendarChanged

if TYPE_CHECKING:
    from infra.postgres.school import CalendarEvent

_SHOWN = timedelta(days=62)


class EventNotFound(NotFound):
    """There is no such event, or it is of a class that the caller has nothing to do with."""

    title = "Event not found"


class WholeSchoolOnly(Forbidden):
    """What is for the whole school, and every closure, is the office's."""

    code = "whole_school_only"
    title = "The office decides on events of the whole school and on closures"
    cure = "Choose a class, or ask the office to make it for the whole school."


@route("GET", "/v1/calendar/events", permission=Permission.SCHOOL_READ, limits=("read",))
def calendar_list(ctx: Ctx, query: CalendarQuery) -> CalendarList:
    """List events of the school and of the caller's classes, in their order."""
    first = query.first or school_day(ctx)
    last = query.last or first + _SHOWN
    mine = None
    if not ctx.viewer.can_everywhere(Permission.CALENDAR_MANAGE):
        mine = ctx.db(school.EnrolmentRepository).classes_of(ctx.viewer.user_id)
    found = ctx.db(school.CalendarRepository).find(first, last, class_ids=mine)
    return CalendarList(data=[CalendarRead.of(one) for one in found])


@route(
    "POST",
    "/v1/calendar/events",
    permission=Permission.CALENDAR_MANAGE,
    limits=("write",),
    status=201,
    emits=(CalendarChanged,),
    raises=(ClassNotFound, WholeSchoolOnly),
)
def calendar_create(ctx: Ctx, body: CalendarWrite) -> CalendarRead:
    """Add an event. Teachers add events of their classes; closures are the office's.

    A closure suspends registers. What was marked on its days is kept and counts no more.
    """
    _check(ctx, body)
    event_id, now = ctx.new_id(), ctx.now()
    ctx.db(school.CalendarRepository).insert(
        id=event_id,
        **_columns(body),
        created_by=ctx.viewer.user_id,
        created_at=now,
        updated_at=now,
    )
    return _announced(ctx, _require(ctx, event_id), "created")


@route(
    "PUT",
    "/v1/calendar/events/{id}",
    permission=Permission.CALENDAR_MANAGE,
    limits=("write",),
    emits=(CalendarChanged,),
    raises=(EventNotFound, ClassNotFound, WholeSchoolOnly),
)
def calendar_update(ctx: Ctx, path: CalendarPath, body: CalendarWrite) -> CalendarRead:
    """Change an event. Where a closure ends earlier, what was marked counts again."""
    _access(ctx, path.id)
    _check(ctx, body)
    ctx.db(school.CalendarRepository).change(path.id, **_columns(body), updated_at=ctx.now())
    return _announced(ctx, _require(ctx, path.id), "updated")


@route(
    "DELETE",
    "/v1/calendar/events/{id}",
    permission=Permission.CALENDAR_MANAGE,
    limits=("write",),
    status=204,
    emits=(CalendarChanged,),
    raises=(EventNotFound, WholeSchoolOnly),
)
def calendar_delete(ctx: Ctx, path: CalendarPath) -> None:
    """Cancel an event. Calendars that took it over hear so."""
    held = _access(ctx, path.id)
    now = ctx.now()
    ctx.db(school.CalendarRepository).change(path.id, cancelled_at=now, updated_at=now)
    _announced(ctx, held, "cancelled")


def _columns(body: CalendarWrite) -> dict[str, object]:
    return {**body.model_dump(), "sessions": sorted(body.sessions)}


def _check(ctx: Ctx, body: CalendarWrite) -> None:
    """Raise what stands against the caller's deciding on such an event."""
    if ctx.viewer.can_everywhere(Permission.CALENDAR_MANAGE):
        if body.class_id is not None:
            access_class(ctx, body.class_id, Permission.CALENDAR_MANAGE)
        return
    if body.class_id is None or body.kind == "CLOSURE":
        raise WholeSchoolOnly
    access_class(ctx, body.class_id, Permission.CALENDAR_MANAGE)


def _access(ctx: Ctx, event_id: UUID) -> CalendarEvent:
    """The event, if the caller may change it; raises EventNotFound or WholeSchoolOnly."""
    held = _require(ctx, event_id)
    if ctx.viewer.can_everywhere(Permission.CALENDAR_MANAGE):
        return held
    if held.class_id is not None and not ctx.db(school.SchoolClassRepository).teaches(
        ctx.viewer.user_id, held.class_id
    ):
        raise EventNotFound
    if held.class_id is None or held.kind == "CLOSURE":
        raise WholeSchoolOnly
    return held


def _require(ctx: Ctx, event_id: UUID) -> CalendarEvent:
    found = ctx.db(school.CalendarRepository).get(event_id)
    if found is None:
        raise EventNotFound
    return found


def _announced(
    ctx: Ctx, held: CalendarEvent, op: Literal["created", "updated", "cancelled"]
) -> CalendarRead:
    changed = CalendarChanged(event_id=held.id, op=op, title=held.title, first_day=held.first_day)
    of_school = ctx.viewer.tenant_id if held.class_id is None else None
    ctx.emit(changed, school_id=of_school, class_id=held.class_id)
    return CalendarRead.of(held)
