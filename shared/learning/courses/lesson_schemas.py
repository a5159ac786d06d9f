"""Requests and responses of lessons: the outline of a course, texts, and what is beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import GIVEN, NOT_GIVEN, Instant, RequestModel, ResponseModel, Text, example
from shared.learning.courses.schemas import Address, Title
from shared.learning.courses.types import ContentFormat, LessonState, ResourceKind
from shared.media.schemas import AttachmentRead
from shared.people.schemas import AuthorRead

MAX_CONTENT_CHARS = 100_000
MAX_LESSONS = 500
MAX_MODULES = 100
MAX_RESOURCES = 50
Content = Annotated[Text, Field(min_length=1, max_length=MAX_CONTENT_CHARS)]
Minutes = Annotated[int, Field(ge=1, le=1000, strict=True)]
Ids = Annotated[list[UUID], Field(max_length=MAX_LESSONS)]


class LessonPath(RequestModel):
    """The lesson in the path."""

    id: UUID


class ResourcePath(RequestModel):
    """The lesson and what stands beside it, in the path."""

    id: UUID
    resource_id: UUID


class LessonWrite(
    RequestModel,
    json_schema_extra=example(title="Light and shadow", content="Light goes *straight*."),
):
    """A whole lesson. HTML is cleaned by an allow-list when it is saved.

    ``publishAt`` lets a draft publish itself. ``availableFrom`` and ``prerequisites`` say from when
    and after which lessons of the course it can be read; ``duration`` is in minutes.
    """

    title: Title
    title_kh: Title | None = None
    content: Content | None = None
    content_kh: Content | None = None
    content_format: ContentFormat = ContentFormat.MD
    duration: Minutes | None = None
    module_id: UUID | None = None
    prerequisites: Annotated[list[UUID], Field(max_length=20, default_factory=list)]
    available_from: Instant | None = None
    published: bool = False
    publish_at: Instant | None = None


class LessonUpdate(
    LessonWrite, json_schema_extra=example(title="Light and shadow", published=True)
):
    """A lesson as it becomes. With ``version``, only what nobody has changed since is replaced."""

    version: Annotated[int, Field(ge=1, strict=True)] | None = None


class LessonSummary(ResponseModel):
    """A lesson in the outline, and what it is to the caller."""

    id: UUID
    module_id: UUID | None
    title: str
    title_kh: str | None
    duration: int | None
    prerequisites: list[UUID]
    available_from: datetime | None
    opens_at: datetime | None
    publish_at: datetime | None
    published_at: datetime | None
    state: LessonState
    my_completed_at: datetime | None


class ModuleRead(ResponseModel):
    """A part of a course."""

    id: UUID
    title: str
    title_kh: str | None
    available_from: datetime | None


class CourseQuizRead(ResponseModel):
    """A quiz of a course, and how the caller stands in it, as far as the quiz tells them.

    While it hides scores, ``bestScore`` is null, and ``passed`` is true where handing in is enough.
    """

    quiz_id: UUID
    lesson_id: UUID
    title: str
    passing_score: int | None
    best_score: float | None
    passed: bool


class OutlineRead(ResponseModel):
    """Modules and lessons in their order; lessons without a module come first.

    ``progress`` is in percent of the published lessons, and null for who does not study here.
    """

    course_id: UUID
    modules: list[ModuleRead]
    lessons: list[LessonSummary]
    quizzes: list[CourseQuizRead]
    progress: float | None
    completed_at: datetime | None


class ModuleWrite(RequestModel):
    """A module with its lessons in their order. One without an id is new."""

    id: UUID | None = None
    title: Title
    title_kh: Title | None = None
    available_from: Instant | None = None
    lessons: Ids


class OutlineWrite(RequestModel, json_schema_extra=example(lessons=[], modules=[])):
    """The whole outline: each lesson of the course once. A module that is left out is deleted."""

    lessons: Ids
    modules: Annotated[list[ModuleWrite], Field(max_length=MAX_MODULES)]


class ResourceRead(ResponseModel):
    """What stands beside the text of a lesson; ``file`` of a FILE, ``url`` of a LINK or a VIDEO."""

    id: UUID
    title: str
    kind: ResourceKind
    url: str | None
    quiz_id: UUID | None
    file: AttachmentRead | None


class LessonRead(LessonSummary):
    """A lesson with its text and what stands beside it."""

    course_id: UUID
    content: str | None
    content_kh: str | None
    content_format: ContentFormat
    version: int
    updated_at: datetime
    resources: list[ResourceRead]
    can_edit: bool
    can_complete: bool


class LessonComplete(RequestModel, json_schema_extra=example(completed=True)):
    """Whether the caller has done the lesson."""

    completed: bool = True


class LessonCompletion(ResponseModel):
    """How far the caller has come by it; ``certificateCode`` once there is a certificate."""

    lesson_id: UUID
    completed_at: datetime | None
    progress: float
    completed_lessons: int
    course_completed_at: datetime | None
    certificate_code: str | None


_FIELDS = ((["LINK", "VIDEO"], "url"), (["FILE"], "uploadId"), (["QUIZ"], "quizId"))
_FITS = {
    "oneOf": [
        {
            "properties": {
                "kind": {"enum": kinds},
                **dict.fromkeys(("url", "uploadId", "quizId"), NOT_GIVEN),
                field: GIVEN,
            },
            "required": ["kind", field],
        }
        for kinds, field in (
            (["LINK", "VIDEO"], "url"),
            (["FILE"], "uploadId"),
            (["QUIZ"], "quizId"),
        )
    ]
}


class ResourceCreate(
    RequestModel,
    json_schema_extra=example(title="A film", kind="VIDEO", url="https://example.com/film") | _FITS,
):
    """Something beside a lesson: ``url`` of a LINK or VIDEO, ``uploadId``, or ``quizId``."""

    title: Title
    kind: ResourceKind
    url: Address | None = None
    upload_id: UUID | None = None
    quiz_id: UUID | None = None

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        given = (self.url is not None, self.upload_id is not None, self.quiz_id is not None)
        wanted = {
            ResourceKind.LINK: (True, False, False),
            ResourceKind.VIDEO: (True, False, False),
            ResourceKind.FILE: (False, True, False),
            ResourceKind.QUIZ: (False, False, True),
        }[self.kind]
        if given != wanted:
            raise ValueError("LINK and VIDEO have url, FILE has uploadId, QUIZ has quizId")
        return self


class StudentProgress(ResponseModel):
    """How far somebody has come: the lessons that they have done and the quizzes passed."""

    user: AuthorRead
    progress: float
    completed_lessons: list[UUID]
    passed_quizzes: list[UUID]
    joined_at: datetime
    last_completed_at: datetime | None
    completed_at: datetime | None
