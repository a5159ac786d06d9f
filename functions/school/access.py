"""Who a caller is to a class or a pupil; whoever may not know of one sees nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import school, tenants
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.school.days import today

if TYPE_CHECKING:
    from infra.postgres.school import SchoolClass, Student


class ClassNotFound(NotFound):
    """There is no such class, or the caller has nothing to do with it."""

    title = "Class not found"


class StudentNotFound(NotFound):
    """There is no such pupil, or the caller has nothing to do with them."""

    title = "Pupil not found"


def school_day(ctx: Ctx) -> date:
    """The day that it is at the school."""
    return today(ctx.now(), ctx.db(tenants.TenantRepository).details().timezone)


def require_class(ctx: Ctx, class_id: UUID) -> SchoolClass:
    """A class of the school; raises ClassNotFound."""
    found = ctx.db(school.SchoolClassRepository).get(class_id)
    if found is None:
        raise ClassNotFound
    return found


def access_class(
    ctx: Ctx, class_id: UUID, permission: Permission, *, on: date | None = None
) -> SchoolClass:
    """A class that the caller teaches, or any for who runs the school; raises ClassNotFound.

    ``on`` lets in who stands in for somebody on that day.
    """
    found, viewer = require_class(ctx, class_id), ctx.viewer.user_id
    if ctx.viewer.can_everywhere(permission):
        return found
    if ctx.db(school.SchoolClassRepository).teaches(viewer, class_id):
        return found
    if on is None or not ctx.db(school.TimetableRepository).stands_in(viewer, class_id, on):
        raise ClassNotFound
    return found


def require_student(ctx: Ctx, student_id: UUID) -> Student:
    """A pupil of the school; raises StudentNotFound."""
    found = ctx.db(school.StudentRepository).get(student_id)
    if found is None:
        raise StudentNotFound
    return found


def access_student(ctx: Ctx, student_id: UUID, permission: Permission) -> Student:
    """A pupil who is the caller, their child or in a class that they teach, or any for the office.

    Raises StudentNotFound.
    """
    found = require_student(ctx, student_id)
    if ctx.viewer.can_everywhere(permission):
        return found
    relation = ctx.db(school.StudentRepository).relation(
        ctx.viewer.user_id, student_id, school_day(ctx)
    )
    if not (relation.is_self or relation.is_guardian or relation.teaches):
        raise StudentNotFound
    return found
