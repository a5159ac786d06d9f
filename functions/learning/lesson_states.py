"""What lessons are to the caller now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.courses import rights_in
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.learning.courses.policy import CourseRight, state_of
from shared.learning.courses.types import LessonState

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.learning import Course, LessonEntry


def states_of(ctx: Ctx, course: Course, entries: list[LessonEntry]) -> dict[UUID, LessonState]:
    """The states of all lessons of a course. To who teaches it, what is published is open."""
    teaches = CourseRight.TEACH in rights_in(ctx, course)
    done = {entry.id for entry in entries if entry.my_completed_at is not None}
    shown = {entry.id for entry in entries if entry.published_at is not None}
    states = {e.id: state_of(e, done=done, shown=shown, now=ctx.now()) for e in entries}
    if teaches:
        held_back = {LessonState.LOCKED, LessonState.NOT_YET}
        return {i: LessonState.OPEN if s in held_back else s for i, s in states.items()}
    return states


def state_in(ctx: Ctx, course: Course, lesson: LessonEntry) -> LessonState:
    """The state of one lesson."""
    entries = ctx.db(learning.LessonRepository).find(ctx.viewer.user_id, course.id)
    return states_of(ctx, course, entries)[lesson.id]
