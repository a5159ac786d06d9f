"""Attendance as pupils and guardians see it, and notices that a pupil will not come."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import StudentNotFound, access_student, school_day
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden, NotFound, ValidationFailed
from shared.http.route import route
from shared.school.attendance.policy import Figures
from shared.school.attendance.schemas import (
    ChildList,
    ChildRead,
    FiguresRead,
    NoticeCreate,
    NoticeList,
    NoticePath,
    NoticeRead,
    StudentAttendance,
    StudentAttendanceQuery,
    StudentMark,
)
from shared.school.days import month_of
from shared.school.student_schemas import OwnStudentPath
from shared.school.types import AttendanceStatus

_LONGEST = timedelta(days=60)
_LISTED = timedelta(days=120)


class NoticeNotFound(NotFound):
    """There is no such notice of the pupil."""

    title = "Notice not found"


class NoticeForGuardians(Forbidden):
    """Guardians and the office announce an absence; the pupil does not."""

    code = "notice_for_guardians"
    title = "A guardian or the office announces an absence"
    cure = "Ask a guardian of the pupil or the office to announce the absence."


class NoticeTooLate(ValidationFailed):
    """A notice is for days to come, of two months at most."""

    title = "A notice is for today or later, and for two months at most"


@route(
    "GET",
    "/v1/students/{id}/attendance",
    permission=Permission.ATTENDANCE_READ,
    limits=("read",),
    raises=(StudentNotFound,),
)
def attendance_student(
    ctx: Ctx, path: OwnStudentPath, query: StudentAttendanceQuery
) -> StudentAttendance:
    """Read how often a pupil was there, in all classes of the time together."""
    access_student(ctx, path.id, Permission.ATTENDANCE_READ)
    first, last = _span(ctx, query)
    registers = ctx.db(school.AttendanceRepository)
    found = registers.find_between(first, last, student_ids=[path.id])
    marks = [one for one in found if one.status is not AttendanceStatus.PRESENT]
    return StudentAttendance(
        first=first,
        last=last,
        figures=FiguresRead.of(Figures.of(one.status for one in found)),
        marks=[StudentMark.of(one) for one in reversed(marks)],
    )


@route(
    "GET",
    "/v1/students/{id}/absence-notices",
    permission=Permission.ATTENDANCE_READ,
    limits=("read",),
    raises=(StudentNotFound,),
)
def absence_notices_list(ctx: Ctx, path: OwnStudentPath) -> NoticeList:
    """List a pupil's notices of the last months and of days to come, the latest first."""
    access_student(ctx, path.id, Permission.ATTENDANCE_READ)
    found = ctx.db(school.NoticeRepository).find_of(path.id, school_day(ctx) - _LISTED)
    return NoticeList(data=[NoticeRead.of(one) for one in found])


@route(
    "POST",
    "/v1/students/{id}/absence-notices",
    permission=Permission.ATTENDANCE_READ,
    limits=("write",),
    status=201,
    raises=(StudentNotFound, NoticeForGuardians, NoticeTooLate),
)
def absence_notices_create(ctx: Ctx, path: OwnStudentPath, body: NoticeCreate) -> NoticeRead:
    """Say that a pupil will not come. It fills registers in; whoever takes them decides."""
    _require_guardian(ctx, path.id)
    if body.first_day < school_day(ctx) or body.last_day - body.first_day > _LONGEST:
        raise NoticeTooLate
    notices, notice_id = ctx.db(school.NoticeRepository), ctx.new_id()
    notices.insert(
        id=notice_id,
        student_id=path.id,
        **body.model_dump(),
        made_by=ctx.viewer.user_id,
        created_at=ctx.now(),
    )
    return _notice(ctx, path.id, notice_id)


@route(
    "DELETE",
    "/v1/students/{id}/absence-notices/{noticeId}",
    permission=Permission.ATTENDANCE_READ,
    limits=("write",),
    raises=(StudentNotFound, NoticeForGuardians, NoticeNotFound),
)
def absence_notices_withdraw(ctx: Ctx, path: NoticePath) -> NoticeRead:
    """Take a notice back. It stays to be seen; registers that are taken stay as they are."""
    _require_guardian(ctx, path.id)
    if ctx.db(school.NoticeRepository).get(path.id, path.notice_id) is None:
        raise NoticeNotFound
    ctx.db(school.NoticeRepository).withdraw(path.notice_id, ctx.now())
    return _notice(ctx, path.id, path.notice_id)


@route("GET", "/v1/users/me/children", permission=Permission.ATTENDANCE_READ, limits=("read",))
def users_children(ctx: Ctx) -> ChildList:
    """List the caller's children, with how this month went for each."""
    children = ctx.db(school.StudentRepository).find_children(ctx.viewer.user_id)
    ids, today = [child.id for child in children], school_day(ctx)
    registers = ctx.db(school.AttendanceRepository)
    counted = {
        one.student_id: one.figures for one in registers.count(*month_of(today), student_ids=ids)
    }
    now = {
        one.student_id: one.status for one in registers.find_between(today, today, student_ids=ids)
    }
    notices = ctx.db(school.NoticeRepository).find_on(ids, today)
    data = [
        ChildRead.of(
            child,
            today=now.get(child.id),
            absent_until=notices[child.id].last_day if child.id in notices else None,
            month=FiguresRead.of(counted.get(child.id, Figures())),
        )
        for child in children
    ]
    return ChildList(data=data)


def _require_guardian(ctx: Ctx, student_id: UUID) -> None:
    """Raise StudentNotFound for a stranger, NoticeForGuardians for who only knows the pupil."""
    access_student(ctx, student_id, Permission.ATTENDANCE_READ)
    if ctx.viewer.can_everywhere(Permission.ATTENDANCE_READ):
        return
    relation = ctx.db(school.StudentRepository).relation(
        ctx.viewer.user_id, student_id, school_day(ctx)
    )
    if not relation.is_guardian:
        raise NoticeForGuardians


def _span(ctx: Ctx, query: StudentAttendanceQuery) -> tuple[date, date]:
    today = school_day(ctx)
    year = ctx.db(school.YearRepository).get_current()
    begins = today - timedelta(days=365) if year is None else year.start_date
    return query.first or min(begins, today), query.last or today


def _notice(ctx: Ctx, student_id: UUID, notice_id: UUID) -> NoticeRead:
    found = ctx.db(school.NoticeRepository).get(student_id, notice_id)
    assert found is not None, "there a moment ago"
    return NoticeRead.of(found)
