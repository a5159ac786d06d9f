"""Pupils come into classes, move and leave. Their times there are ended, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import (
    ClassNotFound,
    StudentNotFound,
    require_class,
    require_student,
    school_day,
)
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.realtime.events import AccessChanged
from shared.school.events import EnrolmentChanged
from shared.school.student_schemas import (
    ClassPath,
    EnrolmentCreate,
    EnrolmentEnd,
    EnrolmentPath,
    EnrolmentRead,
)
from shared.school.types import EntryReason, ExitReason, StudentStatus

if TYPE_CHECKING:
    from datetime import date

    from infra.postgres.school import Enrolment, SchoolClass, Student

_STATUS_AFTER = {
    ExitReason.TRANSFERRED_OUT: StudentStatus.TRANSFERRED,
    ExitReason.GRADUATED: StudentStatus.GRADUATED,
    ExitReason.DROPPED_OUT: StudentStatus.INACTIVE,
    ExitReason.DECEASED: StudentStatus.INACTIVE,
    ExitReason.OTHER: StudentStatus.INACTIVE,
}


class AlreadyInClass(Conflict):
    """The pupil is in this class."""

    code = "already_in_class"
    title = "This pupil is in the class already"
    cure = "There is nothing to do: the pupil is in the class."


class ClassFull(Conflict):
    """The class has as many pupils as it may have."""

    code = "class_full"
    title = "The class is full"
    cure = "Choose another class, or let the office raise its number of places."


class ClassArchived(Conflict):
    """An archived class takes nobody."""

    code = "class_archived"
    title = "This class is archived"
    cure = "Choose a class that is not archived, or take this one back first."


class DayOutsideYear(ValidationFailed):
    """The day is not in the school year of the class, or the pupil is in another class then."""

    title = "Choose a day of this school year, after the pupil came or left"


class NotInClass(NotFound):
    """The pupil is not in the class."""

    title = "This pupil is not in the class"


@route(
    "POST",
    "/v1/classes/{id}/students",
    permission=Permission.ENROLLMENT_MANAGE,
    limits=("admin",),
    status=201,
    emits=(EnrolmentChanged, AccessChanged),
    raises=(
        ClassNotFound,
        StudentNotFound,
        AlreadyInClass,
        ClassFull,
        ClassArchived,
        DayOutsideYear,
    ),
    audit=Audit("enrolment.opened", "enrolment"),
)
def enrollments_create(ctx: Ctx, path: ClassPath, body: EnrolmentCreate) -> EnrolmentRead:
    """Put a pupil into a class from a day on. Who is in another class of the year moves.

    A pupil who returns keeps their record and their number.
    """
    enrolments = ctx.db(school.EnrolmentRepository)
    # It locks the class: what is read of it from here on stays so.
    count = enrolments.count_open(path.id)
    to, student = require_class(ctx, path.id), require_student(ctx, body.student_id)
    if to.archived_at is not None:
        raise ClassArchived
    _check_day(ctx, to, body.started_on)
    before = enrolments.lock_open(student.id, to.academic_year_id)
    if before is not None and before.class_id == to.id:
        raise AlreadyInClass
    if to.capacity is not None and count >= to.capacity:
        raise ClassFull
    if body.started_on < (enrolments.last_left(student.id, to.academic_year_id) or body.started_on):
        # Two classes would have the pupil on the same day, in registers and on sheets.
        raise DayOutsideYear
    reason = body.reason
    if before is not None:
        if body.started_on < before.started_on:
            raise DayOutsideYear
        enrolments.end([before.id], body.started_on, ExitReason.MOVED)
        announce(ctx, student, before.class_id, ExitReason.MOVED, body.started_on)
        reason = EntryReason.MOVED
    enrolment_id = ctx.new_id()
    enrolments.open(
        id=enrolment_id,
        class_id=to.id,
        student_id=student.id,
        academic_year_id=to.academic_year_id,
        entry_reason=reason,
        started_on=body.started_on,
    )
    if student.status is not StudentStatus.ACTIVE:
        ctx.db(school.StudentRepository).change(student.id, status=StudentStatus.ACTIVE)
    announce(ctx, student, to.id, "ACTIVE", body.started_on)
    _look_again(ctx, student)
    ctx.audited = str(enrolment_id)
    return EnrolmentRead.of(_latest(ctx, student.id, enrolment_id))


@route(
    "DELETE",
    "/v1/classes/{id}/students/{studentId}",
    permission=Permission.ENROLLMENT_MANAGE,
    limits=("admin",),
    emits=(EnrolmentChanged, AccessChanged),
    raises=(ClassNotFound, NotInClass, DayOutsideYear),
    audit=Audit("enrolment.ended", "enrolment"),
)
def enrollments_end(ctx: Ctx, path: EnrolmentPath, query: EnrolmentEnd) -> EnrolmentRead:
    """End a pupil's time in a class, with a reason. Nothing that was recorded goes."""
    left = require_class(ctx, path.id)
    enrolments = ctx.db(school.EnrolmentRepository)
    held = enrolments.lock_open(path.student_id, left.academic_year_id)
    if held is None or held.class_id != left.id:
        raise NotInClass
    today = school_day(ctx)
    on = query.on or today
    year = ctx.db(school.YearRepository).get(left.academic_year_id)
    assert year is not None, "a class has a year"
    if not held.started_on <= on <= max(today, year.end_date):
        raise DayOutsideYear
    student = require_student(ctx, path.student_id)
    enrolments.end([held.id], on, query.reason)
    after = _STATUS_AFTER.get(query.reason)
    if after is not None:
        ctx.db(school.StudentRepository).change(student.id, status=after)
    announce(ctx, student, left.id, query.reason, on)
    _look_again(ctx, student)
    ctx.audited = str(held.id)
    return EnrolmentRead.of(_latest(ctx, student.id, held.id))


def announce(ctx: Ctx, student: Student, class_id: UUID, status: str, on: date) -> None:
    """Tell the pupil, where they have an account, and the class."""
    changed = EnrolmentChanged(class_id=class_id, student_id=student.id, status=status, on=on)
    ctx.emit(changed, student_user_id=student.user_id, class_id=class_id)


def _look_again(ctx: Ctx, student: Student) -> None:
    if student.user_id is not None:
        ctx.emit(AccessChanged(user_id=student.user_id), user_id=student.user_id)


def _check_day(ctx: Ctx, to: SchoolClass, on: date) -> None:
    year = ctx.db(school.YearRepository).get(to.academic_year_id)
    assert year is not None, "a class has a year"
    if not year.start_date <= on <= year.end_date:
        raise DayOutsideYear


def _latest(ctx: Ctx, student_id: UUID, enrolment_id: UUID) -> Enrolment:
    history = ctx.db(school.EnrolmentRepository).find_history(student_id)
    return next(one for one in history if one.id == enrolment_id)
