"""The school's week in somebody's calendar: lessons of the timetable, events, closures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.auth.roles import Role
from shared.learning.calendar import Occasion
from shared.school.types import ChangeKind, Session

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.learning import CalendarOwner
    from infra.postgres.school import CalendarEvent, Lesson, LessonChange

_NOON = time(12)
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
_AHEAD = timedelta(days=366)


def school_week(
    ctx: Ctx, owner: CalendarOwner, zone: ZoneInfo, since: datetime, *, khmer: bool
) -> Iterator[Occasion]:
    """The lessons that a person teaches, has or whose child has them, and the school's events."""
    first = since.astimezone(zone).date()
    last = ctx.now().astimezone(zone).date() + _AHEAD
    class_ids = ctx.db(school.EnrolmentRepository).classes_of(owner.user_id)
    events = ctx.db(school.CalendarRepository).find(
        first, last, class_ids=class_ids, cancelled=True
    )
    timetable = ctx.db(school.TimetableRepository)
    teacher_id = owner.user_id if owner.role is Role.TEACHER else None
    lessons = (
        timetable.find(first, last, class_ids=class_ids)
        if teacher_id is None
        else timetable.find(first, last, teacher_id=teacher_id)
    )
    changes: defaultdict[UUID, list[LessonChange]] = defaultdict(list)
    for change in timetable.find_changes(first, last):
        changes[change.entry_id].append(change)
    for lesson in lessons:
        reader = _Reader(zone, events, teacher_id, khmer=khmer)
        yield from reader.occasions(lesson, changes[lesson.id])
    for event in events:
        yield _event(event, zone, khmer=khmer)


class _Reader:
    """Tells the lessons of one calendar as its owner has them."""

    def __init__(
        self,
        zone: ZoneInfo,
        events: Iterable[CalendarEvent],
        teacher_id: UUID | None,
        *,
        khmer: bool,
    ) -> None:
        self._zone = zone
        self._events = list(events)
        self._teacher_id = teacher_id
        self._khmer = khmer

    def occasions(self, lesson: Lesson, changes: list[LessonChange]) -> Iterator[Occasion]:
        """The lesson of each week, and what is instead of it on a day."""
        made_at = _made_at(lesson.id)
        days = list(_days(lesson))
        closed = {
            day for day in days if any(event for event in self._closing(lesson) if _on(event, day))
        }
        moved = [change for change in changes if self._differs(lesson, change)]
        mine = self._teacher_id is None or lesson.teacher_id == self._teacher_id
        if days and mine:
            left_out = sorted(closed | {change.date for change in moved})
            # What was closed and is open again has changed it as well.
            touched = [event.updated_at for event in self._closing(lesson, also_cancelled=True)]
            changed_at = max([made_at, *touched, *(change.created_at for change in moved)])
            yield self._told(
                lesson,
                days[0],
                f"timetable-{lesson.id}",
                changed_at,
                sequence=int((changed_at - made_at).total_seconds()),
                weekly_until=datetime.combine(lesson.effective_to, time(23, 59, 59), self._zone),
                left_out=tuple(self._at(day, lesson.starts) for day in left_out),
            )
        for change in moved:
            if self._held_instead(change) and change.date not in closed:
                named = self._named(change.subject_name, change.subject_name_kh)
                uid = f"lesson-change-{change.id}"
                yield self._told(lesson, change.date, uid, change.created_at, subject=named)

    def _differs(self, lesson: Lesson, change: LessonChange) -> bool:
        """Whether the reader has another lesson then, or none."""
        if change.kind is ChangeKind.CANCELLED:
            return True
        if self._teacher_id is None:
            return change.subject_name is not None
        return change.teacher_id != lesson.teacher_id

    def _held_instead(self, change: LessonChange) -> bool:
        if change.kind is ChangeKind.CANCELLED:
            return False
        return self._teacher_id is None or change.teacher_id == self._teacher_id

    def _closing(self, lesson: Lesson, *, also_cancelled: bool = False) -> list[CalendarEvent]:
        session = Session.MORNING if lesson.starts < _NOON else Session.AFTERNOON
        found = [event for event in self._events if event.closes(lesson.class_id, session)]
        if also_cancelled:
            found += [event for event in self._events if event.cancelled_at is not None]
        return [
            event
            for event in found
            if event.first_day <= lesson.effective_to and event.last_day >= lesson.effective_from
        ]

    def _told(
        self,
        lesson: Lesson,
        day: date,
        uid: str,
        changed_at: datetime,
        *,
        subject: str | None = None,
        sequence: int = 0,
        weekly_until: datetime | None = None,
        left_out: tuple[datetime, ...] = (),
    ) -> Occasion:
        named = subject or self._named(lesson.subject_name, lesson.subject_name_kh) or ""
        where = (lesson.class_name, lesson.room_name)
        return Occasion(
            uid=f"{uid}@stunity",
            sequence=sequence,
            starts_at=self._at(day, lesson.starts),
            ends_at=self._at(day, lesson.ends),
            changed_at=changed_at,
            summary=named,
            description=", ".join(one for one in where if one),
            categories="lesson",
            weekly_until=weekly_until,
            left_out=left_out,
        )

    def _named(self, name: str | None, name_kh: str | None) -> str | None:
        return (name_kh if self._khmer else None) or name

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone)


def _days(lesson: Lesson) -> Iterator[date]:
    """The days on which it would be held."""
    day = lesson.effective_from
    day += _DAY * ((lesson.weekday - day.isoweekday()) % 7)
    while day <= lesson.effective_to:
        yield day
        day += _WEEK


def _on(event: CalendarEvent, day: date) -> bool:
    return event.first_day <= day <= event.last_day


def _made_at(lesson_id: UUID) -> datetime:
    """When a lesson was arranged: a version 7 id begins with its milliseconds."""
    return datetime.fromtimestamp((lesson_id.int >> 80) / 1000, UTC)


def _event(event: CalendarEvent, zone: ZoneInfo, *, khmer: bool) -> Occasion:
    all_day = event.starts is None or event.ends is None
    starts, ends = event.starts or time(), event.ends or time()
    # The end of a day is the beginning of the next.
    last = event.last_day + _DAY if all_day else event.last_day
    return Occasion(
        uid=f"event-{event.id}@stunity",
        sequence=event.sequence,
        starts_at=datetime.combine(event.first_day, starts, zone),
        ends_at=datetime.combine(last, ends, zone),
        changed_at=event.updated_at,
        summary=(event.title_kh if khmer else None) or event.title,
        description=event.location or "",
        categories=event.kind.lower(),
        all_day=all_day,
        cancelled=event.cancelled_at is not None,
    )
