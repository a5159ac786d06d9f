"""Events of courses, their people and their lessons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.event import Event, event
from shared.learning.courses.types import CourseRole

COURSE = ("course:{course_id}",)


@event("course:published", audience=("tenant:{school_id}",))
class CoursePublished(Event):
    """A course is in the catalogue from now on."""

    course_id: UUID
    title: str
    title_kh: str | None
    instructor_id: UUID


@event("course:updated", audience=COURSE)
class CourseUpdated(Event):
    """A course has changed: ``changed`` names its fields, or ``lessons``, ``faq``, ``status``."""

    course_id: UUID
    changed: list[str]


@event("course:enrolled", audience=(*COURSE, "user:{user_id}"))
class CourseEnrolled(Event):
    """Somebody came into a course, or has another role in it."""

    course_id: UUID
    user_id: UUID
    role: CourseRole


@event("course:unenrolled", audience=(*COURSE, "user:{user_id}"))
class CourseUnenrolled(Event):
    """Somebody has left a course, or was taken out of it."""

    course_id: UUID
    user_id: UUID


@event("course:announcement", audience=COURSE)
class CourseAnnouncementMade(Event):
    """Who teaches a course has told something to all who are in it."""

    course_id: UUID
    announcement_id: UUID
    title: str


@event("course:completed", audience=("user:{user_id}", "user:{instructor_id}"))
class CourseCompleted(Event):
    """Somebody has completed all lessons of a course, and what its certificate asks for."""

    course_id: UUID
    user_id: UUID
    completed_at: datetime
    certificate_code: str | None


@event("lesson:published", audience=COURSE)
class LessonPublished(Event):
    """A lesson can be read from now on, or from its day."""

    course_id: UUID
    lesson_id: UUID
    title: str
    order: int


@event("lesson:completed", audience=("user:{user_id}",))
class LessonCompleted(Event):
    """Somebody has completed a lesson; ``progress`` is in percent."""

    course_id: UUID
    lesson_id: UUID
    progress: float
    completed_lessons: int
