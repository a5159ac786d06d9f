"""Lessons whose time has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.learning.lessons import announce_lesson
from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import learning
from shared.learning.courses.events import CourseUpdated, LessonPublished

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 100


@job("* * * * *")
def job_lessons_publish(deps: Dependencies) -> Mapping[str, Any]:
    """Publish the lessons whose time has come."""

    def release(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            lessons, now = unit(learning.LessonRepository), deps.clock()
            due = lessons.find_due(now, BATCH)
            info = RequestInfo(id=str(school_id), ip="", user_agent="", received_at=now)
            ctx = Ctx(deps, unit, info, (LessonPublished, CourseUpdated))
            for course_id, lesson_id in due:
                lessons.update(lesson_id, published_at=now, publish_at=None, updated_at=now)
                unit(learning.CourseProgressRepository).count_anew(course_id)
                announce_lesson(ctx, course_id, lesson_id)
                changed = CourseUpdated(course_id=course_id, changed=["lessons"])
                ctx.emit(changed, course_id=course_id)
            return len(due)

    return {"published": sum(for_each_school(deps, release))}
