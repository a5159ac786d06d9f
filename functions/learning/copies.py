"""A course once more: for the next year, or for another class."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.learning.access import CourseNotFound, NotInYourCourse, access_course, require_course
from functions.learning.courses import insert_course, read_course
from functions.runtime.context import Ctx
from infra.postgres import learning, media, tenants
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.learning.assignments.dates import NO_LATE_POLICY
from shared.learning.assignments.types import AssignmentStatus
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import CourseCopy, CoursePath, CourseRead
from shared.media.types import Referrer

if TYPE_CHECKING:
    from infra.postgres.learning import Course, Lesson

_OF_COURSE = (
    "description",
    "description_kh",
    "thumbnail",
    "category",
    "level",
    "enrolment",
    "is_paid",
    "price",
    "certificates",
)
_OF_ASSIGNMENT = (
    "title",
    "title_kh",
    "description",
    "description_kh",
    "type",
    "max_points",
    "extra_credit",
    "attempts_allowed",
    "keep",
    "anonymous",
    "grades_hidden",
    "include_late_joiners",
    "quiz_id",
    "rubric",
)
_OF_LESSON = ("title", "title_kh", "content", "content_kh", "content_format", "duration")


@route(
    "POST",
    "/v1/courses/{id}/copy",
    permission=Permission.COURSES_CREATE,
    limits=("write",),
    status=201,
    raises=(CourseNotFound, NotInYourCourse),
)
def courses_copy(ctx: Ctx, path: CoursePath, body: CourseCopy) -> CourseRead:
    """Copy a course that the caller teaches, with its lessons and assignments.

    The copy is a draft of the caller's without people; all its days are moved by ``shiftDays``, and
    keep their hour on the clock of the school.
    """
    course = access_course(ctx, path.id, CourseRight.TEACH)
    copy_id = _Copying(ctx, course, body).run()
    ctx.headers["Location"] = f"/v1/courses/{copy_id}"
    return read_course(ctx, require_course(ctx, copy_id))


class _Copying:
    """One copy: what has become of which id."""

    def __init__(self, ctx: Ctx, course: Course, body: CourseCopy) -> None:
        self._ctx, self._course, self._body = ctx, course, body
        self._now, self._id = ctx.now(), ctx.new_id()
        self._zone = ZoneInfo(ctx.db(tenants.TenantRepository).details().timezone)
        self._lessons = ctx.db(learning.LessonRepository)

    def run(self) -> UUID:
        """Write the copy; returns its id."""
        course, body = self._course, self._body
        insert_course(
            self._ctx,
            **{name: getattr(course, name) for name in _OF_COURSE},
            id=self._id,
            owner_id=self._ctx.viewer.user_id,
            title=body.title or course.title,
            title_kh=body.title_kh if body.title else course.title_kh,
            starts_at=self._moved(course.starts_at),
            ends_at=self._moved(course.ends_at),
            copied_from=course.id,
            created_at=self._now,
            updated_at=self._now,
        )
        modules = self._copy_modules()
        lessons = self._lessons.find_texts(self._ctx.viewer.user_id, course.id)
        ids = {lesson.id: self._ctx.new_id() for lesson in lessons}
        for lesson in lessons:
            self._copy_lesson(lesson, ids, modules)
        self._copy_resources(ids)
        self._copy_coursework()
        return self._id

    def _copy_modules(self) -> dict[UUID, UUID]:
        ids: dict[UUID, UUID] = {}
        for module in self._lessons.find_modules(self._course.id):
            ids[module.id] = self._ctx.new_id()
            self._lessons.insert_module(
                id=ids[module.id],
                course_id=self._id,
                title=module.title,
                title_kh=module.title_kh,
                position=module.position,
                available_from=self._moved(module.available_from),
                created_at=self._now,
                updated_at=self._now,
            )
        return ids

    def _copy_lesson(
        self, lesson: Lesson, ids: dict[UUID, UUID], modules: dict[UUID, UUID]
    ) -> None:
        self._lessons.insert(
            **{name: getattr(lesson, name) for name in _OF_LESSON},
            id=ids[lesson.id],
            course_id=self._id,
            module_id=None if lesson.module_id is None else modules[lesson.module_id],
            position=lesson.position,
            prerequisites=[ids[one] for one in lesson.prerequisites if one in ids],
            available_from=self._moved(lesson.available_from),
            publish_at=self._moved(lesson.publish_at),
            published_at=None if lesson.published_at is None else self._now,
            created_at=self._now,
            updated_at=self._now,
        )

    def _copy_resources(self, ids: dict[UUID, UUID]) -> None:
        files = self._ctx.db(media.AttachmentRepository)
        for resource in self._lessons.find_resources(list(ids)):
            resource_id = self._ctx.new_id()
            self._lessons.insert_resource(
                id=resource_id,
                lesson_id=ids[resource.lesson_id],
                title=resource.title,
                kind=resource.kind,
                url=resource.url,
                quiz_id=resource.quiz_id,
                position=resource.position,
                created_at=self._now,
            )
            files.copy(Referrer.LESSON, resource.id, resource_id, self._now)

    def _copy_coursework(self) -> None:
        """Assignments with their dates, rubrics, categories and late policy; nobody's work."""
        book, assignments = (
            self._ctx.db(learning.GradebookRepository),
            self._ctx.db(learning.AssignmentRepository),
        )
        found = book.find_categories(self._course.id)
        categories = {one.id: self._ctx.new_id() for one in found}
        book.replace_categories(
            self._id, [{**asdict(one), "id": categories[one.id]} for one in found]
        )
        policy = book.get_policy(self._course.id)
        if policy != NO_LATE_POLICY:
            book.put_policy(self._id, policy, self._now)
        for work in assignments.find_of_course(self._course.id, drafts=True):
            published = work.status is not AssignmentStatus.DRAFT
            assignments.insert(
                **{name: getattr(work, name) for name in _OF_ASSIGNMENT},
                id=self._ctx.new_id(),
                course_id=self._id,
                created_by=self._ctx.viewer.user_id,
                # What was closed is open again in the copy: nobody has done it there.
                status=AssignmentStatus.PUBLISHED if published else AssignmentStatus.DRAFT,
                category_id=None if work.category_id is None else categories[work.category_id],
                unlock_at=self._moved(work.unlock_at),
                due_at=self._moved(work.due_at),
                lock_at=self._moved(work.lock_at),
                published_at=self._now if published else None,
                created_at=self._now,
                updated_at=self._now,
            )

    def _moved(self, at: datetime | None) -> datetime | None:
        """The moment so many days later, at the same hour on the school's clock."""
        if at is None:
            return None
        local = at.astimezone(self._zone) + timedelta(days=self._body.shift_days)
        return local.astimezone(UTC)
