"""What who teaches a course tells all who are in it."""

from __future__ import annotations

from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    access_course,
    change_course,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.route import route
from shared.learning.courses.events import CourseAnnouncementMade
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import AnnouncementCreate, AnnouncementRead, CoursePath


@route(
    "GET",
    "/v1/courses/{id}/announcements",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def course_announcements_list(
    ctx: Ctx, path: CoursePath, query: PageQuery
) -> Page[AnnouncementRead]:
    """List what was announced in a course, newest first."""
    course = access_course(ctx, path.id, CourseRight.STUDY)
    found = ctx.db(learning.AnnouncementRepository).find(
        course.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, AnnouncementRead.of)


@route(
    "POST",
    "/v1/courses/{id}/announcements",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=201,
    emits=(CourseAnnouncementMade,),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived),
)
def course_announcements_create(
    ctx: Ctx, path: CoursePath, body: AnnouncementCreate
) -> AnnouncementRead:
    """Tell something to all who are in a course; each of them is notified."""
    course, announcement_id = change_course(ctx, path.id, CourseRight.TEACH), ctx.new_id()
    announcements = ctx.db(learning.AnnouncementRepository)
    announcements.insert(
        id=announcement_id,
        course_id=course.id,
        author_id=ctx.viewer.user_id,
        title=body.title,
        content=body.content,
        created_at=ctx.now(),
    )
    ctx.emit(
        CourseAnnouncementMade(
            course_id=course.id, announcement_id=announcement_id, title=body.title
        ),
        course_id=course.id,
    )
    return AnnouncementRead.of(announcements.require(announcement_id))
