"""What differs from the timetable on a day: somebody stands in, lessons are swapped or cancelled.

Whoever is put into a lesson may take the register of its class on that day (``access_class``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.classes import PlaceNotFound
from infra.postgres import school
from infra.postgres.core.errors import ForeignKeyViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.school.events import TimetableChanged
from shared.school.timetable.schemas import ChangePath, ChangePut, ChangeRead, SlotPath
from shared.school.types import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.postgres.school import Lesson, LessonChange


class TimetableConflict(Conflict):
    """A class, a teacher or a room would be in two places at once; ``errors`` lists each."""

    code = "timetable_conflict"
    title = "A class, a teacher or a room would be in two places at once"
    cure = "Move one of the lessons that `errors` lists, then send it again."


class LessonNotFound(NotFound):
    """There is no such lesson."""

    title = "Lesson not found"


class ChangeNotFound(NotFound):
    """The lesson is held as ever: there is no such change, or no more."""

    title = "Change not found"


class LessonNotThen(ValidationFailed):
    """The lesson is not held on that day, or what is said does not fit the kind of change."""

    title = "This lesson is not held on that day, or it is not said who stands in, or for what"


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
    """Let somebody stand in for a lesson on one day, swap it with another one, or cancel it.

    Said twice, the latest counts. Who stands in, or holds a lesson that was swapped, takes the
    register of the class on that day.
    """
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    lesson = _require_held(ctx, path.id, body.date)
    _check_fit(body)
    timetable.drop_change(lesson.id, body.date)
    if body.with_lesson_id is not None and body.with_date is not None:
        _swap(ctx, (lesson, body.date), body.with_lesson_id, body.with_date)
    else:
        if body.teacher_id is not None:
            _check_free(ctx, lesson, body.date, body.teacher_id, but={lesson.id})
        try:
            _put(ctx, lesson, body.date, kind=body.kind, teacher_id=body.teacher_id)
        except ForeignKeyViolation as error:
            raise PlaceNotFound from error
        _tell(ctx, lesson, body.date, body.kind, {lesson.teacher_id, body.teacher_id})
    found = _find(ctx, lesson.id, body.date)
    assert found is not None, "it was put just now"
    return _read(found)


@route(
    "DELETE",
    "/v1/timetable/changes/{id}",
    permission=Permission.TIMETABLE_MANAGE,
    limits=("admin",),
    status=204,
    emits=(TimetableChanged,),
    raises=(ChangeNotFound,),
    audit=Audit("lesson.restored", "lesson"),
)
def timetable_restore(ctx: Ctx, path: ChangePath) -> None:
    """Let a lesson be held on a day as ever, and the one that it was swapped with as well."""
    timetable = ctx.db(school.TimetableRepository)
    timetable.lock()
    change = timetable.get_change(path.id)
    if change is None:
        raise ChangeNotFound
    ctx.audited = str(change.entry_id)
    timetable.drop_change(change.entry_id, change.date)
    lesson = timetable.get(change.entry_id)
    assert lesson is not None, "a change is of a lesson"
    concerned = {lesson.teacher_id, change.teacher_id}
    _tell(ctx, lesson, change.date, change.kind, concerned, restored=True)
    other = None if change.with_entry_id is None else timetable.get(change.with_entry_id)
    if other is not None and change.with_date is not None:
        _tell(ctx, other, change.with_date, change.kind, concerned, restored=True)


def changes_by_lesson(ctx: Ctx, first: date, last: date) -> dict[UUID, ChangeRead]:
    """What differs in a week of these days, by lesson."""
    found = ctx.db(school.TimetableRepository).find_changes(first, last)
    return {one.entry_id: _read(one) for one in found}


def _require_held(ctx: Ctx, lesson_id: UUID, day: date) -> Lesson:
    """The lesson, if it is held on that day; raises LessonNotFound or LessonNotThen."""
    lesson = ctx.db(school.TimetableRepository).get(lesson_id)
    if lesson is None:
        raise LessonNotFound
    held = lesson.effective_from <= day <= lesson.effective_to
    if not held or day.isoweekday() != lesson.weekday:
        raise LessonNotThen
    return lesson


def _check_fit(body: ChangePut) -> None:
    """A substitution names who stands in, a swap names the other lesson, a cancellation nothing."""
    named = {
        ChangeKind.SUBSTITUTED: body.teacher_id is not None,
        ChangeKind.SWAPPED: body.with_lesson_id is not None,
    }
    wanted = {kind: kind is body.kind for kind in named}
    if named != wanted or (body.with_lesson_id is None) != (body.with_date is None):
        raise LessonNotThen


def _swap(ctx: Ctx, one: tuple[Lesson, date], other_id: UUID, other_day: date) -> None:
    """Let each of two lessons be held by who would have held the other one."""
    if one[0].id == other_id:
        raise LessonNotThen
    other = (_require_held(ctx, other_id, other_day), other_day)
    ctx.db(school.TimetableRepository).drop_change(other_id, other_day)
    both = {one[0].id, other_id}
    for (lesson, day), (partner, partner_day) in ((one, other), (other, one)):
        if partner.teacher_id is not None:
            # On another day the partner's lesson stands in its way like any other.
            but = both if day == partner_day else {lesson.id}
            _check_free(ctx, lesson, day, partner.teacher_id, but=but)
        _put(
            ctx,
            lesson,
            day,
            kind=ChangeKind.SWAPPED,
            teacher_id=partner.teacher_id,
            with_entry_id=partner.id,
            with_date=partner_day,
        )
        _tell(ctx, lesson, day, ChangeKind.SWAPPED, {lesson.teacher_id, partner.teacher_id})


def _put(ctx: Ctx, lesson: Lesson, day: date, **values: object) -> None:
    ctx.db(school.TimetableRepository).put_change(
        lesson.id, day, id=ctx.new_id(), made_by=ctx.viewer.user_id, **values
    )


def _find(ctx: Ctx, lesson_id: UUID, day: date) -> LessonChange | None:
    found = ctx.db(school.TimetableRepository).find_changes(day, day)
    return next((one for one in found if one.entry_id == lesson_id), None)


def _read(change: LessonChange) -> ChangeRead:
    return ChangeRead.of(change, with_lesson_id=change.with_entry_id)


def _tell(
    ctx: Ctx,
    lesson: Lesson,
    day: date,
    kind: ChangeKind,
    teacher_ids: Iterable[UUID | None],
    *,
    restored: bool = False,
) -> None:
    """Tell those whose lesson it is, and the class."""
    changed = TimetableChanged(
        lesson_id=lesson.id, class_id=lesson.class_id, date=day, kind=kind, restored=restored
    )
    for person in sorted({*teacher_ids} - {None}, key=str):
        ctx.emit(changed, teacher_id=person, class_id=None)
    ctx.emit(changed, teacher_id=None, class_id=lesson.class_id)


def _check_free(ctx: Ctx, lesson: Lesson, day: date, teacher_id: UUID, *, but: set[UUID]) -> None:
    """Raise TimetableConflict where a teacher has a lesson then, ``but`` these."""
    timetable = ctx.db(school.TimetableRepository)
    changes = {one.entry_id: one for one in timetable.find_changes(day, day)}
    for other in timetable.find(day, day, teacher_id=teacher_id):
        change = changes.get(other.id)
        away = change is not None and change.teacher_id != teacher_id
        overlaps = other.week_start < lesson.week_end and lesson.week_start < other.week_end
        if other.id not in but and overlaps and not away:
            message = f"in {other.class_name} then"
            raise TimetableConflict(
                errors=[{"field": "teacherId", "code": "teacher", "message": message}]
            )
