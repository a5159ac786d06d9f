"""The timetable: periods, the lessons of classes, what was published, and what differs on a day."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import ClassNotFound, require_class, school_day
from functions.school.classes import PlaceNotFound
from functions.school.years import YearNotFound
from infra.postgres import school
from infra.postgres.core.errors import ExclusionViolation, ForeignKeyViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.school.events import TimetableChanged, TimetablePublished
from shared.school.student_schemas import ClassPath
from shared.school.timetable.schemas import (
    ChangePut,
    ChangeRead,
    PeriodList,
    PeriodRead,
    PeriodsPut,
    PublicationRead,
    PublishTimetable,
    SlotPath,
    SlotRead,
    TimetablePut,
    TimetableQuery,
    TimetableRead,
)
from shared.school.types import ChangeKind

if TYPE_CHECKING:
    from infra.postgres.school import Lesson

_DAY_MINUTES = 24 * 60


class PeriodNotFound(NotFound):
    """The school has no such period, or it is retired."""

    title = "Period not found"


class PeriodHasLessons(Conflict):
    """The times of a period stand: retire it and add another one."""

    code = "period_has_lessons"
    title = "The times of a period stay as they are: add another period instead"


class TimetableConflict(Conflict):
    """A class, a teacher or a room would be in two places at once; ``errors`` lists each."""

    code = "timetable_conflict"
    title = "A class, a teacher or a room would be in two places at once"


class LessonNotFound(NotFound):
    """There is no such lesson."""

    title = "Lesson not found"


class LessonNotThen(ValidationFailed):
    """The lesson is not held on that day, or nobody stands in where somebody should."""

    title = "This lesson is not held on that day, or nobody was named to stand in"


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


@route(
    "GET",
    "/v1/timetable",
    permission=Permission.TIMETABLE_READ,
    limits=("read",),
    raises=(ClassNotFound,),
)
def timetable_get(ctx: Ctx, query: TimetableQuery) -> TimetableRead:
    """Read the lessons of a week: of a class, of a teacher, or the caller's own.

    What differs in that week, such as a lesson that is cancelled, stands beside its lesson.
    """
    on = query.on or school_day(ctx)
    monday = on - timedelta(days=on.isoweekday() - 1)
    teacher_id, class_ids = query.teacher_id, None
    if query.class_id is not None:
        class_ids = [require_class(ctx, query.class_id).id]
    elif teacher_id is None and ctx.viewer.role == "TEACHER":
        teacher_id = ctx.viewer.user_id
    elif teacher_id is None:
        class_ids = ctx.db(school.EnrolmentRepository).classes_of(ctx.viewer.user_id)
    return _week(ctx, monday, class_ids=class_ids, teacher_id=teacher_id)


@route(
    "PUT",
    "/v1/classes/{id}/timetable",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    raises=(ClassNotFound, PeriodNotFound, PlaceNotFound, TimetableConflict),
    audit=Audit("timetable.changed", "class"),
)
def timetable_put(ctx: Ctx, path: ClassPath, body: TimetablePut) -> TimetableRead:
    """Replace the lessons of a class from a day on. Nothing is announced before it is published.

    Whoever would be in two places at once is listed; two editors cannot both win.
    """
    of, timetable = require_class(ctx, path.id), ctx.db(school.TimetableRepository)
    timetable.lock()
    year = ctx.db(school.YearRepository).get(of.academic_year_id)
    assert year is not None, "a class has a year"
    periods = {one.id: one for one in timetable.find_periods()}
    first = max(body.effective_from, year.start_date)
    rows: list[dict[str, Any]] = []
    for lesson in body.lessons:
        period = periods.get(lesson.period_id)
        if period is None:
            raise PeriodNotFound
        begin = (lesson.weekday - 1) * _DAY_MINUTES
        rows.append(
            {
                **lesson.model_dump(),
                "id": ctx.new_id(),
                "academic_year_id": of.academic_year_id,
                "class_id": of.id,
                "week_start": begin + period.starts.hour * 60 + period.starts.minute,
                "week_end": begin + period.ends.hour * 60 + period.ends.minute,
                "effective_from": first,
                "effective_to": max(first, year.end_date),
            }
        )
    conflicts = [
        clash for place, row in enumerate(rows) for clash in _clashes(ctx, rows, place, row)
    ]
    if conflicts:
        raise TimetableConflict(errors=conflicts)
    timetable.end_lessons(of.id, first)
    try:
        timetable.insert(rows)
    except ExclusionViolation as error:
        raise TimetableConflict from error
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    return _week(ctx, first - timedelta(days=first.isoweekday() - 1), class_ids=[of.id])


@route(
    "POST",
    "/v1/timetable/publish",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    emits=(TimetablePublished,),
    raises=(YearNotFound,),
    audit=Audit("timetable.published", "academic_year"),
)
def timetable_publish(ctx: Ctx, body: PublishTimetable) -> PublicationRead:
    """Publish the timetable of a year; only those are told whose classes have other lessons."""
    if ctx.db(school.YearRepository).get(body.academic_year_id) is None:
        raise YearNotFound
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    lessons = timetable.find(body.effective_from, date.max, year_id=body.academic_year_id)
    snapshot = _digests(lessons)
    last = timetable.last_publication(body.academic_year_id)
    before: Mapping[str, str] = {} if last is None else last.snapshot
    changed = [
        UUID(key)
        for key in sorted(snapshot.keys() | before.keys())
        if snapshot.get(key) != before.get(key)
    ]
    version = 1 if last is None else last.version + 1
    timetable.publish(
        id=ctx.new_id(),
        academic_year_id=body.academic_year_id,
        version=version,
        snapshot=snapshot,
        published_by=ctx.viewer.user_id,
        published_at=ctx.now(),
    )
    ctx.audited = str(body.academic_year_id)
    published = TimetablePublished(
        academic_year_id=body.academic_year_id,
        publication=version,
        effective_from=body.effective_from,
        changed_class_ids=changed,
    )
    ctx.emit(published, school_id=ctx.viewer.tenant_id)
    return PublicationRead(
        version=version, effective_from=body.effective_from, changed_class_ids=changed
    )


@route(
    "PUT",
    "/v1/timetable/{id}/changes",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    emits=(TimetableChanged,),
    raises=(LessonNotFound, LessonNotThen, PlaceNotFound, TimetableConflict),
    audit=Audit("lesson.changed", "lesson"),
)
def timetable_change(ctx: Ctx, path: SlotPath, body: ChangePut) -> ChangeRead:
    """Let somebody stand in for a lesson on one day, or cancel it.

    Who stands in takes the register of the class on that day.
    """
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    lesson = timetable.get(path.id)
    if lesson is None:
        raise LessonNotFound
    held = lesson.effective_from <= body.date <= lesson.effective_to
    substituted = body.kind is ChangeKind.SUBSTITUTED
    if (
        not held
        or body.date.isoweekday() != lesson.weekday
        or substituted != (body.teacher_id is not None)
    ):
        raise LessonNotThen
    if body.teacher_id is not None:
        _check_free(ctx, lesson, body.date, body.teacher_id)
    try:
        timetable.put_change(
            lesson.id,
            body.date,
            id=ctx.new_id(),
            kind=body.kind,
            teacher_id=body.teacher_id,
            made_by=ctx.viewer.user_id,
        )
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    changed = TimetableChanged(
        lesson_id=lesson.id, class_id=lesson.class_id, date=body.date, kind=body.kind
    )
    for person in sorted({lesson.teacher_id, body.teacher_id} - {None}, key=str):
        ctx.emit(changed, teacher_id=person, class_id=None)
    ctx.emit(changed, teacher_id=None, class_id=lesson.class_id)
    made = timetable.find_changes(body.date, body.date)
    return ChangeRead.of(next(one for one in made if one.entry_id == lesson.id))


def _clashes(
    ctx: Ctx, rows: list[dict[str, Any]], place: int, row: Mapping[str, Any]
) -> Iterable[dict[str, str]]:
    """What stands against a lesson: one of its own class, or of another one."""
    field = f"lessons.{place}"
    for other in rows[:place]:
        if other["week_start"] < row["week_end"] and row["week_start"] < other["week_end"]:
            yield {"field": field, "code": "class", "message": "the class has two lessons at once"}
    timetable = ctx.db(school.TimetableRepository)
    for lesson in timetable.find_clashing(row, but_class=row["class_id"]):
        same_teacher = lesson.teacher_id is not None and lesson.teacher_id == row["teacher_id"]
        code, who = ("teacher", lesson.teacher_name) if same_teacher else ("room", lesson.room_name)
        message = f"{who} is in {lesson.class_name} then"
        yield {"field": field, "code": code, "message": message}


def _check_free(ctx: Ctx, lesson: Lesson, day: date, teacher_id: UUID) -> None:
    """Raise TimetableConflict where who shall stand in has a lesson then."""
    timetable = ctx.db(school.TimetableRepository)
    changes = {one.entry_id: one for one in timetable.find_changes(day, day)}
    for other in timetable.find(day, day, teacher_id=teacher_id):
        change = changes.get(other.id)
        away = change is not None and change.teacher_id != teacher_id
        overlaps = other.week_start < lesson.week_end and lesson.week_start < other.week_end
        if other.id != lesson.id and overlaps and not away:
            message = f"in {other.class_name} then"
            raise TimetableConflict(
                errors=[{"field": "teacherId", "code": "teacher", "message": message}]
            )


def _digests(lessons: Iterable[Lesson]) -> dict[str, str]:
    """What each class has, so that what has changed is known without keeping it twice."""
    by_class: dict[str, list[str]] = defaultdict(list)
    for one in lessons:
        parts = (one.subject_id, one.teacher_id, one.room_id, one.week_start, one.week_end)
        by_class[str(one.class_id)].append("/".join(map(str, parts)))
    return {
        key: hashlib.sha256("\n".join(sorted(held)).encode()).hexdigest()
        for key, held in by_class.items()
    }


def _week(
    ctx: Ctx,
    monday: date,
    *,
    class_ids: list[UUID] | None = None,
    teacher_id: UUID | None = None,
) -> TimetableRead:
    timetable, sunday = ctx.db(school.TimetableRepository), monday + timedelta(days=6)
    changes = {one.entry_id: one for one in timetable.find_changes(monday, sunday)}
    found = timetable.find(monday, sunday, class_ids=class_ids, teacher_id=teacher_id)
    data = []
    for lesson in found:
        day = monday + timedelta(days=lesson.weekday - 1)
        if lesson.effective_from <= day <= lesson.effective_to:
            change = changes.get(lesson.id)
            data.append(
                SlotRead.of(lesson, change=None if change is None else ChangeRead.of(change))
            )
    return TimetableRead(monday=monday, data=data)
