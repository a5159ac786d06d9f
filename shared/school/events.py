"""Events of school records. They name who is concerned, and tell nothing more than they see."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.event import Event, event
from shared.school.types import AttendanceStatus, ChangeKind, Session


@event("enrollment:changed", audience=("user:{student_user_id}", "class:{class_id}"))
class EnrolmentChanged(Event):
    """A pupil came into a class, moved or left: ``status`` is ACTIVE or the reason of the end."""

    class_id: UUID
    student_id: UUID
    status: str
    on: date


@event("register:taken", audience=("tenant:{school_id}",))
class RegisterTaken(Event):
    """A register was taken or changed; says nothing of who was there."""

    class_id: UUID
    date: date
    session: Session


@event("attendance:marked", audience=("user:{person_id}",))
class AttendanceMarked(Event):
    """What was marked of a pupil, or corrected: told to the pupil and each guardian.

    Guardians are told of ABSENT and LATE, and of what these become when they are corrected.
    """

    class_id: UUID
    student_id: UUID
    date: date
    session: Session
    status: AttendanceStatus
    marked_by: UUID


@event("register:wanted", audience=("user:{teacher_id}",))
class RegisterWanted(Event):
    """The office asks for a register that is not taken yet."""

    class_id: UUID
    class_name: str
    date: date
    session: Session


@event("calendar:changed", audience=("tenant:{school_id}", "class:{class_id}"))
class CalendarChanged(Event):
    """An event or a closure came, changed or was cancelled: of the school, or of a class."""

    event_id: UUID
    op: Literal["created", "updated", "cancelled"]
    title: str
    first_day: date


@event("timetable:published", audience=("tenant:{school_id}",))
class TimetablePublished(Event):
    """A timetable was published; ``changedClassIds`` have other lessons than before.

    So have the people of ``changedTeacherIds``, as far as they teach.
    """

    academic_year_id: UUID
    publication: int
    effective_from: date
    changed_class_ids: list[UUID]
    changed_teacher_ids: list[UUID]


@event("timetable:changed", audience=("user:{teacher_id}", "class:{class_id}"))
class TimetableChanged(Event):
    """A lesson is cancelled on a day, somebody stands in, or two are swapped.

    Told to whom it concerns. ``restored``: the change is taken back.
    """

    lesson_id: UUID
    class_id: UUID
    date: date
    kind: ChangeKind
    restored: bool
