"""The timetable: the lessons of classes, of teachers and in rooms, and what was published."""

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
from functions.school.lesson_changes import TimetableConflict, changes_by_lesson
from functions.school.periods import PeriodNotFound
from functions.school.years import YearNotFound
from infra.postgres import school
from infra.postgres.core.errors import ExclusionViolation, ForeignKeyViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.school.events import TimetablePublished
from shared.school.student_schemas import ClassPath
from shared.school.timetable.schemas import (
    ConcernedRead,
    PublicationRead,
    PublishTimetable,
    SlotRead,
    TimetablePut,
    TimetableQuery,
    TimetableRead,
)

if TYPE_CHECKING:
    from infra.postgres.school import Lesson

_DAY_MINUTES = 24 * 60
_TEACHER = "teacher:"
"""Before the id of a teacher in what is kept of a publication; classes stand by their ids."""


class TimetableStale(Conflict):
    """Somebody else changed the timetable of the class since it was read."""

    code = "timetable_changed"
    title = "Somebody else changed this timetable meanwhile: read it again"
    cure = "Read the timetable again, lay the change over what it is now, and send its new version."


@route(
    "GET",
    "/v1/timetable",
    permission=Permission.TIMETABLE_READ,
    limits=("read",),
    raises=(ClassNotFound,),
)
def timetable_get(ctx: Ctx, query: TimetableQuery) -> TimetableRead:
    """Read the lessons of a week: of a class, of a teacher, in a room, or the caller's own.

    What differs in that week, such as a lesson that is cancelled, stands beside its lesson.
    """
    on = query.on or school_day(ctx)
    monday = on - timedelta(days=on.isoweekday() - 1)
    if query.class_id is not None:
        require_class(ctx, query.class_id)
        return _week(ctx, monday, class_id=query.class_id, teacher_id=query.teacher_id)
    teacher_id, class_ids = query.teacher_id, None
    if teacher_id is None and query.room_id is None:
        if ctx.viewer.role == "TEACHER":
            teacher_id = ctx.viewer.user_id
        else:
            class_ids = ctx.db(school.EnrolmentRepository).classes_of(ctx.viewer.user_id)
    return _week(ctx, monday, class_ids=class_ids, teacher_id=teacher_id, room_id=query.room_id)


@route(
    "PUT",
    "/v1/classes/{id}/timetable",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    raises=(ClassNotFound, PeriodNotFound, PlaceNotFound, TimetableConflict, TimetableStale),
    audit=Audit("timetable.changed", "class"),
)
def timetable_put(ctx: Ctx, path: ClassPath, body: TimetablePut) -> TimetableRead:
    """Replace the lessons of a class from a day on. Nothing is announced before it is published.

    Whoever would be in two places at once is listed; two editors cannot both win. A lesson that
    stays as it was remains the same lesson, with what differs of it on some day.
    """
    of, timetable = require_class(ctx, path.id), ctx.db(school.TimetableRepository)
    timetable.lock()
    year = ctx.db(school.YearRepository).get(of.academic_year_id)
    assert year is not None, "a class has a year"
    held = timetable.find(date.min, date.max, class_ids=[of.id])
    if body.version is not None and body.version != _version(held):
        raise TimetableStale
    periods = {one.id: one for one in timetable.find_periods()}
    first = max(body.effective_from, year.start_date)
    staying = {_place(one): one for one in held if one.effective_from <= first}
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
    kept = [staying[_place(row)].id for row in rows if _place(row) in staying]
    timetable.end_lessons(of.id, first, but=kept)
    try:
        timetable.insert([row for row in rows if _place(row) not in staying])
    except ExclusionViolation as error:
        raise TimetableConflict from error
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    return _week(ctx, first - timedelta(days=first.isoweekday() - 1), class_id=of.id)


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
    """Publish the timetable of a year; only those are told who have other lessons than before."""
    if ctx.db(school.YearRepository).get(body.academic_year_id) is None:
        raise YearNotFound
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    lessons = timetable.find(body.effective_from, date.max, year_id=body.academic_year_id)
    snapshot = _digests(lessons)
    last = timetable.last_publication(body.academic_year_id)
    before: Mapping[str, str] = {} if last is None else last.snapshot
    changed = [
        key
        for key in sorted(snapshot.keys() | before.keys())
        if snapshot.get(key) != before.get(key)
    ]
    class_ids = [UUID(key) for key in changed if not key.startswith(_TEACHER)]
    teacher_ids = [UUID(key[len(_TEACHER) :]) for key in changed if key.startswith(_TEACHER)]
    version = 1 if last is None else last.version + 1
    answer = _publication(ctx, body, version, class_ids, teacher_ids)
    if body.dry_run:
        return answer
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
        changed_class_ids=class_ids,
        changed_teacher_ids=teacher_ids,
    )
    ctx.emit(published, school_id=ctx.viewer.tenant_id)
    return answer


def _publication(
    ctx: Ctx,
    body: PublishTimetable,
    version: int,
    class_ids: list[UUID],
    teacher_ids: list[UUID],
) -> PublicationRead:
    classes = ctx.db(school.SchoolClassRepository).find(
        year_id=body.academic_year_id, taught_by=None
    )
    names = ctx.db(school.TimetableRepository).find_names(teacher_ids)
    return PublicationRead(
        version=version,
        effective_from=body.effective_from,
        changed_class_ids=class_ids,
        classes=[
            ConcernedRead(id=one.id, name=one.name) for one in classes if one.id in {*class_ids}
        ],
        teachers=sorted(
            (ConcernedRead(id=one, name=name) for one, name in names.items()),
            key=lambda one: one.name,
        ),
    )


def _clashes(
    ctx: Ctx, rows: list[dict[str, Any]], place: int, row: Mapping[str, Any]
) -> Iterable[dict[str, str]]:
    """What stands against a lesson: one of its own class, or of another one.

    Another person's teacher and room are named; ``code`` says which of them is not free.
    """
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


def _digests(lessons: Iterable[Lesson]) -> dict[str, str]:
    """What each class and teacher has: what has changed is known without keeping it twice."""
    by_class: dict[str, list[str]] = defaultdict(list)
    for one in lessons:
        parts = (one.subject_id, one.teacher_id, one.room_id, one.week_start, one.week_end)
        by_class[str(one.class_id)].append("/".join(map(str, parts)))
        if one.teacher_id is not None:
            theirs = (one.class_id, one.subject_id, one.room_id, one.week_start, one.week_end)
            by_class[f"{_TEACHER}{one.teacher_id}"].append("/".join(map(str, theirs)))
    return {
        key: hashlib.sha256("\n".join(sorted(held)).encode()).hexdigest()
        for key, held in by_class.items()
    }


def _version(lessons: Iterable[Lesson]) -> str:
    """What changes with any lesson of a class."""
    held = (f"{one.id}/{one.effective_from}/{one.effective_to}" for one in lessons)
    return hashlib.sha256("\n".join(sorted(held)).encode()).hexdigest()[:32]


def _place(one: Lesson | Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a lesson the same one as before."""
    names = ("subject_id", "teacher_id", "room_id", "period_id", "weekday", "effective_to")
    if isinstance(one, Mapping):
        return tuple(one[name] for name in names)
    return tuple(getattr(one, name) for name in names)


def _week(
    ctx: Ctx,
    monday: date,
    *,
    class_id: UUID | None = None,
    class_ids: list[UUID] | None = None,
    teacher_id: UUID | None = None,
    room_id: UUID | None = None,
) -> TimetableRead:
    timetable, sunday = ctx.db(school.TimetableRepository), monday + timedelta(days=6)
    version = None
    if class_id is not None:
        class_ids = [class_id]
        version = _version(timetable.find(date.min, date.max, class_ids=class_ids))
    changes = changes_by_lesson(ctx, monday, sunday)
    found = timetable.find(
        monday, sunday, class_ids=class_ids, teacher_id=teacher_id, room_id=room_id
    )
    data = []
    for lesson in found:
        day = monday + timedelta(days=lesson.weekday - 1)
        if lesson.effective_from <= day <= lesson.effective_to:
            data.append(SlotRead.of(lesson, change=changes.get(lesson.id)))
    return TimetableRead(monday=monday, version=version, data=data)
