"""Requests and responses about the timetable."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import ClockTime, Day, RequestModel, ResponseModel, Token, example
from shared.school.structure_schemas import Name, Weekday
from shared.school.types import ChangeKind

_ID = "0199a1f9-0000-7000-8000-000000000000"


class PeriodWrite(RequestModel):
    """A time in which lessons are. With an id it is the one that is there, under this name."""

    id: UUID | None = None
    name: Name
    starts: ClockTime
    ends: ClockTime

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
            raise ValueError("a time of the school's own clock, such as 07:00")
        if self.starts >= self.ends:
            raise ValueError("a period ends after it begins")
        return self


class PeriodsPut(
    RequestModel,
    json_schema_extra=example(periods=[{"name": "1", "starts": "07:00", "ends": "07:50"}]),
):
    """The periods of the school; what is left out is retired, and lessons in it stay known."""

    periods: Annotated[list[PeriodWrite], Field(max_length=60)]


class PeriodRead(ResponseModel):
    """A time in which lessons are."""

    id: UUID
    name: str
    starts: ClockTime
    ends: ClockTime


class PeriodList(ResponseModel):
    """The periods in use, the earliest first."""

    data: list[PeriodRead]


class SlotWrite(RequestModel):
    """A lesson of the week."""

    subject_id: UUID
    teacher_id: UUID | None = None
    room_id: UUID | None = None
    period_id: UUID
    weekday: Weekday


class TimetablePut(RequestModel, json_schema_extra=example(effectiveFrom="2026-02-09", lessons=[])):
    """The lessons of a class from a day on. What was held before stays known.

    ``version`` is the one that was read: where somebody else was faster, nothing is changed.
    """

    version: Annotated[Token, Field(max_length=64)] | None = None
    effective_from: Day
    lessons: Annotated[list[SlotWrite], Field(max_length=120)]


class TimetableQuery(RequestModel):
    """Of which class, teacher or room, in the week of which day; else the caller's own."""

    class_id: UUID | None = None
    teacher_id: UUID | None = None
    room_id: UUID | None = None
    on: Day | None = None


class ChangeRead(ResponseModel):
    """What becomes of a lesson on one day.

    Lessons of one class that are swapped take their subjects along: ``subjectName`` is what is
    taught instead.
    """

    id: UUID
    date: date
    kind: ChangeKind
    teacher_id: UUID | None
    teacher_name: str | None
    with_lesson_id: UUID | None
    with_date: Day | None
    subject_name: str | None
    subject_name_kh: str | None


class SlotRead(ResponseModel):
    """A lesson of the week, and what differs in this one."""

    id: UUID
    class_id: UUID
    class_name: str
    subject_id: UUID
    subject_name: str
    subject_name_kh: str | None
    teacher_id: UUID | None
    teacher_name: str | None
    room_id: UUID | None
    room_name: str | None
    period_id: UUID
    weekday: int
    starts: ClockTime
    ends: ClockTime
    effective_from: date
    effective_to: date
    change: ChangeRead | None


class TimetableRead(ResponseModel):
    """The lessons of a week, from its Monday on.

    ``version`` goes with a class: it changes with any of its lessons, of whichever week.
    """

    monday: date
    version: str | None
    data: list[SlotRead]


class PublishTimetable(
    RequestModel, json_schema_extra=example(academicYearId=_ID, effectiveFrom="2026-02-09")
):
    """Publish the timetable of a year, as it is from a day on; a dry run tells nobody."""

    academic_year_id: UUID
    effective_from: Day
    dry_run: bool = False


class ConcernedRead(ResponseModel):
    """A class or a teacher whom a publication concerns."""

    id: UUID
    name: str


class PublicationRead(ResponseModel):
    """What is published, and who has other lessons than before."""

    version: int
    effective_from: date
    changed_class_ids: list[UUID]
    classes: list[ConcernedRead]
    teachers: list[ConcernedRead]


class SlotPath(RequestModel):
    """The lesson in the path."""

    id: UUID


class ChangePut(RequestModel, json_schema_extra=example(date="2026-02-10", kind="CANCELLED")):
    """What becomes of a lesson on one day. Who stands in takes the register of that day.

    A swap names the other lesson and its day: each is taught by who would have held the other.
    """

    date: Day
    kind: ChangeKind
    teacher_id: UUID | None = None
    with_lesson_id: UUID | None = None
    with_date: Day | None = None


class ChangePath(RequestModel):
    """What differs of a lesson on a day."""

    id: UUID
