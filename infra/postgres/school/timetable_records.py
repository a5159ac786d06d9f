"""What queries on the timetable select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from shared.http.schema import Day
from shared.school.types import ChangeKind


@dataclass(frozen=True, slots=True)
class LessonPeriod:
    """A time of the day in which lessons are."""

    id: UUID
    name: str
    starts: time
    ends: time
    retired: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of the week, on the days on which it is held."""

    id: UUID
    academic_year_id: UUID
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
    starts: time
    ends: time
    week_start: int
    week_end: int
    effective_from: date
    effective_to: date


@dataclass(frozen=True, slots=True)
class LessonChange:
    """What becomes of a lesson on one day."""

    id: UUID
    entry_id: UUID
    date: date
    kind: ChangeKind
    teacher_id: UUID | None
    teacher_name: str | None
    with_entry_id: UUID | None
    with_date: Day | None
    # What is taught instead, where lessons of one class are swapped.
    subject_name: str | None
    subject_name_kh: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published last."""

    version: int
    snapshot: Any
