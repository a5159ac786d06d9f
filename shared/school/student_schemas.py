"""Requests and responses about pupils, their guardians and their classes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import Day, Line, RequestModel, ResponseModel, Text, example
from shared.school.structure_schemas import Name, Version
from shared.school.types import EntryReason, ExitReason, Gender, StudentStatus

NamePart = Annotated[Line, Field(min_length=1, max_length=80)]
Number = Annotated[Line, Field(min_length=1, max_length=40)]
Phone = Annotated[Line, Field(min_length=3, max_length=30, pattern=r"^[+0-9០-៩ ()./-]+$")]
Place = Annotated[Text, Field(min_length=1, max_length=300)]
_ID = "0199a1f9-0000-7000-8000-000000000000"


class StudentNames(RequestModel):
    """A name in two parts each, family name first, in one script or both."""

    last_name: NamePart | None = None
    first_name: NamePart | None = None
    family_name_kh: NamePart | None = None
    given_name_kh: NamePart | None = None


class StudentWrite(StudentNames):
    """What is said of a pupil. Without a number they get the school's next one."""

    student_number: Number | None = None
    official_id: Number | None = None
    gender: Gender | None = None
    date_of_birth: Day | None = None
    place_of_birth: Place | None = None
    address: Place | None = None
    phone: Phone | None = None


_EXAMPLE_STUDENT = {
    "lastName": "Sok",
    "firstName": "Dara",
    "familyNameKh": "សុខ",
    "givenNameKh": "ដារា",
    "gender": "MALE",
    "dateOfBirth": "2012-04-30",
}


class StudentCreate(StudentWrite, json_schema_extra=example(**_EXAMPLE_STUDENT)):
    """A new pupil; the record is there before any account."""


class StudentUpdate(StudentWrite, json_schema_extra=example(**_EXAMPLE_STUDENT, version=0)):
    """A pupil as they shall be. ``version`` is the one that was read before."""

    version: Version


class StudentQuery(PageQuery):
    """Which pupils: by parts of a name or a number, by class, year and status."""

    q: Annotated[Line, Field(max_length=80)] | None = None
    class_id: UUID | None = None
    year_id: UUID | None = None
    status: StudentStatus | None = None


class StudentPath(RequestModel):
    """The pupil in the path."""

    id: UUID


class OwnStudentPath(StudentPath):
    """A pupil of whom the caller may know."""


class StudentRead(ResponseModel):
    """A pupil, and the class that they are in."""

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
    status: StudentStatus
    version: int
    class_id: UUID | None
    class_name: str | None


class EnrolmentRead(ResponseModel):
    """A time in a class. ``endedOn`` is the first day on which the pupil is not there."""

    id: UUID
    class_id: UUID
    class_name: str
    academic_year_id: UUID
    year_name: str
    entry_reason: EntryReason | None
    started_on: date
    exit_reason: ExitReason | None
    ended_on: date | None


class StudentDetails(StudentRead):
    """A pupil with the classes that they have been in, the latest first."""

    enrolments: list[EnrolmentRead]


class GuardianWrite(StudentNames):
    """What is said of a guardian, and of how they stand to the pupil."""

    phone: Phone | None = None
    relationship: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    is_primary: bool = False
    can_view_grades: bool = True


class GuardianLink(
    GuardianWrite,
    json_schema_extra=example(
        lastName="Mao", firstName="Leakena", phone="+855 12 345 678", relationship="Mother"
    ),
):
    """A guardian of the pupil: one whom the school knows, by id, or a new one by name."""

    guardian_id: UUID | None = None


class GuardianUpdate(
    GuardianWrite,
    json_schema_extra=example(lastName="Mao", firstName="Leakena", isPrimary=True, version=0),
):
    """A guardian as they shall be. ``version`` is the one that was read before."""

    version: Version


class GuardianPath(RequestModel):
    """The pupil and the guardian in the path."""

    id: UUID
    guardian_id: UUID


class GuardianRead(ResponseModel):
    """A guardian of a pupil; ``hasAccount``: is told by the product, else to be called."""

    id: UUID
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    phone: str | None
    relationship: str | None
    is_primary: bool
    can_view_grades: bool
    has_account: bool
    version: int


class GuardianList(ResponseModel):
    """The guardians of a pupil, the first to be called first."""

    data: list[GuardianRead]


class ClassWrite(RequestModel):
    """What is said of a class."""

    name: Name
    grade_id: UUID | None = None
    track_id: UUID | None = None
    shift_id: UUID | None = None
    room_id: UUID | None = None
    homeroom_teacher_id: UUID | None = None
    capacity: Annotated[int, Field(ge=1, le=1000)] | None = None


class ClassCreate(ClassWrite, json_schema_extra=example(academicYearId=_ID, name="7A")):
    """A new class of a year."""

    academic_year_id: UUID


class ClassUpdate(ClassWrite, json_schema_extra=example(name="7A", capacity=45, version=0)):
    """A class as it shall be. ``version`` is the one that was read before."""

    version: Version
    archived: bool = False


class ClassesQuery(RequestModel):
    """Which classes; without a year those of the current one. ``mine``: that the caller teaches."""

    year_id: UUID | None = None
    mine: bool = False


class ClassPath(RequestModel):
    """The class in the path."""

    id: UUID


class TaughtClassPath(ClassPath):
    """A class in which the caller teaches."""


class ClassRead(ResponseModel):
    """A class, and how many are in it now."""

    id: UUID
    academic_year_id: UUID
    year_name: str
    name: str
    grade_id: UUID | None
    grade_name: str | None
    grade_name_kh: str | None
    track_id: UUID | None
    shift_id: UUID | None
    room_id: UUID | None
    capacity: int | None
    homeroom_teacher_id: UUID | None
    homeroom_teacher_name: str | None
    version: int
    archived_at: datetime | None
    student_count: int


class ClassList(ResponseModel):
    """Classes by grade and name."""

    data: list[ClassRead]


class TeachingRead(ResponseModel):
    """Who teaches what in a class."""

    user_id: UUID
    name: str
    subject_id: UUID
    subject_name: str
    subject_name_kh: str | None


class ClassDetails(ClassRead):
    """A class with its teachers."""

    teachers: list[TeachingRead]


class TeachingWrite(RequestModel):
    """A teacher and what they teach."""

    user_id: UUID
    subject_id: UUID


class TeachersPut(
    RequestModel, json_schema_extra=example(teachers=[{"userId": _ID, "subjectId": _ID}])
):
    """Who teaches what in the class; what is left out ends."""

    teachers: Annotated[list[TeachingWrite], Field(max_length=100)]

    @model_validator(mode="after")
    def _subjects_are_told_apart(self) -> Self:
        if len(set(self.teachers)) < len(self.teachers):
            raise ValueError("a teacher is named once for a subject")
        return self


class RosterQuery(RequestModel):
    """Of which day; today where none is named."""

    on: Day | None = None


class RosterRead(ResponseModel):
    """A pupil of a class on a day."""

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


class RosterList(ResponseModel):
    """The pupils of a class on a day, in the order of their names."""

    on: date
    data: list[RosterRead]


class EnrolmentCreate(
    RequestModel,
    json_schema_extra=example(studentId=_ID, startedOn="2026-02-10", reason="NEW"),
):
    """A pupil comes into the class on a day. Who is in another class of the year moves."""

    student_id: UUID
    started_on: Day
    reason: EntryReason = EntryReason.NEW


class EnrolmentEnd(RequestModel):
    """From which day on the pupil is not in the class any more (today), and why."""

    on: Day | None = None
    reason: ExitReason = ExitReason.OTHER


class EnrolmentPath(RequestModel):
    """The class and the pupil in the path."""

    id: UUID
    student_id: UUID
