"""Requests and responses of what is handed in, of grades and of comments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import (
    GIVEN,
    NOT_GIVEN,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    Token,
    exactly_one,
    example,
)
from shared.learning.assignments.rubric import Choice, Choices
from shared.learning.assignments.schemas import Reason
from shared.learning.assignments.types import GradeCause, GradeSource, SubmissionState
from shared.media.schemas import AttachmentRead, Attachments
from shared.people.schemas import AuthorRead
from shared.text.addresses import HTTPS, check_address

Content = Annotated[Text, Field(min_length=1, max_length=50_000)]
Link = Annotated[
    Token,
    Field(max_length=2048, json_schema_extra={"format": "uri", "pattern": HTTPS}),
    AfterValidator(check_address),
]
Feedback = Annotated[Text, Field(min_length=1, max_length=10_000)]
Comment = Annotated[Text, Field(min_length=1, max_length=2000)]
Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Version = Annotated[int, Field(ge=0, strict=True)]


class SubmissionPath(RequestModel):
    """The assignment and the submission in the path.

    In the place of the submission, the id of a student who has handed in nothing yet does as well.
    """

    id: UUID
    submission_id: UUID


class SubmissionIdPath(RequestModel):
    """The submission in the path."""

    submission_id: UUID


class SubmissionsQuery(PageQuery):
    """``waiting`` leaves those that are to be graded."""

    waiting: bool = False


class HandIn(RequestModel, json_schema_extra=example(content="My essay.")):
    """What is handed in, or kept as a draft: a text, a link, files, as the assignment asks."""

    content: Content | None = None
    link: Link | None = None
    media: Attachments = Field(default_factory=list)


class DraftRead(ResponseModel):
    """What is kept on the server and not handed in yet."""

    content: str | None
    link: str | None
    media: list[AttachmentRead]
    saved_at: datetime | None


class AttemptWork(ResponseModel):
    """One attempt: what was handed in, and what it was worth where the caller may know.

    ``points`` are what is left of ``rawPoints`` after the deduction.
    """

    attempt: int
    content: str | None
    link: str | None
    media: list[AttachmentRead]
    received_at: datetime | None
    is_late: bool
    raw_points: float | None
    deduction_percent: float
    waived: bool
    points: float | None
    choices: dict[str, Choice] | None


class SubmissionCommentRead(ResponseModel):
    """One message of the private thread. No author where names are hidden."""

    id: UUID
    author: AuthorRead | None
    body: str
    created_at: datetime


class SubmissionEntry(ResponseModel):
    """A student's work in a list. ``id`` is null where there is none, ``student`` where hidden.

    ``alias`` names the work where its student is hidden.
    """

    id: UUID | None
    student: AuthorRead | None
    alias: str | None
    state: SubmissionState
    source: GradeSource | None
    attempt: int
    is_late: bool
    submitted_at: datetime | None
    points: float | None
    grade: float | None
    released_at: datetime | None
    version: int


class SubmissionRead(ResponseModel):
    """A student's work: attempts, grade and thread.

    Grade and feedback are null to the student until they are released; ``draft`` is the student's
    alone. ``nextId`` is the next one to grade, for who grades.
    """

    id: UUID
    assignment_id: UUID
    student: AuthorRead | None
    alias: str | None
    state: SubmissionState
    source: GradeSource | None
    attempt: int
    is_late: bool
    submitted_at: datetime | None
    points: float | None
    grade: float | None
    overridden: bool
    feedback: str | None
    graded_at: datetime | None
    released_at: datetime | None
    attempts: list[AttemptWork]
    comments: list[SubmissionCommentRead]
    draft: DraftRead | None
    next_id: UUID | None
    version: int


class GivenState(StrEnum):
    """What a teacher says of work in the place of points."""

    EXCUSED = "EXCUSED"
    MISSING = "MISSING"
    NONE = "NONE"  # takes back what was given


_OF_THE_WORK = {
    "if": {"required": ["state"], "properties": {"state": GIVEN}},
    "then": {
        "properties": {"attempt": NOT_GIVEN, "waiveLateness": {"const": False}},
    },
}


class WorkGrade(
    RequestModel,
    json_schema_extra=example(version=0, points=18)
    | {"allOf": [exactly_one("points", "choices", "state"), _OF_THE_WORK]},
):
    """A grade: ``points`` or ``choices`` of the rubric for an attempt, or a ``state``.

    The points are raw: what lateness costs is taken from them, unless ``waiveLateness``.
    ``version`` is the one that the caller has read, 0 where nothing was handed in.
    """

    version: Version
    attempt: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None
    points: Points | None = None
    choices: Choices | None = None
    state: GivenState | None = None
    waive_lateness: bool = False
    feedback: Feedback | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _is_one_grade(self) -> Self:
        given = sum(one is not None for one in (self.points, self.choices, self.state))
        if given != 1:
            raise ValueError("give points, choices or a state, and one of them")
        if self.state is not None and (self.attempt is not None or self.waive_lateness):
            raise ValueError("a state is of the work, and not of an attempt")
        return self


class CommentWrite(RequestModel, json_schema_extra=example(body="Look at the second page.")):
    """A message in the private thread beside a submission."""

    body: Comment


class BankWrite(
    RequestModel, json_schema_extra=example(body="Well argued.", bodyKh="លើកហេតុផលបានល្អ។")
):
    """A comment to keep for the next time, in one language or both."""

    body: Comment
    body_kh: Comment | None = None


class BankPath(RequestModel):
    """The kept comment in the path."""

    comment_id: UUID


class BankQuery(PageQuery):
    """``q`` leaves the comments that contain it."""

    q: Annotated[Line, Field(max_length=100)] | None = None


class BankRead(ResponseModel):
    """A comment that is kept for the next time."""

    id: UUID
    body: str
    body_kh: str | None
    created_at: datetime


class GradeChangeRead(ResponseModel):
    """One change of a grade. Nobody is named where a machine did it."""

    version: int
    state: SubmissionState
    points: float | None
    source: GradeSource | None
    released: bool
    cause: GradeCause
    reason: str | None
    changed_by: UUID | None
    changed_by_name: str | None
    changed_at: datetime


class GradeHistory(ResponseModel):
    """All changes of a grade, the last one first."""

    data: list[GradeChangeRead]
