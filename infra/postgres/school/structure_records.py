"""What queries on years, grades, subjects, rooms and shifts select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from shared.school.types import GradeBand, YearStatus


@dataclass(frozen=True, slots=True)
class Year:
    """A school year."""

    id: UUID
    name: str
    start_date: date
    end_date: date
    is_current: bool
    status: YearStatus
    version: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a year."""

    id: UUID
    academic_year_id: UUID
    ordinal: int
    name: str
    name_kh: str | None
    start_date: date
    end_date: date


@dataclass(frozen=True, slots=True)
class TermMonth:
    """A month of a term in which marks are given."""

    term_id: UUID
    month: date
    counts: bool


@dataclass(frozen=True, slots=True)
class GradeLevel:
    """A grade; pupils are promoted to the one with the next greater ordinal."""

    id: UUID
    code: str
    name: str
    name_kh: str | None
    ordinal: int
    band: GradeBand


@dataclass(frozen=True, slots=True)
class Track:
    """A track of upper grades."""

    id: UUID
    code: str
    name: str
    name_kh: str | None


@dataclass(frozen=True, slots=True)
class Shift:
    """When classes are at school: sessions of the day, and ISO days of the week."""

    id: UUID
    name: str
    name_kh: str | None
    sessions: Sequence[str]
    weekdays: Sequence[int]
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Room:
    """A room."""

    id: UUID
    name: str
    name_kh: str | None
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject, and what a new offering of it begins with."""

    id: UUID
    code: str
    name: str
    name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_active: bool


@dataclass(frozen=True, slots=True)
class Offering:
    """What is taught of a subject in a grade, and in a track of it where one is named."""

    id: UUID
    academic_year_id: UUID
    grade_id: UUID
    track_id: UUID | None
    subject_id: UUID
    subject_code: str
    subject_name: str
    subject_name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_bonus: bool
    ordinal: int
    frozen_at: datetime | None
