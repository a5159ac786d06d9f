"""What stands beside the text of a lesson: files, links, films and quizzes."""

from __future__ import annotations

from functions.common.attachments import attach
from functions.learning.access import (
    CourseArchived,
    LessonNotFound,
    NotInYourCourse,
    change_lesson,
    require_lesson,
)
from functions.learning.lessons import read_lesson
from functions.learning.quizzes import QuizNotFound, require_quiz
from functions.runtime.context import Ctx
from infra.postgres import learning, media
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import route
from shared.learning.courses.events import CourseUpdated
from shared.learning.courses.lesson_schemas import (
    MAX_RESOURCES,
    LessonPath,
    LessonRead,
    ResourceCreate,
    ResourcePath,
)
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.schemas import Attachment
from shared.media.types import Referrer


class ResourceNotFound(NotFound):
    """No such thing stands beside the lesson."""

    title = "Not found beside this lesson"


class TooManyResources(Conflict):
    """As much stands beside the lesson as may."""

    code = "too_many_resources"
    title = "As much stands beside this lesson as may"
    cure = "Remove something that stands beside the lesson, then add this."


@route(
    "POST",
    "/v1/lessons/{id}/resources",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=201,
    emits=(CourseUpdated,),
    raises=(
        LessonNotFound,
        NotInYourCourse,
        CourseArchived,
        QuizNotFound,
        UploadNotFound,
        UploadNotReady,
        TooManyResources,
    ),
)
def lesson_resources_add(ctx: Ctx, path: LessonPath, body: ResourceCreate) -> LessonRead:
    """Put something beside a lesson. A quiz counts for completing the course."""
    course, lesson = change_lesson(ctx, path.id)
    lessons, resource_id = ctx.db(learning.LessonRepository), ctx.new_id()
    beside = lessons.find_resources([lesson.id])
    if len(beside) >= MAX_RESOURCES:
        raise TooManyResources
    if body.quiz_id is not None:
        require_quiz(ctx, body.quiz_id)
    lessons.insert_resource(
        **body.model_dump(exclude={"upload_id"}),
        id=resource_id,
        lesson_id=lesson.id,
        position=max((one.position for one in beside), default=0) + 1,
        created_at=ctx.now(),
    )
    if body.upload_id is not None:
        attach(ctx, Referrer.LESSON, resource_id, [Attachment(uploadId=body.upload_id)])
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)
    return read_lesson(ctx, *require_lesson(ctx, lesson.id))


@route(
    "DELETE",
    "/v1/lessons/{id}/resources/{resourceId}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=204,
    emits=(CourseUpdated,),
    raises=(LessonNotFound, NotInYourCourse, CourseArchived, ResourceNotFound),
)
def lesson_resources_remove(ctx: Ctx, path: ResourcePath) -> None:
    """Take something away from beside a lesson."""
    course, lesson = change_lesson(ctx, path.id)
    if not ctx.db(learning.LessonRepository).delete_resource(lesson.id, path.resource_id):
        raise ResourceNotFound
    ctx.db(media.AttachmentRepository).detach_all(Referrer.LESSON, path.resource_id, ctx.now())
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)
