"""Courses to which boards and their answered questions belong."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.learning.courses.policy import TEACHING_ROLES, CourseRight, rights


class BoardCourseNotFound(NotFound):
    """There is no such course, or the caller does not teach it."""

    title = "Course not found"


def taught_course(ctx: Ctx, course_id: UUID | None) -> UUID:
    """The course if the caller teaches it; raises BoardCourseNotFound."""
    viewer, course = ctx.viewer, None
    if course_id is not None:
        course = ctx.db(learning.CourseRepository).get(viewer.user_id, course_id)
    if course is None:
        raise BoardCourseNotFound
    held = rights(
        course.my_role,
        course.status,
        everywhere=viewer.can_everywhere(Permission.COURSES_UPDATE),
        teaches=viewer.role in TEACHING_ROLES,
    )
    if CourseRight.TEACH not in held:
        raise BoardCourseNotFound
    return course.id
