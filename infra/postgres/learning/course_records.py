"""What queries on courses, their people and their lessons select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared.auth.roles import Role
from shared.http.paging import Position
from shared.learning.courses.certificates import Snapshot
from shared.learning.courses.policy import status_of
from shared.learning.courses.types import (
    ContentFormat,
    CourseLevel,
    CourseRole,
    CourseStatus,
    Enrolment,
    MemberStatus,
    ResourceKind,
)
from shared.learning.quizzes.policy import Terms, shows_score
from shared.learning.quizzes.types import ResultsVisibility


@dataclass(frozen=True, slots=True)
class Course:
    """A course with its owner, its figures, and what the viewer is in it.

    ``my_role`` is None for who is not in it now; who left keeps ``my_progress``.
    """

    id: UUID
    owner_id: UUID
    owner_name: str
    owner_avatar: str | None
    owner_role: Role
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
    join_code: str
    starts_at: datetime | None
    ends_at: datetime | None
    published_at: datetime | None
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime
    lessons_count: int
    students_count: int
    my_role: CourseRole | None
    my_progress: Decimal | None
    my_completed_at: datetime | None

    @property
    def position(self) -> Position:
        """Where this course stands in the catalogue."""
        return Position(self.created_at, self.id)

    @property
    def status(self) -> CourseStatus:
        """Where it stands."""
        return status_of(self.published_at, self.archived_at)


@dataclass(frozen=True, slots=True)
class CourseMember:
    """Somebody in a course, or who was in it."""

    course_id: UUID
    user_id: UUID
    user_name: str
    user_avatar: str | None
    user_role: Role
    role: CourseRole
    status: MemberStatus
    progress: Decimal
    completed_lessons: int
    joined_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourseModule:
    """A part of a course."""

    id: UUID
    course_id: UUID
    title: str
    title_kh: str | None
    position: int
    available_from: datetime | None


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson in the list of its course.

    ``opens_at`` is the later of its own day and its module's.
    """

    id: UUID
    course_id: UUID
    module_id: UUID | None
    title: str
    title_kh: str | None
    duration: int | None
    position: int
    prerequisites: Sequence[UUID]
    available_from: datetime | None
    opens_at: datetime | None
    publish_at: datetime | None
    published_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    my_completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lesson(LessonEntry):
    """A lesson with its text."""

    content: str | None
    content_kh: str | None
    content_format: ContentFormat


@dataclass(frozen=True, slots=True)
class LessonResource:
    """What stands beside the text of a lesson. A quiz has its title and its bar from the quiz."""

    id: UUID
    lesson_id: UUID
    title: str
    kind: ResourceKind
    url: str | None
    quiz_id: UUID | None
    position: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """What who teaches a course has told."""

    id: UUID
    course_id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    title: str
    content: str
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this one stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class LessonDone:
    """A lesson that somebody has done."""

    user_id: UUID
    lesson_id: UUID
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class CourseQuiz:
    """A quiz beside a published lesson, and how somebody stands in it."""

    user_id: UUID
    lesson_id: UUID
    quiz_id: UUID
    title: str
    title_kh: str | None
    passing_score: int | None
    results_visibility: ResultsVisibility
    closes_at: datetime | None
    best_score: float | None
    passed: bool

    def tells(self, now: datetime) -> bool:
        """Whether they may know their score."""
        return shows_score(self.results_visibility, Terms(None, self.closes_at, None, None), now)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What somebody has earned, in the words of that day."""

    id: UUID
    course_id: UUID
    user_id: UUID
    code: str
    snapshot: Snapshot
    issued_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question that was answered for all."""

    id: UUID
    course_id: UUID
    lesson_id: UUID | None
    question_id: UUID | None
    question: str
    answer: str
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where this one stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody thinks of a course."""

    course_id: UUID
    user_id: UUID
    user_name: str
    user_avatar: str | None
    user_role: Role
    rating: int
    body: str | None
    updated_at: datetime

    @property
    def position(self) -> Position:
        """Where this one stands in the list."""
        return Position(self.updated_at, self.user_id)
