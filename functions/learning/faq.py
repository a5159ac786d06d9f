"""What a course is asked often: questions of boards that were answered."""

from __future__ import annotations

from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    change_course,
    require_course,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import NotFound
from shared.http.route import route
from shared.learning.courses.events import CourseUpdated
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import CoursePath, FaqPath, FaqRead


class FaqEntryNotFound(NotFound):
    """The course has no such entry."""

    title = "Question not found"


@route(
    "GET",
    "/v1/courses/{id}/faq",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound,),
)
def course_faq_list(ctx: Ctx, path: CoursePath, query: PageQuery) -> Page[FaqRead]:
    """List what a course is asked often, newest first."""
    course = require_course(ctx, path.id)
    found = ctx.db(learning.FaqRepository).find(
        course.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, FaqRead.of)


@route(
    "DELETE",
    "/v1/courses/{id}/faq/{entryId}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=204,
    emits=(CourseUpdated,),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, FaqEntryNotFound),
)
def course_faq_remove(ctx: Ctx, path: FaqPath) -> None:
    """Take an entry away; the question stays on its board."""
    course = change_course(ctx, path.id, CourseRight.TEACH)
    if not ctx.db(learning.FaqRepository).delete(course.id, path.entry_id):
        raise FaqEntryNotFound
    ctx.emit(CourseUpdated(course_id=course.id, changed=["faq"]), course_id=course.id)
