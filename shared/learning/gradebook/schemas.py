"""Requests and responses of gradebooks."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import (
    GIVEN,
    NOT_GIVEN,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    Token,
    example,
)
from shared.learning.assignments.schemas import LatePolicyRead, Percent, Reason
from shared.learning.assignments.submission_schemas import GivenState, Points, Version
from shared.learning.assignments.types import (
    AssignmentStatus,
    AssignmentType,
    GradeSource,
    LateInterval,
    Spread,
    SubmissionState,
)
from shared.learning.courses.types import CourseStatus
from shared.people.schemas import AuthorRead

MAX_CELLS = 500
MAX_CATEGORIES = 20
MAX_SHEET_CHARS = 1_000_000

_EXAMPLE_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
Name = Annotated[Line, Field(min_length=1, max_length=100)]
Drop = Annotated[int, Field(ge=0, le=20, strict=True)]


class BookPath(RequestModel):
    """The course whose gradebook it is."""

    id: UUID


class CategoryWrite(RequestModel):
    """A category. One that comes without an id is new."""

    id: UUID | None = None
    name: Name
    name_kh: Name | None = None
    weight: Percent
    spread: Spread = Spread.POINTS
    drop_lowest: Drop = 0
    drop_highest: Drop = 0


class CategoriesWrite(
    RequestModel,
    json_schema_extra=example(
        categories=[{"name": "Homework", "weight": 40}, {"name": "Exams", "weight": 60}]
    ),
):
    """All categories in their order; assignments of those left out stand in none.

    The weights are percents, together at most 100. What they leave is the weight of the
    assignments that stand in no category. The total is of what has grades, whatever the weights.
    """

    categories: Annotated[list[CategoryWrite], Field(max_length=MAX_CATEGORIES)]

    @model_validator(mode="after")
    def _weights_are_a_whole(self) -> Self:
        if round(sum(one.weight for one in self.categories), 2) > 100:  # noqa: PLR2004 - percent
            raise ValueError("the weights are more than 100 together")
        ids = [one.id for one in self.categories if one.id is not None]
        if len(set(ids)) != len(ids):
            raise ValueError("two categories have the same id")
        return self


class CategoryRead(ResponseModel):
    """A category of a gradebook."""

    id: UUID
    name: str
    name_kh: str | None
    weight: float
    spread: Spread
    drop_lowest: int
    drop_highest: int


class CategoriesRead(ResponseModel):
    """The categories of a gradebook in their order."""

    categories: list[CategoryRead]


class LatePolicyWrite(
    RequestModel, json_schema_extra=example(deductionPercent=10, minimumPercent=40)
):
    """What lateness and absence cost from now on, in percent of the full points.

    Grades that were given stay as they are.
    """

    deduction_percent: Percent = 0
    interval: LateInterval = LateInterval.DAY
    minimum_percent: Percent = 0
    grace_minutes: Annotated[int, Field(ge=0, le=10_080, strict=True)] = 0
    missing_percent: Percent | None = None


class BookItem(ResponseModel):
    """A column of the gradebook. ``veiled``: its graders know no names yet, its points are null."""

    id: UUID
    title: str
    title_kh: str | None
    type: AssignmentType
    status: AssignmentStatus
    category_id: UUID | None
    max_points: float
    due_date: datetime | None
    extra_credit: bool
    hides_grades: bool
    veiled: bool


class BookRow(ResponseModel):
    """A row of the gradebook; the lists are in the order of the columns.

    ``late``, ``hidden`` (not released), ``typed`` (past the attempts), ``automatic`` (found missing
    by its date) and ``exempt`` (joined after the date) are places of columns. ``total`` counts
    what is not released, ``releasedTotal`` is what the student sees.
    """

    student: AuthorRead
    points: list[float | None]
    states: list[SubmissionState]
    versions: list[int]
    late: list[int]
    hidden: list[int]
    typed: list[int]
    automatic: list[int]
    exempt: list[int]
    total: float | None
    released_total: float | None
    categories: list[float | None]


class GradebookRead(ResponseModel):
    """A gradebook: columns, rows, and how totals are made.

    ``categories`` of a row are in the order of these, then what stands in none.
    """

    course_id: UUID
    course_title: str
    course_title_kh: str | None
    categories: list[CategoryRead]
    late_policy: LatePolicyRead
    items: list[BookItem]
    rows: list[BookRow]


class CellWrite(RequestModel):
    """One cell: ``points`` as they count, or a ``state``; ``version`` is the one that was read."""

    assignment_id: UUID
    student_id: UUID
    version: Version
    points: Points | None = None
    state: GivenState | None = None

    @model_validator(mode="after")
    def _is_one_grade(self) -> Self:
        if (self.points is None) == (self.state is None):
            raise ValueError("give points or a state, and one of them")
        return self


class CellsWrite(
    RequestModel,
    json_schema_extra=example(
        cells=[
            {"assignmentId": _EXAMPLE_ID, "studentId": _EXAMPLE_ID, "version": 0, "points": 18.5}
        ]
    ),
):
    """Cells of a gradebook, at most five hundred."""

    cells: Annotated[list[CellWrite], Field(min_length=1, max_length=MAX_CELLS)]
    reason: Reason | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        places = {(cell.assignment_id, cell.student_id) for cell in self.cells}
        if len(places) != len(self.cells):
            raise ValueError("a cell is given twice")
        return self


class CellRead(ResponseModel):
    """A cell as it is now, and the total of its student."""

    assignment_id: UUID
    student_id: UUID
    points: float | None
    state: SubmissionState
    source: GradeSource | None
    version: int
    released: bool
    total: float | None


class CellsRead(ResponseModel):
    """What was saved, and what was not, because somebody had changed it: as it is now."""

    saved: list[CellRead]
    conflicts: list[CellRead]


WhatIf = Annotated[
    Token,
    Field(
        max_length=6000,
        pattern=r"^[0-9a-f-]{36}:[0-9]{1,5}(\.[0-9]{1,2})?"
        r"(,[0-9a-f-]{36}:[0-9]{1,5}(\.[0-9]{1,2})?)*$",
        examples=[f"{_EXAMPLE_ID}:18.5"],
    ),
]


class MyBookQuery(RequestModel):
    """``userId`` is the student whom a guardian or a teacher asks for.

    ``whatIf`` supposes points: ``assignment:points``, separated by commas.
    """

    user_id: UUID | None = None
    what_if: WhatIf | None = None


class MyBookItem(ResponseModel):
    """An assignment in a student's view: their date, and the grade once it is released."""

    id: UUID
    title: str
    title_kh: str | None
    type: AssignmentType
    category_id: UUID | None
    max_points: float
    due_date: datetime | None
    extra_credit: bool
    state: SubmissionState
    source: GradeSource | None
    is_late: bool
    exempt: bool
    points: float | None
    dropped: bool


class MyCategory(CategoryRead):
    """A category, and what it gives so far; ``percent`` is null where nothing counts."""

    percent: float | None


class MyBook(ResponseModel):
    """A student's view of the gradebook. Nothing that is not released is in any figure.

    ``whatIfTotal`` is null where nothing was supposed.
    """

    course_id: UUID
    course_title: str
    course_title_kh: str | None
    student: AuthorRead
    categories: list[MyCategory]
    items: list[MyBookItem]
    total: float | None
    what_if_total: float | None


class GradedCoursesQuery(RequestModel):
    """``userId`` is the student whom a guardian asks for."""

    user_id: UUID | None = None


class GradedCourse(ResponseModel):
    """A course in which somebody has grades, or will have them."""

    course_id: UUID
    title: str
    title_kh: str | None
    status: CourseStatus


class GradedCourses(ResponseModel):
    """The courses in which a student has grades, newest first."""

    data: list[GradedCourse]


class BookTable(
    RequestModel,
    json_schema_extra=example(content="id,name,Essay #000000\r\n", apply=False)
    | {
        "if": {"required": ["apply"], "properties": {"apply": {"const": True}}},
        "then": {"required": ["plan"], "properties": {"plan": GIVEN}},
        "else": {"properties": {"plan": NOT_GIVEN}},
    },
):
    """A table as the export writes it.

    An empty cell changes nothing; ``EXCUSED``, ``MISSING`` and ``NONE`` are given like points.
    First without ``apply``: the answer names every change, and the ``plan`` with which to apply
    exactly these.
    """

    content: Annotated[Text, Field(min_length=1, max_length=MAX_SHEET_CHARS)]
    apply: bool = False
    plan: Annotated[Token, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _applies_a_plan(self) -> Self:
        if self.apply != (self.plan is not None):
            raise ValueError("plan goes with apply, and only with it")
        return self


class BookTableProblem(StrEnum):
    """Why a part of a table cannot be read."""

    NO_TABLE = "NO_TABLE"
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN"
    COLUMN_TWICE = "COLUMN_TWICE"
    UNKNOWN_STUDENT = "UNKNOWN_STUDENT"
    STUDENT_TWICE = "STUDENT_TWICE"
    NO_NUMBER = "NO_NUMBER"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NAMES_HIDDEN = "NAMES_HIDDEN"


class BookTableError(ResponseModel):
    """What is wrong in which row (the header is 1) and column."""

    row: int
    column: str | None
    problem: BookTableProblem
    found: str


class BookChange(ResponseModel):
    """One change: whose, in what, from what to what."""

    assignment_id: UUID
    assignment_title: str
    student_id: UUID
    student_name: str
    before: str
    after: str


class BookTableRead(ResponseModel):
    """What a table would change, or has changed (``applied``). With errors nothing is changed."""

    applied: bool
    changes: list[BookChange]
    errors: list[BookTableError]
    plan: str
