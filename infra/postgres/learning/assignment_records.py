"""What queries on assignments, submissions and grades select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.learning.assignments.dates import Dates, Extension, LatePolicy
from shared.learning.assignments.marks import AttemptMark
from shared.learning.assignments.rubric import Choice, Criterion
from shared.learning.assignments.standing import Rules, Standing
from shared.learning.assignments.types import (
    AssignmentStatus,
    AssignmentType,
    ExtensionFor,
    GradeCause,
    GradeSource,
    Keep,
    SubmissionState,
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment of a course."""

    id: UUID
    course_id: UUID
    course_title: str
    course_title_kh: str | None
    created_by: UUID
    title: str
    title_kh: str | None
    description: str | None
    description_kh: str | None
    type: AssignmentType
    status: AssignmentStatus
    max_points: Decimal
    category_id: UUID | None
    extra_credit: bool
    unlock_at: datetime | None
    due_at: datetime | None
    lock_at: datetime | None
    attempts_allowed: int | None
    keep: Keep
    anonymous: bool
    grades_hidden: bool
    released_at: datetime | None
    include_late_joiners: bool
    quiz_id: UUID | None
    rubric: Sequence[Criterion] | None
    version: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this assignment stands in the list."""
        return Position(self.created_at, self.id)

    @property
    def dates(self) -> Dates:
        """The dates of everybody for whom no others hold."""
        return Dates(self.unlock_at, self.due_at, self.lock_at)

    @property
    def hides_grades(self) -> bool:
        """Whether a grade that is given now waits for its release."""
        return self.grades_hidden and self.released_at is None

    @property
    def hides_names(self) -> bool:
        """Whether its graders do not learn whose work they grade."""
        return self.anonymous and self.released_at is None

    def rules(self, policy: LatePolicy) -> Rules:
        """What decides what attempts come to."""
        return Rules(self.max_points, self.keep, policy)


@dataclass(frozen=True, slots=True)
class GrantedExtension:
    """Other dates for some people, with who they are."""

    id: UUID
    assignment_id: UUID
    kind: ExtensionFor
    class_id: UUID | None
    class_name: str | None
    unlock_at: datetime | None
    due_at: datetime | None
    lock_at: datetime | None
    reason: str | None
    granted_by: UUID
    created_at: datetime
    people: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class PersonsExtension:
    """Other dates as they hold for one person."""

    assignment_id: UUID
    user_id: UUID
    kind: ExtensionFor
    unlock_at: datetime | None
    due_at: datetime | None
    lock_at: datetime | None

    @property
    def extension(self) -> Extension:
        """The dates alone."""
        return Extension(self.kind, self.due_at, self.unlock_at, self.lock_at)


@dataclass(frozen=True, slots=True)
class Submission:
    """The work of one student for one assignment, with the student."""

    id: UUID
    assignment_id: UUID
    course_id: UUID
    student_id: UUID
    student_name: str
    student_avatar: str | None
    student_role: Role
    state: SubmissionState
    attempt: int
    is_late: bool
    submitted_at: datetime | None
    points: Decimal | None
    source: GradeSource | None
    overridden: bool
    feedback: str | None
    graded_at: datetime | None
    graded_by: UUID | None
    released_at: datetime | None
    draft_content: str | None
    draft_link: str | None
    draft_saved_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.created_at, self.id)

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return Standing(
            self.state, self.points, self.source, self.attempt, self.is_late, self.overridden
        )


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One attempt: what was handed in, and what it was worth."""

    id: UUID
    submission_id: UUID
    attempt: int
    content: str | None
    link: str | None
    received_at: datetime | None
    is_late: bool
    raw_points: Decimal | None
    deduction_percent: Decimal
    floor_percent: Decimal
    waived: bool
    choices: Mapping[str, Choice] | None
    source: GradeSource | None
    graded_at: datetime | None
    graded_by: UUID | None

    @property
    def mark(self) -> AttemptMark | None:
        """What it was worth, once it is graded."""
        if self.raw_points is None:
            return None
        return AttemptMark(
            self.attempt, self.raw_points, self.deduction_percent, self.floor_percent
        )


@dataclass(frozen=True, slots=True)
class SubmissionComment:
    """One message of the thread beside a submission, with who wrote it."""

    id: UUID
    submission_id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One line of the history of a grade. Nobody is named where a machine did it."""

    submission_id: UUID
    version: int
    state: SubmissionState
    points: Decimal | None
    source: GradeSource | None
    released: bool
    cause: GradeCause
    reason: str | None
    changed_by: UUID | None
    changed_by_name: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class BankedComment:
    """A comment that a teacher keeps for the next time."""

    id: UUID
    body: str
    body_kh: str | None
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Written:
    """A change of one locked submission: its new standing, and why."""

    submission: Submission
    standing: Standing
    cause: GradeCause
    released_at: datetime | None
    changed_by: UUID | None
    graded_at: datetime | None = None
    reason: str | None = None

    @property
    def graded_by(self) -> UUID | None:
        """Who gave the grade, where the change is one."""
        return None if self.graded_at is None else self.changed_by
