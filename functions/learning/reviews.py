"""What people think of a course in which they study."""

from __future__ import annotations

from functions.learning.access import CourseNotFound, NotInYourCourse, require_course
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.route import route
from shared.learning.courses.schemas import CoursePath, ReviewRead, ReviewWrite
from shared.learning.courses.types import CourseRole


@route(
    "PUT",
    "/v1/courses/{id}/review",
    permission=Permission.COURSES_ENROLL,
    limits=("write",),
    raises=(CourseNotFound, NotInYourCourse),
)
def courses_review_put(ctx: Ctx, path: CoursePath, body: ReviewWrite) -> ReviewRead:
    """Say what one thinks of a course in which one studies, in place of what one said before."""
    course = require_course(ctx, path.id)
    if course.my_role is not CourseRole.STUDENT:
        raise NotInYourCourse
    review = ctx.db(learning.ReviewRepository).put(
        course.id, ctx.viewer.user_id, rating=body.rating, body=body.body, now=ctx.now()
    )
    return ReviewRead.of(review)


@route(
    "GET",
    "/v1/courses/{id}/reviews",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound,),
)
def courses_reviews(ctx: Ctx, path: CoursePath, query: PageQuery) -> Page[ReviewRead]:
    """List what people think of a course, the latest first."""
    course = require_course(ctx, path.id)
    found = ctx.db(learning.ReviewRepository).find(
        ctx.viewer.user_id, course.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, ReviewRead.of)
