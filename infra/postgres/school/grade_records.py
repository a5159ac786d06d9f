"""What queries on marks, their chain and cards select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.school.grades.chain import Head
from shared.school.grades.types import CardScope, EntryState, SheetKind, SheetStatus
from shared.school.types import GradeBand


@dataclass(frozen=True, slots=True)
class GradedClass:
    """A class, as far as marks need to know it."""

    id: UUID
    name: str
    academic_year_id: UUID
    year_name: str
    starts: date
    ends: date
    grade_id: UUID | None
    track_id: UUID | None
    band: GradeBand | None
    homeroom_teacher_id: UUID | None
    school_name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class OfferedSubject:
    """A subject as a class has it."""

    subject_id: UUID
    code: str
    name: str
    name_kh: str | None
    coefficient: Decimal
    max_score: Decimal
    is_bonus: bool


@dataclass(frozen=True, slots=True)
class PupilName:
    """A pupil as papers name them."""

    id: UUID
    student_number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A school year in which a pupil was in a class."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class RosterPupil:
    """A pupil on the roster of a class, and when they were there."""

    id: UUID
    user_id: UUID | None
    student_number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with the head of its chain."""

    id: UUID
    academic_year_id: UUID
    class_id: UUID
    subject_id: UUID
    term_id: UUID
    kind: SheetKind
    period: str
    max_score: Decimal
    status: SheetStatus
    submitted_at: datetime | None
    locked_at: datetime | None
    head_seq: int
    head_hash: str | None

    @property
    def head(self) -> Head:
        """The head of the chain."""
        return Head(self.head_seq, self.head_hash)


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet with its cells, as averages need them: pupil, state and score, each as text."""

    id: UUID
    class_id: UUID
    subject_id: UUID
    term_id: UUID
    period: str
    max_score: Decimal
    status: SheetStatus
    head_seq: int
    head_hash: str | None
    cells: Sequence[tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What stands in a cell, and in which class's sheet."""

    student_id: UUID
    sheet_id: UUID
    class_id: UUID
    class_name: str
    subject_id: UUID
    term_id: UUID
    period: str
    status: SheetStatus
    state: EntryState
    score: Decimal | None
    max_score: Decimal
    remarks: str | None
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A change of a sheet, with who made it."""

    seq: int
    action: str
    student_id: UUID | None
    old: str | None
    new: str | None
    reason: str | None
    changed_by: UUID
    changed_by_name: str
    changed_at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Reader:
    """An account that is told of a pupil's marks: the pupil's own, or a guardian's."""

    student_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as it was issued."""

    id: UUID
    class_id: UUID
    student_id: UUID
    academic_year_id: UUID
    scope: CardScope
    term_id: UUID | None
    period: str
    version: int
    content: Mapping[str, Any]
    hash: str
    reason: str | None
    code: str
    issued_at: datetime
    latest: int
    school_name: str


@dataclass(frozen=True, slots=True)
class SealRow:
    """A seal as it is stored."""

    number: int
    sealed_at: datetime
    items: str
    previous: str | None
    hash: str
    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class SealItemRow:
    """A thing that a seal names."""

    number: int
    kind: str
    item_id: UUID
    seq: int
    hash: str
