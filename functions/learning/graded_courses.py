"""Where somebody has grades: their courses, for themselves and for their guardians."""

from __future__ import annotations

from functions.learning.coursework import may_see_work_of
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.http.route import route
from shared.learning.gradebook.schemas import GradedCourse, GradedCourses, GradedCoursesQuery

MAX_COURSES = 100


class StudentNotFound(NotFound):
    """There is no such student, or the caller is no guardian of theirs."""

    title = "Student not found"


@route(
    "GET",
    "/v1/gradebooks",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("read",),
    raises=(StudentNotFound,),
)
def gradebooks_list(ctx: Ctx, query: GradedCoursesQuery) -> GradedCourses:
    """List the courses in which one studies, or one's child does, newest first.

    Their grades are at ``/v1/courses/{id}/gradebook/me``.
    """
    whose = query.user_id or ctx.viewer.user_id
    if whose != ctx.viewer.user_id and not may_see_work_of(ctx, whose):
        raise StudentNotFound
    found = ctx.db(learning.CourseRepository).find_of_person(
        whose, teaching=False, before=None, limit=MAX_COURSES
    )
    return GradedCourses(
        data=[GradedCourse.of(one, course_id=one.id) for one in found[:MAX_COURSES]]
    )
