"""Requests and responses of sheets of marks and rank lists."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.http.schema import Line, RequestModel, ResponseModel, Token, example
from shared.school.grades.types import EntryState, GradeAction, SheetKind, SheetStatus

_ANY = "0199aaaa-0000-7000-8000-000000000000"

PeriodKey = Annotated[Token, StringConstraints(pattern=r"^(EXAM|[0-9]{4}-(0[1-9]|1[0-2]))$")]
"""A month, such as ``2026-11``, or ``EXAM`` for the examination of the term."""

Score = Annotated[Decimal, Field(ge=0, le=Decimal("9999.99"), max_digits=6, decimal_places=2)]
Remarks = Annotated[Line, Field(min_length=1, max_length=200)]
Reason = Annotated[Line, Field(min_length=3, max_length=300)]


class GradesPath(RequestModel):
    """The class in the path."""

    id: UUID


class ManagedGradesPath(RequestModel):
    """The class in the path, for those who run the school."""

    id: UUID


class PupilGradesPath(RequestModel):
    """The pupil in the path."""

    id: UUID


class SheetQuery(RequestModel):
    """Which sheet of a class: by default of the first subject whose marks the caller enters.

    Without a period it is that of the month that is going on, or of the last one that was.
    """

    subject_id: UUID | None = None
    term_id: UUID | None = None
    period: PeriodKey | None = None


class SheetsQuery(RequestModel):
    """Of which term; of all where none is named."""

    term_id: UUID | None = None


class EntryPut(RequestModel):
    """What stands in a cell from now on: null for a blank one.

    ``version`` is that of the cell as it was seen, 0 for a blank one: a change that somebody else
    made meanwhile is not overwritten.
    """

    student_id: UUID
    state: EntryState | None
    score: Score | None = None
    remarks: Remarks | None = None
    version: Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)] | None = None


class GradesEnter(
    RequestModel,
    json_schema_extra=example(subjectId=_ANY, termId=_ANY, period="2026-01", entries=[]),
):
    """Cells of a sheet that change; others stay. ``submit`` hands it in: families see it then."""

    subject_id: UUID
    term_id: UUID
    period: PeriodKey
    entries: Annotated[list[EntryPut], Field(max_length=200)]
    submit: bool = False


class GradesLock(
    RequestModel, json_schema_extra=example(termId=_ANY, period="2026-01", subjectIds=[_ANY])
):
    """The sheets of a period to close for good: of these subjects, or all that were begun."""

    term_id: UUID
    period: PeriodKey
    subject_ids: Annotated[list[UUID], Field(min_length=1, max_length=60)] | None = None


class GradesCorrect(
    RequestModel,
    json_schema_extra=example(
        subjectId=_ANY,
        termId=_ANY,
        period="2026-01",
        studentId=_ANY,
        state="SCORED",
        score="36.00",
        reason="A page was not counted",
    ),
):
    """One cell of a locked sheet, with the reason that stays in its history."""

    subject_id: UUID
    term_id: UUID
    period: PeriodKey
    student_id: UUID
    state: EntryState | None
    score: Score | None = None
    remarks: Remarks | None = None
    reason: Reason


class EntryRead(ResponseModel):
    """What stands in a cell."""

    state: EntryState
    score: Decimal | None
    remarks: str | None
    version: int
    updated_at: datetime


class SheetPupil(ResponseModel):
    """A row of a sheet. ``carriedFrom`` is the class that gave the mark, read-only here."""

    student_id: UUID
    student_number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    entry: EntryRead | None
    carried_from: str | None


class SheetRead(ResponseModel):
    """A sheet with its pupils in the order of their names; ``id`` is null until it is begun.

    ``head`` is the last link of its chain.
    """

    id: UUID | None
    class_id: UUID
    class_name: str
    subject_id: UUID
    subject_name: str
    subject_name_kh: str | None
    term_id: UUID
    period: str
    kind: SheetKind
    status: SheetStatus
    max_score: Decimal
    coefficient: Decimal
    is_bonus: bool
    can_edit: bool
    head_seq: int
    head_hash: str | None
    pupils: list[SheetPupil]


class SheetPlace(ResponseModel):
    """How far a sheet is."""

    subject_id: UUID
    term_id: UUID
    period: str
    status: SheetStatus
    entered: int


class GradedSubject(ResponseModel):
    """A subject of the class; ``canEdit`` for those whose marks the caller enters."""

    subject_id: UUID
    code: str
    name: str
    name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_bonus: bool
    can_edit: bool


class GradedTerm(ResponseModel):
    """A term and the keys of its months."""

    id: UUID
    name: str
    name_kh: str | None
    months: list[str]


class SheetsRead(ResponseModel):
    """What a class's sheets are made of, and how far each is that was begun."""

    class_id: UUID
    class_name: str
    year_id: UUID
    year_name: str
    subjects: list[GradedSubject]
    terms: list[GradedTerm]
    sheets: list[SheetPlace]


class SheetsLocked(ResponseModel):
    """What was locked; ``blank`` is how many cells are blank in them for good."""

    locked: int
    blank: int


class SheetChange(ResponseModel):
    """A link in the chain of a sheet."""

    seq: int
    action: GradeAction
    student_id: UUID | None
    old: str | None
    new: str | None
    reason: str | None
    changed_by: UUID
    changed_by_name: str
    changed_at: datetime
    hash: str


class SheetHistory(ResponseModel):
    """Every change of a sheet, oldest first, and whether the chain holds."""

    holds: bool
    data: list[SheetChange]


class RankedPupil(ResponseModel):
    """A pupil in a rank list; no rank and no average while something is missing."""

    student_id: UUID
    student_number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    average: Decimal | None
    rank: int | None
    mention: str | None
    mention_label: str | None
    mention_label_kh: str | None
    passed: bool | None
    missing: list[str]


class RankList(ResponseModel):
    """A class by rank, the incomplete last, by name."""

    class_id: UUID
    class_name: str
    year_name: str
    school_name: str
    term_name: str | None
    term_name_kh: str | None
    full_mark: Decimal
    pass_mark: Decimal
    ranked: int
    data: list[RankedPupil]


class PupilMark(ResponseModel):
    """A mark that was handed in."""

    subject_id: UUID
    subject_name: str
    subject_name_kh: str | None
    class_name: str
    term_id: UUID
    period: str
    state: EntryState
    score: Decimal | None
    max_score: Decimal
    remarks: str | None
    status: SheetStatus


class GradedYear(ResponseModel):
    """A school year of a pupil."""

    id: UUID
    name: str


class PupilMarks(ResponseModel):
    """A pupil's marks of a year, in the order of terms and subjects.

    ``years`` are all in which the pupil was in a class, the latest first.
    """

    student_id: UUID
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    class_name: str | None
    year_id: UUID | None
    year_name: str | None
    years: list[GradedYear]
    terms: list[GradedTerm]
    data: list[PupilMark]


class PupilMarksQuery(RequestModel):
    """Of which year; of the latest where none is named."""

    year_id: UUID | None = None


class LedgerQuery(RequestModel):
    """The class whose chains are exported."""

    class_id: UUID | None = None


class GradedPupil(ResponseModel):
    """A pupil of a family."""

    id: UUID
    student_number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None


class GradedPupils(ResponseModel):
    """The pupils of a family, by name."""

    data: list[GradedPupil]
