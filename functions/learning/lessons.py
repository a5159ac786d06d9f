"""Lessons: written, read, published, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.common.attachments import attached
from functions.common.courses import rights_in
from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    LessonNotFound,
    NotInYourCourse,
    change_course,
    change_lesson,
    require_lesson,
)
from functions.learning.lesson_states import state_in
from functions.runtime.context import Ctx
from infra.postgres import learning, media
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import route
from shared.learning.courses.events import CourseUpdated, LessonPublished
from shared.learning.courses.lesson_schemas import (
    MAX_LESSONS,
    LessonPath,
    LessonRead,
    LessonUpdate,
    LessonWrite,
    ResourceRead,
)
from shared.learning.courses.policy import CourseRight, has_cycle
from shared.learning.courses.schemas import CoursePath
from shared.learning.courses.types import ContentFormat, CourseRole, CourseStatus, LessonState
from shared.media.types import Referrer

if TYPE_CHECKING:
    from infra.postgres.learning import Course, Lesson

# A hundred thousand characters of Khmer, twice, are 600 kB.
MAX_BODY_BYTES = 1_048_576


class LessonNotOpen(Conflict):
    """The lesson opens on a later day, or after other lessons."""

    code = "lesson_not_open"
    title = "This lesson is not open yet"
    cure = "Show from when on it opens, or which lessons come first: the lesson says so."


class LessonChanged(Conflict):
    """Somebody has changed the lesson since the caller read it."""

    code = "lesson_changed"
    title = "Somebody has changed this lesson meanwhile"
    cure = "Read the lesson again, lay the change over what it is now, and send its new version."


class ModuleNotFound(NotFound):
    """The course has no such module."""

    title = "Module not found"


class PrerequisitesDoNotFit(ValidationFailed):
    """A lesson waits for one that is not of its course, or for itself in the end."""

    title = "These lessons cannot come first"


class TooManyLessons(Conflict):
    """The course has as many lessons as it may have."""

    code = "too_many_lessons"
    title = "This course has as many lessons as it may have"
    cure = "Delete lessons that are not needed, or make another course."


@route(
    "POST",
    "/v1/courses/{id}/lessons",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=201,
    emits=(CourseUpdated, LessonPublished),
    raises=(
        CourseNotFound,
        NotInYourCourse,
        CourseArchived,
        ModuleNotFound,
        PrerequisitesDoNotFit,
        TooManyLessons,
    ),
    max_body_bytes=MAX_BODY_BYTES,
)
def lessons_create(ctx: Ctx, path: CoursePath, body: LessonWrite) -> LessonRead:
    """Add a lesson at the end of a course."""
    course, lesson_id, now = change_course(ctx, path.id), ctx.new_id(), ctx.now()
    lessons = ctx.db(learning.LessonRepository)
    _check(ctx, course, lesson_id, body)
    if len(lessons.find(ctx.viewer.user_id, course.id)) >= MAX_LESSONS:
        raise TooManyLessons
    values = _values(ctx, body, None)
    lessons.insert(
        **values,
        id=lesson_id,
        course_id=course.id,
        position=lessons.next_position(course.id),
        created_at=now,
        updated_at=now,
    )
    ctx.headers["Location"] = f"/v1/lessons/{lesson_id}"
    if values["published_at"] is not None:
        ctx.db(learning.CourseProgressRepository).count_anew(course.id)
        announce_lesson(ctx, course.id, lesson_id)
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)
    return read_lesson(ctx, *require_lesson(ctx, lesson_id))


@route(
    "GET",
    "/v1/lessons/{id}",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(LessonNotFound, NotInYourCourse, LessonNotOpen),
)
def lessons_get(ctx: Ctx, path: LessonPath) -> LessonRead:
    """Read a lesson."""
    course, lesson = require_lesson(ctx, path.id)
    held = rights_in(ctx, course)
    if CourseRight.STUDY not in held:
        raise NotInYourCourse
    shown = read_lesson(ctx, course, lesson)
    if CourseRight.TEACH not in held and shown.state in {LessonState.LOCKED, LessonState.NOT_YET}:
        raise LessonNotOpen
    return shown


@route(
    "PUT",
    "/v1/lessons/{id}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    emits=(CourseUpdated, LessonPublished),
    raises=(
        LessonNotFound,
        NotInYourCourse,
        CourseArchived,
        ModuleNotFound,
        PrerequisitesDoNotFit,
        LessonChanged,
    ),
    max_body_bytes=MAX_BODY_BYTES,
)
def lessons_update(ctx: Ctx, path: LessonPath, body: LessonUpdate) -> LessonRead:
    """Replace a lesson."""
    course, lesson = change_lesson(ctx, path.id)
    if body.version is not None and body.version != lesson.version:
        raise LessonChanged
    _check(ctx, course, lesson.id, body)
    values = _values(ctx, body, lesson)
    ctx.db(learning.LessonRepository).update(lesson.id, **values, updated_at=ctx.now())
    if (lesson.published_at is None) != (values["published_at"] is None):
        ctx.db(learning.CourseProgressRepository).count_anew(course.id)
        if lesson.published_at is None:
            announce_lesson(ctx, course.id, lesson.id)
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)
    return read_lesson(ctx, *require_lesson(ctx, lesson.id))


@route(
    "DELETE",
    "/v1/lessons/{id}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=204,
    emits=(CourseUpdated,),
    raises=(LessonNotFound, NotInYourCourse, CourseArchived),
)
def lessons_delete(ctx: Ctx, path: LessonPath) -> None:
    """Delete a lesson. It counts in nobody's progress any more."""
    course, lesson = change_lesson(ctx, path.id)
    lessons, now = ctx.db(learning.LessonRepository), ctx.now()
    for resource in lessons.find_resources([lesson.id]):
        ctx.db(media.AttachmentRepository).detach_all(Referrer.LESSON, resource.id, now)
    lessons.update(lesson.id, deleted_at=now, publish_at=None, updated_at=now)
    ctx.db(learning.CourseProgressRepository).count_anew(course.id)
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)


def announce_lesson(ctx: Ctx, course_id: UUID, lesson_id: UUID) -> None:
    """Say that a lesson is published now."""
    lesson = ctx.db(learning.LessonRepository).get(lesson_id, lesson_id)
    assert lesson is not None, "it was just written"
    published = LessonPublished(
        course_id=course_id, lesson_id=lesson.id, title=lesson.title, order=lesson.position
    )
    ctx.emit(published, course_id=course_id)


def read_lesson(ctx: Ctx, course: Course, lesson: Lesson) -> LessonRead:
    """The lesson as the caller may see it."""
    held = rights_in(ctx, course)
    found = ctx.db(learning.LessonRepository).find_resources([lesson.id])
    files = attached(ctx, Referrer.LESSON, [one.id for one in found])
    resources = [
        ResourceRead.of(one, file=next(iter(files.get(one.id, [])), None)) for one in found
    ]
    changes = course.status is not CourseStatus.ARCHIVED
    return LessonRead.of(
        lesson,
        state=state_in(ctx, course, lesson),
        resources=resources,
        can_edit=CourseRight.EDIT in held and changes,
        can_complete=course.my_role is CourseRole.STUDENT and changes,
    )


def _check(ctx: Ctx, course: Course, lesson_id: UUID, body: LessonWrite) -> None:
    """Raises ModuleNotFound and PrerequisitesDoNotFit."""
    lessons = ctx.db(learning.LessonRepository)
    modules = {module.id for module in lessons.find_modules(course.id)}
    if body.module_id is not None and body.module_id not in modules:
        raise ModuleNotFound
    if not body.prerequisites:
        return
    entries = lessons.find(ctx.viewer.user_id, course.id)
    first = {entry.id: entry.prerequisites for entry in entries}
    wrong = [place for place, one in enumerate(body.prerequisites) if one not in first]
    if wrong or has_cycle({**first, lesson_id: body.prerequisites}):
        raise PrerequisitesDoNotFit(
            errors=[
                {"field": f"prerequisites.{place}", "code": "unknown", "message": "no such lesson"}
                for place in wrong
            ]
        )


def _values(ctx: Ctx, body: LessonWrite, before: Lesson | None) -> dict[str, Any]:
    """The columns of the lesson: its texts cleaned, and from when it is published."""
    values = body.model_dump(exclude={"published", "publish_at", "version"})
    values["prerequisites"] = list(dict.fromkeys(body.prerequisites))
    if body.content_format is ContentFormat.HTML:
        from infra.clean_html import clean_html

        for name in ("content", "content_kh"):
            if values[name] is not None:
                values[name] = clean_html(values[name]) or None
    now = ctx.now()
    due = body.publish_at is not None and body.publish_at <= now
    published = body.published or due
    since = before.published_at if before is not None else None
    values["published_at"] = (since or now) if published else None
    values["publish_at"] = None if published else body.publish_at
    return values
