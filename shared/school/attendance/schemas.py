"""Requests and responses about registers, notices, and what they add up to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import ClockTime, Day, Line, RequestModel, ResponseModel, Text, example
from shared.school.structure_schemas import Version
from shared.school.student_schemas import OwnStudentPath
from shared.school.types import AttendanceStatus, NoticeKind, Session

Remarks = Annotated[Line, Field(min_length=1, max_length=200)]
Reason = Annotated[Text, Field(min_length=3, max_length=500)]
_ID = "0199a1f9-0000-7000-8000-000000000000"


class MarkWrite(RequestModel):
    """What is to be marked of a pupil."""

    student_id: UUID
    status: AttendanceStatus
    remarks: Remarks | None = None


class RegisterPut(
    RequestModel,
    json_schema_extra=example(date="2026-02-10", session="MORNING", version=0, marks=[]),
):
    """A register: who is not named is present. ``version`` as read; 0 for one not taken yet."""

    date: Day
    session: Session
    version: Version
    marks: Annotated[list[MarkWrite], Field(max_length=500)]
    reason: Reason | None = None

    @model_validator(mode="after")
    def _pupils_are_told_apart(self) -> Self:
        named = [mark.student_id for mark in self.marks]
        if len(set(named)) < len(named):
            raise ValueError("a pupil is named once")
        return self


class RegisterQuery(RequestModel):
    """Which register: today's first session where none is named."""

    date: Day | None = None
    session: Session | None = None


class RegisterEntry(ResponseModel):
    """A pupil of the class on the day; ``status`` is null where nothing was marked or announced.

    ``noticed``: a guardian has said that the pupil will not come, which fills the status in.
    """

    student_id: UUID
    student_number: str
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    gender: str | None
    status: AttendanceStatus | None
    remarks: str | None
    noticed: NoticeKind | None


class RegisterRead(ResponseModel):
    """A register, taken or not. ``closedBy`` names the closure that suspends it."""

    class_id: UUID
    class_name: str
    date: date
    session: Session
    sessions: list[Session]
    taken_at: datetime | None
    version: int
    needs_reason: bool
    closed_by: str | None
    entries: list[RegisterEntry]


class FiguresRead(ResponseModel):
    """How often somebody was there. ``rate`` in per cent; null where no session was expected."""

    expected: int
    present: int
    late: int
    absent: int
    allowed: int
    rate: Decimal | None


class MonthQuery(RequestModel):
    """The month, by its first day; the present one where none is named."""

    month: Day | None = None


class DaySession(ResponseModel):
    """A session of a day whose register was taken and counts."""

    date: date
    session: Session


class MonthMark(ResponseModel):
    """A mark other than present."""

    date: date
    session: Session
    status: AttendanceStatus


class MonthRow(ResponseModel):
    """A pupil in the book of a month."""

    student_id: UUID
    student_number: str
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    gender: str | None
    marks: list[MonthMark]
    figures: FiguresRead


class MonthBook(ResponseModel):
    """The book of a month: the sessions that count, and each pupil with what was not present."""

    class_id: UUID
    class_name: str
    month: date
    sessions: list[DaySession]
    rows: list[MonthRow]


class StudentAttendanceQuery(RequestModel):
    """From when to when; the current school year where nothing is named."""

    first: Day | None = None
    last: Day | None = None


class StudentMark(MonthMark):
    """A mark other than present, with what was written beside it."""

    class_id: UUID
    remarks: str | None


class StudentAttendance(ResponseModel):
    """How often a pupil was there, in all classes together, and when they were not."""

    first: date
    last: date
    figures: FiguresRead
    marks: list[StudentMark]


class BoardQuery(RequestModel):
    """Of which day; today where none is named."""

    date: Day | None = None


class BoardEntry(ResponseModel):
    """A class in a session: taken, closed, or neither yet."""

    class_id: UUID
    class_name: str
    session: Session
    homeroom_teacher_name: str | None
    starts: ClockTime | None
    pupils: int
    taken_at: datetime | None
    present: int
    absent: int
    closed_by: str | None


class AttendanceBoard(ResponseModel):
    """The registers of a day, those not taken first."""

    date: date
    figures: FiguresRead
    data: list[BoardEntry]


class CallsQuery(RequestModel):
    """Of which day; today where none is named."""

    date: Day | None = None


class CallEntry(ResponseModel):
    """Somebody to call: a guardian without an account, of a pupil who is absent."""

    student_id: UUID
    student_name: str
    class_name: str | None
    session: Session
    guardian_name: str
    phone: str | None


class CallList(ResponseModel):
    """Whom to call."""

    date: date
    data: list[CallEntry]


class NudgeCreate(
    RequestModel, json_schema_extra=example(classId=_ID, date="2026-02-10", session="MORNING")
):
    """Remind those who teach a class of a register that is not taken."""

    class_id: UUID
    date: Day
    session: Session


class NoticeCreate(
    RequestModel,
    json_schema_extra=example(
        firstDay="2099-02-10", lastDay="2099-02-11", kind="MEDICAL", reason="Fever"
    ),
):
    """A pupil will not come on these days."""

    first_day: Day
    last_day: Day
    kind: NoticeKind
    reason: Annotated[Text, Field(min_length=1, max_length=500)] | None = None

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.first_day > self.last_day:
            raise ValueError("the last day is not before the first")
        return self


class NoticePath(OwnStudentPath):
    """The pupil and the notice in the path."""

    notice_id: UUID


class NoticeRead(ResponseModel):
    """A notice of absence."""

    id: UUID
    student_id: UUID
    first_day: date
    last_day: date
    kind: NoticeKind
    reason: str | None
    created_at: datetime
    withdrawn_at: datetime | None


class NoticeList(ResponseModel):
    """A pupil's notices, the latest first."""

    data: list[NoticeRead]


class ChildRead(ResponseModel):
    """A child of the caller, with the class and how this month went.

    ``today``: what the last register of today says; ``absentUntil``: the last day of a notice.
    """

    id: UUID
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    class_id: UUID | None
    class_name: str | None
    today: AttendanceStatus | None
    absent_until: date | None
    month: FiguresRead


class ChildList(ResponseModel):
    """The caller's children, in the order of their names."""

    data: list[ChildRead]
