"""Whether somebody is in a lesson, as teacher or as pupil, by the timetable of the school."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.school.types import ChangeKind

if TYPE_CHECKING:
    from infra.postgres.school import Lesson, LessonChange


def rest_of_lesson(ctx: Ctx, user_id: UUID, at: datetime) -> timedelta | None:
    """How long the person's lesson still takes, at this time of the school's own clock.

    None where they are in none.
    """
    day, time = at.date(), at.time()
    timetable = ctx.db(school.TimetableRepository)
    attended = ctx.db(school.EnrolmentRepository).attended_by(user_id)
    lessons = timetable.find(day, day, teacher_id=user_id)
    if attended:
        lessons += timetable.find(day, day, class_ids=attended)
    now = [
        one for one in lessons if one.weekday == day.isoweekday() and one.starts <= time < one.ends
    ]
    if not now:
        return None
    closures = ctx.db(school.CalendarRepository).find_closures(day, day)
    # One of a part of the day says no times, so lessons are taken to be held.
    closed = {closure.class_id for closure in closures if not closure.sessions}
    changes = {change.entry_id: change for change in timetable.find_changes(day, day)}
    if None in closed:
        return None
    ends = [
        one.ends
        for one in now
        if one.class_id not in closed and _is_in(user_id, one, changes.get(one.id), attended)
    ]
    return datetime.combine(day, max(ends), at.tzinfo) - at if ends else None


def _is_in(
    user_id: UUID, lesson: Lesson, change: LessonChange | None, attended: Collection[UUID]
) -> bool:
    if change is not None and change.kind is ChangeKind.CANCELLED:
        return False
    teacher_id = lesson.teacher_id if change is None else change.teacher_id
    return teacher_id == user_id or lesson.class_id in attended
