"""Requests and responses about the calendar of a school."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import ClockTime, Day, Line, RequestModel, ResponseModel, example
from shared.school.types import CalendarKind, Session

Title = Annotated[Line, Field(min_length=1, max_length=160)]


class CalendarWrite(
    RequestModel,
    json_schema_extra=example(
        kind="CLOSURE",
        title="Khmer New Year",
        titleKh="បុណ្យចូលឆ្នាំខ្មែរ",
        firstDay="2026-04-14",
        lastDay="2026-04-16",
    ),
):
    """An event: all day, or with times. A closure may be for some sessions of its days."""

    kind: CalendarKind
    title: Title
    title_kh: Title | None = None
    class_id: UUID | None = None
    first_day: Day
    last_day: Day
    starts: ClockTime | None = None
    ends: ClockTime | None = None
    sessions: Annotated[set[Session], Field(default_factory=set)]
    location: Title | None = None

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.first_day > self.last_day:
            raise ValueError("the last day is not before the first")
        if (self.last_day - self.first_day).days > 366:  # noqa: PLR2004 - days of a year
            raise ValueError("an event is not longer than a year")
        if (self.starts is None) != (self.ends is None):
            raise ValueError("an event has both times, or is all day")
        if self.starts is not None and self.ends is not None:
            if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
                raise ValueError("a time of the school's own clock, such as 07:00")
            if self.first_day == self.last_day and self.starts >= self.ends:
                raise ValueError("an event ends after it begins")
        if self.sessions and self.kind is not CalendarKind.CLOSURE:
            raise ValueError("sessions are of closures")
        return self


class CalendarQuery(RequestModel):
    """From when to when; from today on for two months where nothing is named."""

    first: Day | None = None
    last: Day | None = None


class CalendarPath(RequestModel):
    """The event in the path."""

    id: UUID


class CalendarRead(ResponseModel):
    """An event of the calendar; without a class it is the whole school's."""

    id: UUID
    kind: CalendarKind
    title: str
    title_kh: str | None
    class_id: UUID | None
    first_day: date
    last_day: date
    starts: ClockTime | None
    ends: ClockTime | None
    sessions: list[Session]
    location: str | None
    updated_at: datetime


class CalendarList(ResponseModel):
    """Events in their order."""

    data: list[CalendarRead]
