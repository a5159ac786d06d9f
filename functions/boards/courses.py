"""Courses to which boards and their answered questions belong."""

from __future__ import annotations

from uuid import UUID

from functions.common.courses import rights_in
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.http.problem import NotFound
from shared.learning.courses.policy import CourseRight


class BoardCourseNotFound(NotFound):
    """There is no such course, or the caller does not teach it."""

    title = "Course not found"


def taught_course(ctx: Ctx, course_id: UUID | None) -> UUID:
    """The course if the caller teaches it; raises BoardCourseNotFound."""
    course = None
    if course_id is not None:
        course = ctx.db(learning.CourseRepository).get(ctx.viewer.user_id, course_id)
    if course is None or CourseRight.TEACH not in rights_in(ctx, course):
        raise BoardCourseNotFound
    return course.id
