"""The outline of a course: its modules and lessons in their order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    change_course,
    require_course,
)
from functions.learning.lesson_states import states_of
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import route
from shared.learning.courses.events import CourseUpdated
from shared.learning.courses.lesson_schemas import (
    CourseQuizRead,
    LessonSummary,
    ModuleRead,
    OutlineRead,
    OutlineWrite,
)
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import CoursePath
from shared.learning.courses.types import CourseRole

if TYPE_CHECKING:
    from infra.postgres.learning import CourseQuiz


class OutlineChanged(Conflict):
    """The outline does not name each lesson of the course once, or names a module of none.

    Somebody has added or deleted one meanwhile.
    """

    code = "outline_changed"
    title = "The lessons of this course have changed meanwhile"
    cure = "Read the lessons again, and send an order that names each of them once."


@route(
    "GET",
    "/v1/courses/{id}/lessons",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound,),
)
def lessons_list(ctx: Ctx, path: CoursePath) -> OutlineRead:
    """Read the outline of a course: what there is, in which order, and what is open to the caller.

    Drafts are shown to who teaches it.
    """
    return _read(ctx, path.id)


@route(
    "PUT",
    "/v1/courses/{id}/lessons/order",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    emits=(CourseUpdated,),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, OutlineChanged),
)
def lessons_reorder(ctx: Ctx, path: CoursePath, body: OutlineWrite) -> OutlineRead:
    """Replace the outline: the order of the lessons, and the modules with their names and days."""
    course, lessons = change_course(ctx, path.id), ctx.db(learning.LessonRepository)
    entries = lessons.find(ctx.viewer.user_id, course.id)
    before = {module.id for module in lessons.find_modules(course.id)}
    named = [*body.lessons, *(one for module in body.modules for one in module.lessons)]
    kept = [module.id for module in body.modules if module.id is not None]
    if sorted(named) != sorted(entry.id for entry in entries):
        raise OutlineChanged
    if len(set(kept)) != len(kept) or not before.issuperset(kept):
        raise OutlineChanged
    order: list[tuple[UUID, UUID | None]] = [(one, None) for one in body.lessons]
    now = ctx.now()
    for place, module in enumerate(body.modules, start=1):
        values = {
            **module.model_dump(include={"title", "title_kh", "available_from"}),
            "position": place,
            "updated_at": now,
        }
        module_id = module.id or ctx.new_id()
        if module.id is None:
            lessons.insert_module(id=module_id, course_id=course.id, created_at=now, **values)
        else:
            lessons.update_module(module_id, **values)
        order.extend((one, module_id) for one in module.lessons)
    lessons.arrange(course.id, order)
    gone = before.difference(kept)
    if gone:
        lessons.delete_modules(sorted(gone))
    ctx.emit(CourseUpdated(course_id=course.id, changed=["lessons"]), course_id=course.id)
    return _read(ctx, course.id)


def _read(ctx: Ctx, course_id: UUID) -> OutlineRead:
    course, viewer_id = require_course(ctx, course_id), ctx.viewer.user_id
    lessons = ctx.db(learning.LessonRepository)
    entries = lessons.find(viewer_id, course.id)
    states = states_of(ctx, course, entries)
    teaches = CourseRight.TEACH in rights_in(ctx, course)
    quizzes = ctx.db(learning.CourseProgressRepository).find_quizzes(course.id, [viewer_id])
    studies = course.my_role is CourseRole.STUDENT
    return OutlineRead(
        course_id=course.id,
        modules=[ModuleRead.of(module) for module in lessons.find_modules(course.id)],
        lessons=[
            LessonSummary.of(entry, state=states[entry.id])
            for entry in entries
            if teaches or entry.published_at is not None
        ],
        quizzes=[_shown(quiz, ctx.now()) for quiz in quizzes] if studies else [],
        progress=None if course.my_progress is None or not studies else float(course.my_progress),
        completed_at=course.my_completed_at if studies else None,
    )


def _shown(quiz: CourseQuiz, now: datetime) -> CourseQuizRead:
    """How a student stands in a quiz, as far as it tells them: a score is no news here."""
    if quiz.tells(now):
        return CourseQuizRead.of(quiz)
    passed = quiz.passed and quiz.passing_score is None
    return CourseQuizRead.of(quiz, best_score=None, passed=passed)
