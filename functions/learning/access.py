"""Who a caller is to a course: what they may do in it, and what they may not know."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.types import CourseStatus

if TYPE_CHECKING:
    from infra.postgres.learning import Course, Lesson


class CourseNotFound(NotFound):
    """There is no such course, or the caller may not know of it."""

    title = "Course not found"


class LessonNotFound(NotFound):
    """There is no such lesson, or the caller may not know of it."""

    title = "Lesson not found"


class NotInYourCourse(Forbidden):
    """The caller knows of the course, and is not what this takes in it."""

    code = "not_in_your_course"
    title = "You may not do this in this course"
    cure = "Ask who teaches the course to add you, or to do it."


class CourseArchived(Conflict):
    """The course is archived: it is read, and changed by nobody until it is taken back."""

    code = "course_archived"
    title = "This course is archived"
    cure = "Take the course back first, or copy it into a new one."


def require_course(ctx: Ctx, course_id: UUID) -> Course:
    """The course if the caller may know of it; raises CourseNotFound."""
    course = ctx.db(learning.CourseRepository).get(ctx.viewer.user_id, course_id)
    if course is None or not rights_in(ctx, course):
        raise CourseNotFound
    return course


def access_course(ctx: Ctx, course_id: UUID, right: CourseRight) -> Course:
    """The course if the caller may do this in it; raises CourseNotFound or NotInYourCourse."""
    course = require_course(ctx, course_id)
    if right not in rights_in(ctx, course):
        raise NotInYourCourse
    return course


def change_course(ctx: Ctx, course_id: UUID, right: CourseRight = CourseRight.EDIT) -> Course:
    """The course, locked against other changes; raises what :func:`access_course` does.

    Raises CourseArchived too.
    """
    access_course(ctx, course_id, right)
    if not ctx.db(learning.CourseRepository).lock(course_id):
        raise CourseNotFound
    # Read again: what was decided before the lock may have changed.
    course = access_course(ctx, course_id, right)
    if course.status is CourseStatus.ARCHIVED:
        raise CourseArchived
    return course


def require_lesson(ctx: Ctx, lesson_id: UUID) -> tuple[Course, Lesson]:
    """The lesson and its course if the caller may know of both; raises LessonNotFound.

    Drafts are known to who teaches the course.
    """
    viewer_id = ctx.viewer.user_id
    lesson = ctx.db(learning.LessonRepository).get(viewer_id, lesson_id)
    course = (
        None
        if lesson is None
        else ctx.db(learning.CourseRepository).get(viewer_id, lesson.course_id)
    )
    if lesson is None or course is None:
        raise LessonNotFound
    held = rights_in(ctx, course)
    if not held or (lesson.published_at is None and CourseRight.TEACH not in held):
        raise LessonNotFound
    return course, lesson


def change_lesson(ctx: Ctx, lesson_id: UUID) -> tuple[Course, Lesson]:
    """The lesson, its course locked against other changes.

    Raises LessonNotFound, NotInYourCourse and CourseArchived.
    """
    course, _ = require_lesson(ctx, lesson_id)
    try:
        course = change_course(ctx, course.id)
    except CourseNotFound as error:
        raise LessonNotFound from error
    return course, require_lesson(ctx, lesson_id)[1]
