"""Requests and responses about the timetable."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import ClockTime, Day, RequestModel, ResponseModel, example
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
    """The lessons of a class from a day on. What was held before stays known."""

    effective_from: Day
    lessons: Annotated[list[SlotWrite], Field(max_length=120)]


class TimetableQuery(RequestModel):
    """Of which class or teacher, in the week of which day; the caller's own where none is named."""

    class_id: UUID | None = None
    teacher_id: UUID | None = None
    on: Day | None = None


class ChangeRead(ResponseModel):
    """What becomes of a lesson on one day."""

    date: date
    kind: ChangeKind
    teacher_id: UUID | None
    teacher_name: str | None


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
    """The lessons of a week, from its Monday on."""

    monday: date
    data: list[SlotRead]


class PublishTimetable(
    RequestModel, json_schema_extra=example(academicYearId=_ID, effectiveFrom="2026-02-09")
):
    """Publish the timetable of a year, as it is from a day on."""

    academic_year_id: UUID
    effective_from: Day


class PublicationRead(ResponseModel):
    """What was published, and which classes have other lessons than before."""

    version: int
    effective_from: date
    changed_class_ids: list[UUID]


class SlotPath(RequestModel):
    """The lesson in the path."""

    id: UUID


class ChangePut(RequestModel, json_schema_extra=example(date="2026-02-10", kind="CANCELLED")):
    """What becomes of a lesson on one day. Who stands in takes the register of that day."""

    date: Day
    kind: ChangeKind
    teacher_id: UUID | None = None
