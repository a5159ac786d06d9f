"""What a caller may do in a course: asked by courses, boards, games and files alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.auth.permissions import Permission
from shared.learning.courses.policy import TEACHING_ROLES, CourseRight, rights

if TYPE_CHECKING:
    from functions.runtime.context import Ctx
    from infra.postgres.learning import Course


def rights_in(ctx: Ctx, course: Course) -> frozenset[CourseRight]:
    """What the caller may do in the course."""
    viewer = ctx.viewer
    return rights(
        course.my_role,
        course.status,
        everywhere=viewer.can_everywhere(Permission.COURSES_UPDATE),
        # By the role alone: who begins a course with an API key for that is answered with it.
        teaches=viewer.role in TEACHING_ROLES,
    )
