"""Requests and responses about years, grades, subjects, shifts and rooms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import ClockTime, Day, Line, RequestModel, ResponseModel, example
from shared.school.types import GradeBand, Session, YearStatus

Name = Annotated[Line, Field(min_length=1, max_length=120)]
Code = Annotated[Line, Field(min_length=1, max_length=20)]
Coefficient = Annotated[Decimal, Field(gt=0, max_digits=4, decimal_places=2)]
MaxScore = Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)]
Version = Annotated[int, Field(ge=0, lt=(1 << 31) - 1)]

Weekday = Annotated[int, Field(ge=1, le=7)]
_EXAMPLE_ID = "0199a1f9-0000-7000-8000-000000000000"


class MonthWrite(RequestModel):
    """A month in which marks are given, by its first day. ``counts``: in the term's average."""

    month: Day
    counts: bool = True

    @model_validator(mode="after")
    def _first_day(self) -> Self:
        if self.month.day != 1:
            raise ValueError("a month is named by its first day, such as 2026-01-01")
        return self


class TermWrite(RequestModel):
    """A term. Its place in the list is its number."""

    name: Name
    name_kh: Name | None = None
    start_date: Day
    end_date: Day
    months: Annotated[list[MonthWrite], Field(max_length=12)]

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.start_date >= self.end_date:
            raise ValueError("a term ends after it begins")
        named = [one.month for one in self.months]
        if len(set(named)) < len(named):
            raise ValueError("a month is named once")
        first = self.start_date.replace(day=1)
        if any(not first <= month <= self.end_date for month in named):
            raise ValueError("a month lies in its term")
        return self


class YearWrite(RequestModel):
    """What is said of a year."""

    name: Name
    start_date: Day
    end_date: Day
    is_current: bool = False
    status: YearStatus = YearStatus.PLANNING
    terms: Annotated[list[TermWrite], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.start_date >= self.end_date:
            raise ValueError("a year ends after it begins")
        if self.terms[0].start_date < self.start_date or self.terms[-1].end_date > self.end_date:
            raise ValueError("terms lie in their year")
        if any(one.end_date >= other.start_date for one, other in pairwise(self.terms)):
            raise ValueError("a term begins after the one before it has ended")
        months = [one.month for term in self.terms for one in term.months]
        if len(set(months)) < len(months):
            raise ValueError("a month belongs to one term")
        return self


_EXAMPLE_YEAR = {
    "name": "2025-2026",
    "startDate": "2025-11-01",
    "endDate": "2026-08-31",
    "isCurrent": True,
    "status": "ACTIVE",
    "terms": [
        {
            "name": "Semester 1",
            "nameKh": "ឆមាសទី១",
            "startDate": "2025-11-01",
            "endDate": "2026-03-31",
            "months": [{"month": "2025-12-01"}, {"month": "2026-01-01", "counts": False}],
        }
    ],
}


class YearCreate(YearWrite, json_schema_extra=example(**_EXAMPLE_YEAR)):
    """A new year. ``sameAs`` names one whose classes it begins with, and what is taught in it.

    Classes keep their name, grade, track, shift, room and capacity; archived ones, teachers and
    pupils are not taken over.
    """

    same_as: UUID | None = None


class YearUpdate(YearWrite, json_schema_extra=example(**_EXAMPLE_YEAR, version=0)):
    """A year as it shall be. ``version`` is the one that was read before."""

    version: Version


class MonthRead(ResponseModel):
    """A month in which marks are given."""

    month: date
    counts: bool


class TermRead(ResponseModel):
    """A term of a year."""

    id: UUID
    ordinal: int
    name: str
    name_kh: str | None
    start_date: date
    end_date: date
    months: list[MonthRead]


class YearRead(ResponseModel):
    """A school year."""

    id: UUID
    name: str
    start_date: date
    end_date: date
    is_current: bool
    status: YearStatus
    version: int
    terms: list[TermRead]


class YearList(ResponseModel):
    """Every year, the latest first."""

    data: list[YearRead]


class RosterExport(RequestModel, json_schema_extra=example()):
    """A roster to export: of the current year where none is named."""

    year_id: UUID | None = None


class YearPath(RequestModel):
    """The year in the path."""

    id: UUID


class GradeWrite(RequestModel):
    """A grade. With an id it is the one that is there; without, it is a new one."""

    id: UUID | None = None
    code: Code
    name: Name
    name_kh: Name | None = None
    ordinal: Annotated[int, Field(ge=0, le=99)]
    band: GradeBand


class GradesPut(
    RequestModel,
    json_schema_extra=example(
        grades=[
            {
                "code": "7",
                "name": "Grade 7",
                "nameKh": "ថ្នាក់ទី៧",
                "ordinal": 7,
                "band": "LOWER_SECONDARY",
            }
        ]
    ),
):
    """The grades of the school; who is left out goes."""

    grades: Annotated[list[GradeWrite], Field(max_length=40)]


class TrackWrite(RequestModel):
    """A track of upper grades."""

    id: UUID | None = None
    code: Code
    name: Name
    name_kh: Name | None = None


class TracksPut(
    RequestModel, json_schema_extra=example(tracks=[{"code": "SCI", "name": "Science"}])
):
    """The tracks of the school; what is left out goes."""

    tracks: Annotated[list[TrackWrite], Field(max_length=40)]


class ShiftWrite(RequestModel):
    """When classes are at school. A register is taken for each of the sessions."""

    id: UUID | None = None
    name: Name
    name_kh: Name | None = None
    sessions: Annotated[set[Session], Field(min_length=1)]
    weekdays: Annotated[set[Weekday], Field(min_length=1)]
    starts: ClockTime
    ends: ClockTime

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
            raise ValueError("a time of the school's own clock, such as 07:00")
        if self.starts >= self.ends:
            raise ValueError("a shift ends after it begins")
        return self


class ShiftsPut(
    RequestModel,
    json_schema_extra=example(
        shifts=[
            {
                "name": "Morning",
                "sessions": ["MORNING"],
                "weekdays": [1, 2, 3, 4, 5, 6],
                "starts": "07:00",
                "ends": "11:00",
            }
        ]
    ),
):
    """The shifts of the school; what is left out goes."""

    shifts: Annotated[list[ShiftWrite], Field(max_length=20)]


class RoomWrite(RequestModel):
    """A room."""

    id: UUID | None = None
    name: Name
    name_kh: Name | None = None
    capacity: Annotated[int, Field(ge=1, le=10_000)] | None = None


class RoomsPut(
    RequestModel, json_schema_extra=example(rooms=[{"name": "Room 12", "capacity": 45}])
):
    """The rooms of the school; what is left out goes."""

    rooms: Annotated[list[RoomWrite], Field(max_length=300)]


class GradeRead(ResponseModel):
    """A grade."""

    id: UUID
    code: str
    name: str
    name_kh: str | None
    ordinal: int
    band: GradeBand


class TrackRead(ResponseModel):
    """A track."""

    id: UUID
    code: str
    name: str
    name_kh: str | None


class ShiftRead(ResponseModel):
    """A shift; ``weekdays`` from 1 for Monday."""

    id: UUID
    name: str
    name_kh: str | None
    sessions: list[Session]
    weekdays: list[int]
    starts: ClockTime
    ends: ClockTime


class RoomRead(ResponseModel):
    """A room."""

    id: UUID
    name: str
    name_kh: str | None
    capacity: int | None


class StructureRead(ResponseModel):
    """The lists of the school that a year is made of."""

    grades: list[GradeRead]
    tracks: list[TrackRead]
    shifts: list[ShiftRead]
    rooms: list[RoomRead]


class SubjectCreate(
    RequestModel,
    json_schema_extra=example(
        code="MAT", name="Mathematics", nameKh="គណិតវិទ្យា", coefficient="2", maxScore="100"
    ),
):
    """A subject, and what a new offering of it begins with."""

    code: Code
    name: Name
    name_kh: Name | None = None
    coefficient: Coefficient = Decimal(1)
    max_score: MaxScore = Decimal(100)
    is_active: bool = True


class SubjectUpdate(
    SubjectCreate,
    json_schema_extra=example(
        code="MAT", name="Mathematics", coefficient="1.5", maxScore="75", isActive=False
    ),
):
    """A subject as it shall be."""


class SubjectPath(RequestModel):
    """The subject in the path."""

    id: UUID


class SubjectRead(ResponseModel):
    """A subject."""

    id: UUID
    code: str
    name: str
    name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_active: bool


class SubjectList(ResponseModel):
    """Every subject, by code."""

    data: list[SubjectRead]


class OfferingWrite(RequestModel):
    """A subject that is taught; its place in the list is its place on cards."""

    subject_id: UUID
    coefficient: Coefficient
    max_score: MaxScore
    is_bonus: bool = False


class OfferingsPut(
    RequestModel,
    json_schema_extra=example(
        gradeId=_EXAMPLE_ID,
        offerings=[{"subjectId": _EXAMPLE_ID, "coefficient": "2", "maxScore": "100"}],
    ),
):
    """What is taught in a grade of the year, or in one of its tracks."""

    grade_id: UUID
    track_id: UUID | None = None
    offerings: Annotated[list[OfferingWrite], Field(max_length=60)]

    @model_validator(mode="after")
    def _subjects_are_told_apart(self) -> Self:
        named = [one.subject_id for one in self.offerings]
        if len(set(named)) < len(named):
            raise ValueError("a subject is named once")
        return self


class OfferingRead(ResponseModel):
    """What is taught of a subject. Frozen: a sheet was submitted, the figures stand."""

    id: UUID
    grade_id: UUID
    track_id: UUID | None
    subject_id: UUID
    subject_code: str
    subject_name: str
    subject_name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_bonus: bool
    frozen_at: datetime | None


class OfferingList(ResponseModel):
    """What is taught in a year, in the order of cards."""

    data: list[OfferingRead]
