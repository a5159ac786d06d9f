"""What queries on pupils, guardians, enrolments and classes select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.school.types import EntryReason, ExitReason, StudentStatus


@dataclass(frozen=True, slots=True)
class Student:
    """A pupil's record, and the class that they are in where they are in one."""

    id: UUID
    user_id: UUID | None
    student_number: str
    official_id: str | None
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    gender: str | None
    date_of_birth: date | None
    place_of_birth: str | None
    address: str | None
    phone: str | None
    external_id: str | None
    status: StudentStatus
    sticky: Sequence[str]
    version: int
    created_at: datetime
    class_id: UUID | None
    class_name: str | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A pupil's time in a class. ``ended_on`` is the first day on which they are not there."""

    id: UUID
    student_id: UUID
    class_id: UUID
    class_name: str
    academic_year_id: UUID
    year_name: str
    entry_reason: EntryReason | None
    started_on: date
    exit_reason: ExitReason | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Who is in a class on a day."""

    student_id: UUID
    user_id: UUID | None
    student_number: str
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    gender: str | None
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class, its places in the school, and how many are in it now."""

    id: UUID
    academic_year_id: UUID
    year_name: str
    name: str
    grade_id: UUID | None
    grade_name: str | None
    grade_name_kh: str | None
    grade_ordinal: int | None
    track_id: UUID | None
    shift_id: UUID | None
    room_id: UUID | None
    capacity: int | None
    homeroom_teacher_id: UUID | None
    homeroom_teacher_name: str | None
    external_id: str | None
    sticky: Sequence[str]
    version: int
    archived_at: datetime | None
    student_count: int


@dataclass(frozen=True, slots=True)
class ClassTeacher:
    """Who teaches what in a class."""

    user_id: UUID
    name: str
    subject_id: UUID
    subject_name: str
    subject_name_kh: str | None


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian of a pupil, and how they stand to the pupil."""

    id: UUID
    user_id: UUID | None
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    phone: str | None
    sticky: Sequence[str]
    version: int
    relationship: str | None
    is_primary: bool
    can_view_grades: bool


@dataclass(frozen=True, slots=True)
class GuardianContact:
    """Somebody to tell of a pupil: by the account, else by the phone."""

    student_id: UUID
    guardian_id: UUID
    user_id: UUID | None
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    phone: str | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """How a person stands to a pupil."""

    is_self: bool
    is_guardian: bool
    teaches: bool
