"""What queries on registers, notices and the calendar select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from shared.school.attendance.policy import Figures
from shared.school.types import AttendanceStatus, CalendarKind, NoticeKind, Session


@dataclass(frozen=True, slots=True)
class Register:
    """A register that was taken."""

    id: UUID
    class_id: UUID
    date: date
    session: Session
    taken_by: UUID
    taken_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a register says of a pupil."""

    student_id: UUID
    status: AttendanceStatus
    remarks: str | None


@dataclass(frozen=True, slots=True)
class DatedMark:
    """A mark with its day, as month books and pupils' lists show it."""

    student_id: UUID
    class_id: UUID
    date: date
    session: Session
    status: AttendanceStatus
    remarks: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of a pupil over a time, as the database counts them."""

    student_id: UUID
    expected: int
    present: int
    late: int
    absent: int
    allowed: int

    @property
    def figures(self) -> Figures:
        """The figures alone."""
        return Figures(self.expected, self.present, self.late, self.absent, self.allowed)


@dataclass(frozen=True, slots=True)
class ClassDay:
    """A class on a day: its sessions, and what was marked in a session that was taken."""

    class_id: UUID
    class_name: str
    homeroom_teacher_id: UUID | None
    homeroom_teacher_name: str | None
    shift_sessions: Sequence[str] | None
    shift_weekdays: Sequence[int] | None
    shift_starts: time | None
    pupils: int


@dataclass(frozen=True, slots=True)
class TakenRegister:
    """What was marked in a register, in numbers."""

    class_id: UUID
    session: Session
    taken_at: datetime
    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A guardian's notice that a pupil will not come."""

    id: UUID
    student_id: UUID
    first_day: date
    last_day: date
    kind: NoticeKind
    reason: str | None
    made_by: UUID
    created_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of the calendar; without a class it is the whole school's."""

    id: UUID
    kind: CalendarKind
    title: str
    title_kh: str | None
    class_id: UUID | None
    first_day: date
    last_day: date
    starts: time | None
    ends: time | None
    sessions: Sequence[str]
    location: str | None
    sequence: int
    cancelled_at: datetime | None
    updated_at: datetime

    def closes(self, class_id: UUID, session: Session) -> bool:
        """Whether it suspends the registers of a class in a session of its days."""
        if self.kind is not CalendarKind.CLOSURE or self.cancelled_at is not None:
            return False
        here = self.class_id is None or self.class_id == class_id
        return here and (not self.sessions or session in self.sessions)
