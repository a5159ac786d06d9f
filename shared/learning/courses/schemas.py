"""Requests and responses of courses and of the people in them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import (
    GIVEN,
    Instant,
    Line,
    RequestModel,
    ResponseModel,
    Text,
    Token,
    example,
)
from shared.learning.courses.recommending import RecommendedBecause
from shared.learning.courses.types import (
    CourseLevel,
    CourseRole,
    CourseStatus,
    Enrolment,
)
from shared.people.schemas import AuthorRead
from shared.text.addresses import HTTPS, check_address

Title = Annotated[Line, Field(min_length=1, max_length=200)]
Description = Annotated[Text, Field(min_length=1, max_length=5000)]
Category = Annotated[Line, Field(min_length=1, max_length=60)]
Address = Annotated[
    Token,
    Field(max_length=2048, json_schema_extra={"format": "uri", "pattern": HTTPS}),
    AfterValidator(check_address),
]
Price = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2, allow_inf_nan=False)]
MAX_ADDED = 200
"""People who are added to a course at once; a class counts as one."""
MAX_STUDENTS = 2000


class CoursePath(RequestModel):
    """The course in the path."""

    id: UUID


class CourseMemberPath(RequestModel):
    """The course and the person in the path."""

    id: UUID
    user_id: UUID


class CoursesQuery(PageQuery):
    """What is looked for in the catalogue; ``q`` is a part of a title or a category."""

    category: Category | None = None
    level: CourseLevel | None = None
    status: CourseStatus | None = None
    is_paid: bool | None = None
    q: Annotated[Line, Field(min_length=1, max_length=100)] | None = None


class MyCoursesQuery(PageQuery):
    """``teaching`` leaves the courses that the caller teaches, or those in which they study."""

    teaching: bool | None = None


class CourseWrite(
    RequestModel,
    json_schema_extra=example(title="Physics, grade 10", category="Science", level="BEGINNER"),
):
    """A whole course, without its lessons. A ``price`` makes it one that has to be paid.

    With ``certificates``, who completes all lessons and passes all quizzes gets one.
    """

    title: Title
    title_kh: Title | None = None
    description: Description | None = None
    description_kh: Description | None = None
    thumbnail: Address | None = None
    category: Category | None = None
    level: CourseLevel = CourseLevel.ALL
    enrolment: Enrolment = Enrolment.OPEN
    price: Price | None = None
    certificates: bool = True
    starts_at: Instant | None = None
    ends_at: Instant | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValueError("startsAt is before endsAt")
        return self


class CourseUpdate(CourseWrite, json_schema_extra=example(title="Physics, grade 10")):
    """The course as it becomes; ``renewCode`` makes a new join code."""

    renew_code: bool = False


class CoursePublish(RequestModel, json_schema_extra=example(status="PUBLISHED")):
    """Where the course stands from now on. An archived one is taken back by another status."""

    status: CourseStatus = CourseStatus.PUBLISHED


class CourseRead(ResponseModel):
    """A course as the caller sees it.

    ``myRole`` is null for who is not in it. ``joinCode`` is shown to who may add people. The
    ``can…`` say what the caller may do: see drafts, the roster and results (``canTeach``), change
    the course (``canEdit``), archive and delete it and say who teaches it (``canOwn``), enrol by
    themselves (``canEnrol``).
    """

    id: UUID
    owner: AuthorRead
    title: str
    title_kh: str | None
    description: str | None
    description_kh: str | None
    thumbnail: str | None
    category: str | None
    level: CourseLevel
    enrolment: Enrolment
    is_paid: bool
    price: Decimal | None
    certificates: bool
    status: CourseStatus
    join_code: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    lessons_count: int
    students_count: int
    my_role: CourseRole | None
    my_progress: float | None
    my_completed_at: datetime | None
    can_study: bool
    can_teach: bool
    can_edit: bool
    can_own: bool
    can_enrol: bool


class RecommendedQuery(RequestModel):
    """How many courses to recommend."""

    limit: Annotated[int, Field(ge=1, le=20)] = 6


class RecommendationReason(ResponseModel):
    """What speaks for a course.

    ``people``: how many of the class learn in it, or how many have come within thirty days.
    """

    kind: RecommendedBecause
    people: int | None


class RecommendedCourse(ResponseModel):
    """A course with what speaks for it, the strongest first."""

    course: CourseRead
    reasons: list[RecommendationReason]


class RecommendedCourses(ResponseModel):
    """Courses that the caller may like, those first for which the most speaks."""

    data: list[RecommendedCourse]


class CourseJoin(RequestModel, json_schema_extra=example(code="H7K3MX")):
    """The code that a teacher has given out."""

    code: Annotated[Token, Field(min_length=1, max_length=40)]


class RosterQuery(PageQuery):
    """``role`` leaves those who have it."""

    role: CourseRole | None = None


_SOMEBODY = {
    "anyOf": [
        {"required": ["userIds"], "properties": {"userIds": {"minItems": 1}}},
        {"required": ["classId"], "properties": {"classId": GIVEN}},
    ],
    "allOf": [
        {
            "if": {"required": ["classId"], "properties": {"classId": GIVEN}},
            "then": {"properties": {"role": {"const": "STUDENT"}}},
        },
        {
            "if": {"required": ["role"], "properties": {"role": {"const": "OWNER"}}},
            "then": {"properties": {"userIds": {"maxItems": 1}}},
        },
    ],
}


class RosterAdd(
    RequestModel,
    json_schema_extra=example(userIds=["01890a5d-ac96-774b-bcce-b302099a8057"]) | _SOMEBODY,
):
    """People to let in, by name or as a whole class; or another role for who is in the course.

    ``OWNER`` hands the course over to one person; who owned it goes on as a teacher of it.
    """

    user_ids: Annotated[list[UUID], Field(max_length=MAX_ADDED, default_factory=list)]
    class_id: UUID | None = None
    role: CourseRole = CourseRole.STUDENT

    @model_validator(mode="after")
    def _somebody_is_named(self) -> Self:
        if not self.user_ids and self.class_id is None:
            raise ValueError("userIds or classId says who")
        if self.class_id is not None and self.role is not CourseRole.STUDENT:
            raise ValueError("a class studies")
        if self.role is CourseRole.OWNER and len(self.user_ids) != 1:
            raise ValueError("a course has one owner")
        return self


class RosterAdded(ResponseModel):
    """Who came into the course or has another role in it; the others had that role already."""

    added: list[UUID]
    changed: list[UUID]


class RosterEntry(ResponseModel):
    """Somebody in the course. Progress is shown to who teaches it, and to each their own."""

    user: AuthorRead
    role: CourseRole
    joined_at: datetime
    progress: float | None
    completed_lessons: int | None
    completed_at: datetime | None


class AnnouncementCreate(
    RequestModel,
    json_schema_extra=example(title="No lesson on Monday", content="We meet on *Tuesday*."),
):
    """What all who are in the course are told, in Markdown."""

    title: Title
    content: Annotated[Text, Field(min_length=1, max_length=5000)]


class AnnouncementRead(ResponseModel):
    """What who teaches the course has told."""

    id: UUID
    course_id: UUID
    author: AuthorRead
    title: str
    content: str
    created_at: datetime


class CourseCopy(
    RequestModel, json_schema_extra=example(title="Physics, next year", shiftDays=364)
):
    """What the copy is called, and by how many days everything in it comes later."""

    title: Title | None = None
    title_kh: Title | None = None
    shift_days: Annotated[int, Field(ge=-3660, le=3660, strict=True)] = 0


class FaqPath(RequestModel):
    """The course and the entry in the path."""

    id: UUID
    entry_id: UUID


class FaqRead(ResponseModel):
    """A question that was answered for all; nobody learns who asked it."""

    id: UUID
    course_id: UUID
    lesson_id: UUID | None
    question_id: UUID | None
    question: str
    answer: str
    created_at: datetime


class ReviewWrite(RequestModel, json_schema_extra=example(rating=5, body="I learnt a lot.")):
    """What the caller thinks of a course, from 1 to 5."""

    rating: Annotated[int, Field(ge=1, le=5, strict=True)]
    body: Annotated[Text, Field(min_length=1, max_length=2000)] | None = None


class ReviewRead(ResponseModel):
    """What somebody who studied in a course thinks of it."""

    course_id: UUID
    user: AuthorRead
    rating: int
    body: str | None
    updated_at: datetime
