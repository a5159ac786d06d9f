"""Requests and responses of assignments, other dates and rubrics."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import (
    GIVEN,
    NOT_GIVEN,
    Instant,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    example,
)
from shared.learning.assignments.rubric import RUBRIC_EXAMPLE, Criterion, Rubric
from shared.learning.assignments.types import (
    AssignmentStatus,
    AssignmentType,
    ExtensionFor,
    GradeSource,
    Keep,
    SubmissionState,
)

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Description = Annotated[Text, Field(min_length=1, max_length=20_000)]
Reason = Annotated[Text, Field(min_length=1, max_length=500)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
MaxPoints = Annotated[float, Field(ge=0.01, le=10_000, allow_inf_nan=False)]
MAX_ATTEMPTS = 20
MAX_GROUP = 100

_EXAMPLE_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class WorkPath(RequestModel):
    """The assignment in the path."""

    id: UUID


class ExtensionPath(RequestModel):
    """The assignment and the other dates in the path."""

    id: UUID
    extension_id: UUID


class WorkQuery(PageQuery):
    """``dueAfter`` and ``dueBefore`` compare the date of everybody."""

    course_id: UUID | None = None
    status: AssignmentStatus | None = None
    due_after: Instant | None = None
    due_before: Instant | None = None


_FITS = {
    "allOf": [
        {
            "if": {"properties": {"type": {"enum": ["QUIZ", "LIVE"]}}},
            "then": {"required": ["quizId"], "properties": {"quizId": GIVEN}},
            "else": {"properties": {"quizId": NOT_GIVEN}},
        },
        {
            "if": {"required": ["anonymous"], "properties": {"anonymous": {"const": True}}},
            "then": {
                "required": ["gradesHidden"],
                "properties": {
                    "gradesHidden": {"const": True},
                    "type": {"enum": ["TEXT", "FILE", "LINK", "VIDEO"]},
                },
            },
        },
    ]
}


class WorkWrite(
    RequestModel, json_schema_extra=example(title="An essay", type="TEXT", maxPoints=20) | _FITS
):
    """A whole assignment.

    Work is in time through the minute of ``dueDate``, and not taken after that of ``lockAt``.
    ``attemptsAllowed`` null means as often as one likes, and ``keep`` says which attempt counts.
    With ``gradesHidden`` grades are seen when they are released; ``anonymous`` work is graded
    without names until then. ``includeLateJoiners``: who joins after the date owes it as well.
    """

    title: Title
    title_kh: Title | None = None
    description: Description | None = None
    description_kh: Description | None = None
    type: AssignmentType
    status: AssignmentStatus = AssignmentStatus.PUBLISHED
    max_points: MaxPoints
    category_id: UUID | None = None
    extra_credit: bool = False
    unlock_at: Instant | None = None
    due_date: Instant | None = None
    lock_at: Instant | None = None
    attempts_allowed: Annotated[int, Field(ge=1, le=MAX_ATTEMPTS, strict=True)] | None = None
    keep: Keep = Keep.HIGHEST
    anonymous: bool = False
    grades_hidden: bool = False
    include_late_joiners: bool = False
    quiz_id: UUID | None = None

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        check_order(self.unlock_at, self.due_date, self.lock_at)
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        names_quiz = self.type in {AssignmentType.QUIZ, AssignmentType.LIVE}
        if names_quiz != (self.quiz_id is not None):
            raise ValueError("quizId goes with the types QUIZ and LIVE, and only with them")
        if self.anonymous and not self.grades_hidden:
            raise ValueError("anonymous work is graded hidden: set gradesHidden")
        if self.anonymous and not self.type.is_handed_in:
            raise ValueError("only what is handed in here can be anonymous")
        return self


class WorkCreate(
    WorkWrite,
    json_schema_extra=example(
        courseId=_EXAMPLE_ID, title="An essay", type="TEXT", maxPoints=20, status="PUBLISHED"
    )
    | _FITS,
):
    """A new assignment of a course."""

    course_id: UUID


class WorkUpdate(
    WorkWrite,
    json_schema_extra=example(title="An essay", type="TEXT", maxPoints=20, version=1) | _FITS,
):
    """The assignment anew; ``version`` is the one that the caller has read."""

    version: Annotated[int, Field(ge=1, strict=True)]


class ExtensionRead(ResponseModel):
    """Other dates for some people. A date that is null is that of the assignment."""

    id: UUID
    kind: ExtensionFor
    user_ids: list[UUID]
    class_id: UUID | None
    class_name: str | None
    unlock_at: datetime | None
    due_date: datetime | None
    lock_at: datetime | None
    reason: str | None
    created_at: datetime


class LatePolicyRead(ResponseModel):
    """What lateness and absence cost in a course, in percent of the full points.

    ``missingPercent`` null: missing work counts nothing at all.
    """

    deduction_percent: float
    interval: str
    minimum_percent: float
    grace_minutes: int
    missing_percent: float | None


class MyWork(ResponseModel):
    """The caller's own work, or that of the student whom a guardian asks for.

    ``points`` (after deductions) and ``grade`` (in percent) are null until they are released.
    """

    submission_id: UUID
    state: SubmissionState
    source: GradeSource | None
    attempt: int
    is_late: bool
    submitted_at: datetime | None
    points: float | None
    grade: float | None
    released_at: datetime | None
    draft_saved_at: datetime | None


class WorkSummary(ResponseModel):
    """An assignment in a list.

    The dates are the caller's own where they study. ``my`` is null where they have done nothing
    yet, ``toGrade`` (how many wait) where they do not teach.
    """

    id: UUID
    course_id: UUID
    course_title: str
    course_title_kh: str | None
    title: str
    title_kh: str | None
    type: AssignmentType
    status: AssignmentStatus
    max_points: float
    category_id: UUID | None
    extra_credit: bool
    unlock_at: datetime | None
    due_date: datetime | None
    lock_at: datetime | None
    can_grade: bool
    my: MyWork | None
    to_grade: int | None
    created_at: datetime
    updated_at: datetime


class WorkRead(WorkSummary):
    """An assignment. ``extensions`` are given to who grades it, and to nobody else."""

    description: str | None
    description_kh: str | None
    attempts_allowed: int | None
    keep: Keep
    anonymous: bool
    grades_hidden: bool
    released_at: datetime | None
    include_late_joiners: bool
    quiz_id: UUID | None
    rubric: list[Criterion] | None
    late_policy: LatePolicyRead
    can_submit: bool
    can_edit: bool
    extensions: list[ExtensionRead] | None
    version: int


_FOR_WHOM = {
    "oneOf": [
        {
            "required": ["userIds"],
            "properties": {
                "kind": {"const": "PERSON"},
                "userIds": {"minItems": 1, "maxItems": 1},
                "classId": NOT_GIVEN,
            },
        },
        {
            "required": ["userIds"],
            "properties": {
                "kind": {"const": "GROUP"},
                "userIds": {"minItems": 1},
                "classId": NOT_GIVEN,
            },
        },
        {
            "required": ["classId"],
            "properties": {
                "kind": {"const": "CLASS"},
                "classId": GIVEN,
                "userIds": {"maxItems": 0},
            },
        },
    ]
}
_SOME_DATE = {
    "anyOf": [
        {"required": [name], "properties": {name: GIVEN}}
        for name in ("unlockAt", "dueDate", "lockAt")
    ]
}


class ExtensionCreate(
    RequestModel,
    json_schema_extra=example(
        kind="PERSON", userIds=[_EXAMPLE_ID], dueDate="2026-12-01T16:59:00Z", reason="Ill"
    )
    | {"allOf": [_FOR_WHOM, _SOME_DATE]},
):
    """Other dates for a person, for several as a group, or for a class.

    A person's replace those that the person had, a class's those of the class. A person's beat a
    group's, a group's beat a class's; of two groups the later date holds.
    """

    kind: ExtensionFor
    user_ids: list[UUID] = Field(default_factory=list, max_length=MAX_GROUP)
    class_id: UUID | None = None
    unlock_at: Instant | None = None
    due_date: Instant | None = None
    lock_at: Instant | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _names_whom(self) -> Self:
        if (self.kind is ExtensionFor.CLASS) != (self.class_id is not None):
            raise ValueError("classId goes with CLASS, and only with it")
        bounds = {ExtensionFor.PERSON: (1, 1), ExtensionFor.GROUP: (1, MAX_GROUP)}
        least, most = bounds.get(self.kind, (0, 0))
        if not least <= len(self.user_ids) <= most:
            raise ValueError("userIds names one person, or a group, or nobody for a class")
        return self

    @model_validator(mode="after")
    def _gives_a_date(self) -> Self:
        if self.unlock_at is None and self.due_date is None and self.lock_at is None:
            raise ValueError("give at least one date")
        return self

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        check_order(self.unlock_at, self.due_date, self.lock_at)
        return self


class RubricWrite(RequestModel, json_schema_extra=example(criteria=[RUBRIC_EXAMPLE])):
    """A whole rubric; an empty one takes it away. ``confirm`` is asked for where grades change."""

    criteria: Rubric
    confirm: bool = False

    @model_validator(mode="after")
    def _criteria_are_told_apart(self) -> Self:
        if len({criterion.id for criterion in self.criteria}) != len(self.criteria):
            raise ValueError("two criteria have the same id")
        return self


class TouchedGrade(ResponseModel):
    """A grade that a change touches, before and after. No student where names are hidden."""

    submission_id: UUID
    student_id: UUID | None
    student_name: str | None
    points_before: float | None
    points_after: float | None
    released: bool


class RubricRead(ResponseModel):
    """What became of a rubric. ``applied`` false: nothing has changed, ``confirm`` it to change."""

    applied: bool
    criteria: list[Criterion]
    full_points: float
    touched: list[TouchedGrade]


class ReleaseWrite(RequestModel, json_schema_extra=example()):
    """Whose grades are released; without ``userIds`` those of everybody, and later ones at once."""

    user_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)] | None = None


class ReleaseRead(ResponseModel):
    """How many grades are seen from now on that were not before."""

    released: int


def check_order(
    unlock_at: datetime | None, due_at: datetime | None, lock_at: datetime | None
) -> None:
    """Raise ValueError where dates are not in their order."""
    given = [at for at in (unlock_at, due_at, lock_at) if at is not None]
    if given != sorted(given):
        raise ValueError("unlockAt is not after dueDate, and dueDate not after lockAt")
