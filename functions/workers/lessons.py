"""Whether somebody is in a lesson, as teacher or as pupil, or in an examination, as a pupil.

Lessons are in the timetable of the school, examinations in its calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.school.types import CalendarKind, ChangeKind

if TYPE_CHECKING:
    from infra.postgres.school import CalendarEvent, Lesson, LessonChange


def rest_of_lesson(ctx: Ctx, user_id: UUID, at: datetime) -> timedelta | None:
    """How long the person's lesson or examination still takes, by the school's own clock.

    None where they are in none.
    """
    day, clock = at.date(), at.time()
    timetable = ctx.db(school.TimetableRepository)
    attended = ctx.db(school.EnrolmentRepository).attended_by(user_id)
    lessons = timetable.find(day, day, teacher_id=user_id)
    if attended:
        lessons += timetable.find(day, day, class_ids=attended)
    now = [
        one for one in lessons if one.weekday == day.isoweekday() and one.starts <= clock < one.ends
    ]
    if not now and not attended:
        return None
    events = ctx.db(school.CalendarRepository).find(day, day, class_ids=None)
    ends = _ends_of_exams(events, attended, clock) if attended else []
    # A closure of a part of the day says no times, so lessons are taken to be held.
    closed = {
        one.class_id for one in events if one.kind is CalendarKind.CLOSURE and not one.sessions
    }
    if now and None not in closed:
        changes = {change.entry_id: change for change in timetable.find_changes(day, day)}
        ends += [
            one.ends
            for one in now
            if one.class_id not in closed and _is_in(user_id, one, changes.get(one.id), attended)
        ]
    return datetime.combine(day, max(ends), at.tzinfo) - at if ends else None


def _ends_of_exams(
    events: Iterable[CalendarEvent], class_ids: Collection[UUID], clock: time
) -> list[time]:
    """When examinations of these classes, or of all, are over; the hours are those of each day.

    One without times says nothing of who writes when: then the timetable alone counts.
    """
    return [
        one.ends
        for one in events
        if one.kind is CalendarKind.EXAM
        and (one.class_id is None or one.class_id in class_ids)
        and one.starts is not None
        and one.ends is not None
        and one.starts <= clock < one.ends
    ]


def _is_in(
    user_id: UUID, lesson: Lesson, change: LessonChange | None, attended: Collection[UUID]
) -> bool:
    if change is not None and change.kind is ChangeKind.CANCELLED:
        return False
    teacher_id = lesson.teacher_id if change is None else change.teacher_id
    return teacher_id == user_id or lesson.class_id in attended
