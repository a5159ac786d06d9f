"""Courses: found, written, published, archived."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    access_course,
    change_course,
    require_course,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict
from shared.http.route import route
from shared.identity.codes import CODE_LENGTH, code_of
from shared.learning.courses.events import CoursePublished, CourseUpdated
from shared.learning.courses.policy import CourseRight, may_enrol
from shared.learning.courses.schemas import (
    CoursePath,
    CoursePublish,
    CourseRead,
    CoursesQuery,
    CourseUpdate,
    CourseWrite,
    MyCoursesQuery,
)
from shared.learning.courses.types import CourseRole, CourseStatus

if TYPE_CHECKING:
    from infra.postgres.learning import Course


class CourseEmpty(Conflict):
    """A course without a published lesson has nothing to show."""

    code = "course_empty"
    title = "Publish a lesson first"
    cure = "Publish a lesson of the course first."


@route("GET", "/v1/courses", permission=Permission.COURSES_READ, limits=("read",))
def courses_list(ctx: Ctx, query: CoursesQuery) -> Page[CourseRead]:
    """List the catalogue, newest first: what is published, and drafts that the caller teaches.

    Archived courses are listed only where ``status=ARCHIVED`` asks for them.
    """
    viewer = ctx.viewer
    found = ctx.db(learning.CourseRepository).find(
        viewer.user_id,
        everything=viewer.can_everywhere(Permission.COURSES_UPDATE),
        status=query.status,
        category=query.category,
        level=query.level,
        is_paid=query.is_paid,
        text=query.q,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda course: read_course(ctx, course))


@route("GET", "/v1/users/me/courses", permission=Permission.COURSES_READ, limits=("read",))
def users_courses(ctx: Ctx, query: MyCoursesQuery) -> Page[CourseRead]:
    """List the courses that the caller is in, newest first."""
    found = ctx.db(learning.CourseRepository).find_of_person(
        ctx.viewer.user_id,
        teaching=query.teaching,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda course: read_course(ctx, course))


@route(
    "POST",
    "/v1/courses",
    permission=Permission.COURSES_CREATE,
    limits=("write",),
    status=201,
)
def courses_create(ctx: Ctx, body: CourseWrite) -> CourseRead:
    """Begin a course. It is a draft that the caller owns."""
    course_id, owner_id, now = ctx.new_id(), ctx.viewer.user_id, ctx.now()
    insert_course(
        ctx,
        id=course_id,
        owner_id=owner_id,
        is_paid=body.price is not None,
        **body.model_dump(),
        created_at=now,
        updated_at=now,
    )
    ctx.headers["Location"] = f"/v1/courses/{course_id}"
    return read_course(ctx, require_course(ctx, course_id))


@route(
    "GET",
    "/v1/courses/{id}",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound,),
)
def courses_get(ctx: Ctx, path: CoursePath) -> CourseRead:
    """Read a course."""
    return read_course(ctx, require_course(ctx, path.id))


@route(
    "PUT",
    "/v1/courses/{id}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    emits=(CourseUpdated,),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived),
)
def courses_update(ctx: Ctx, path: CoursePath, body: CourseUpdate) -> CourseRead:
    """Change what a course says of itself, and how people come into it."""
    course, courses = change_course(ctx, path.id), ctx.db(learning.CourseRepository)
    values = body.model_dump(exclude={"renew_code"})
    changed = [name for name, value in values.items() if value != getattr(course, name)]
    if body.renew_code:
        _renew_code(ctx, course.id)
    if changed:
        paid = body.price is not None
        courses.update(course.id, **values, is_paid=paid, updated_at=ctx.now())
        ctx.emit(CourseUpdated(course_id=course.id, changed=changed), course_id=course.id)
    return read_course(ctx, require_course(ctx, course.id))


@route(
    "DELETE",
    "/v1/courses/{id}",
    permission=Permission.COURSES_DELETE,
    limits=("write",),
    status=204,
    emits=(CourseUpdated,),
    raises=(CourseNotFound, NotInYourCourse),
)
def courses_delete(ctx: Ctx, path: CoursePath) -> None:
    """Delete a course. One in which somebody has studied is archived: their records stay."""
    course, courses = (
        access_course(ctx, path.id, CourseRight.OWN),
        ctx.db(learning.CourseRepository),
    )
    if not courses.lock(course.id):
        raise CourseNotFound
    now = ctx.now()
    if ctx.db(learning.CourseMemberRepository).has_had_students(course.id):
        courses.update(course.id, archived_at=course.archived_at or now, updated_at=now)
    else:
        courses.mark_deleted(course.id, now)
    ctx.emit(CourseUpdated(course_id=course.id, changed=["status"]), course_id=course.id)


@route(
    "POST",
    "/v1/courses/{id}/publish",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    emits=(CoursePublished, CourseUpdated),
    raises=(CourseNotFound, NotInYourCourse, CourseEmpty),
)
def courses_publish(ctx: Ctx, path: CoursePath, body: CoursePublish) -> CourseRead:
    """Publish a course, take it back to a draft, or archive it. Who is in it stays in it."""
    course, courses = (
        access_course(ctx, path.id, CourseRight.EDIT),
        ctx.db(learning.CourseRepository),
    )
    if not courses.lock(course.id):
        raise CourseNotFound
    course = access_course(ctx, path.id, CourseRight.EDIT)
    archives = CourseStatus.ARCHIVED in {course.status, body.status}
    if archives and CourseRight.OWN not in rights_in(ctx, course):
        raise NotInYourCourse
    if body.status is CourseStatus.PUBLISHED and not course.lessons_count:
        raise CourseEmpty
    if body.status is not course.status:
        _set_status(ctx, course, body.status)
    return read_course(ctx, require_course(ctx, course.id))


def read_course(ctx: Ctx, course: Course) -> CourseRead:
    """The course as the caller may see it."""
    held = rights_in(ctx, course)
    enrols = Permission.COURSES_ENROLL in ctx.viewer.grants
    return CourseRead.of(
        course,
        join_code=course.join_code if CourseRight.EDIT in held else None,
        can_study=CourseRight.STUDY in held,
        can_teach=CourseRight.TEACH in held,
        can_edit=CourseRight.EDIT in held and course.status is not CourseStatus.ARCHIVED,
        can_own=CourseRight.OWN in held,
        can_enrol=enrols
        and course.my_role is None
        and not course.is_paid
        and may_enrol(course.enrolment, course.status, course.ends_at, ctx.now(), by_code=False),
    )


def insert_course(ctx: Ctx, **values: object) -> None:
    """Add a course with a join code, and its owner; keys are column names."""
    courses = ctx.db(learning.CourseRepository)
    while not courses.insert(**values, join_code=_code()):
        pass  # The alphabet holds 887 million codes for each school.
    owner_id, course_id = values["owner_id"], values["id"]
    assert isinstance(owner_id, UUID)
    assert isinstance(course_id, UUID)
    ctx.db(learning.CourseMemberRepository).admit(
        course_id, [owner_id], CourseRole.OWNER, added_by=None, now=ctx.now()
    )


def _code() -> str:
    return code_of(secrets.token_bytes(CODE_LENGTH))


def _renew_code(ctx: Ctx, course_id: UUID) -> None:
    courses = ctx.db(learning.CourseRepository)
    while not courses.renew_code(course_id, _code()):
        pass


def _set_status(ctx: Ctx, course: Course, status: CourseStatus) -> None:
    now, published_at = ctx.now(), course.published_at
    if status is CourseStatus.PUBLISHED:
        published_at = published_at or now
    elif status is CourseStatus.DRAFT:
        published_at = None
    ctx.db(learning.CourseRepository).update(
        course.id,
        published_at=published_at,
        archived_at=now if status is CourseStatus.ARCHIVED else None,
        updated_at=now,
    )
    if status is CourseStatus.PUBLISHED and course.published_at is None:
        ctx.emit(
            CoursePublished(
                course_id=course.id,
                title=course.title,
                title_kh=course.title_kh,
                instructor_id=course.owner_id,
            ),
            school_id=ctx.viewer.tenant_id,
        )
    ctx.emit(CourseUpdated(course_id=course.id, changed=["status"]), course_id=course.id)
