"""Registers: read, taken and corrected by those who teach a class, and by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import ClassNotFound, access_class, school_day
from infra.postgres import school, tenants
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, Forbidden, ValidationFailed
from shared.http.route import route
from shared.school.attendance.policy import (
    DEFAULT_SESSIONS,
    DEFAULT_WEEKDAYS,
    TOLD,
    Figures,
    needs_reason,
)
from shared.school.attendance.schemas import (
    DaySession,
    FiguresRead,
    MarkWrite,
    MonthBook,
    MonthMark,
    MonthQuery,
    MonthRow,
    RegisterEntry,
    RegisterPut,
    RegisterQuery,
    RegisterRead,
)
from shared.school.days import month_of
from shared.school.events import AttendanceMarked, RegisterTaken
from shared.school.student_schemas import TaughtClassPath
from shared.school.types import AttendanceStatus, Session

if TYPE_CHECKING:
    from infra.postgres.school import CalendarEvent, Mark, RosterEntry, SchoolClass


class NoSession(ValidationFailed):
    """The class is not at school then: another session, another day, or one to come."""

    title = "The class has no such session on this day"


class DayClosed(Conflict):
    """A closure suspends the register."""

    code = "day_closed"
    title = "The school or the class is closed then"
    cure = "Choose a day on which the class is at school; the calendar has the closures."


class NotOnRoll(ValidationFailed):
    """Somebody who is named is not in the class on that day."""

    title = "One of these pupils is not in the class on this day"


class RegisterChanged(Conflict):
    """Somebody else took or changed the register since it was read."""

    code = "register_changed"
    title = "Somebody else changed this register meanwhile: read it again"
    cure = "Read the register again, lay the marks over what it is now, and send its new version."


class CorrectionTimeOver(Forbidden):
    """48 hours after the day the office alone changes a register."""

    code = "correction_time_over"
    title = "The time for this register is over: ask the office to correct it"
    cure = "Ask the office, which may still correct the register, with a reason."


class ReasonMissing(ValidationFailed):
    """48 hours after the day a change needs a reason."""

    code = "reason_missing"
    title = "Say why the register is changed so late"
    cure = "Send a `reason` with the register."


@route(
    "GET",
    "/v1/classes/{id}/attendance",
    permission=Permission.ATTENDANCE_MARK,
    limits=("read",),
    raises=(ClassNotFound, NoSession),
)
def attendance_class(ctx: Ctx, path: TaughtClassPath, query: RegisterQuery) -> RegisterRead:
    """Read a register with the pupils of that day, taken or not.

    Of one that is not taken, notices of guardians fill in what they have announced.
    """
    day = query.date or school_day(ctx)
    of = access_class(ctx, path.id, Permission.ATTENDANCE_MARK, on=day)
    sessions = _sessions(ctx, of)
    session = query.session or sessions[0]
    if session not in sessions:
        raise NoSession
    return _read(ctx, of, day, session)


@route(
    "PUT",
    "/v1/classes/{id}/attendance",
    permission=Permission.ATTENDANCE_MARK,
    limits=("write",),
    emits=(RegisterTaken, AttendanceMarked),
    raises=(
        ClassNotFound,
        NoSession,
        DayClosed,
        NotOnRoll,
        RegisterChanged,
        CorrectionTimeOver,
        ReasonMissing,
    ),
)
def attendance_mark(ctx: Ctx, path: TaughtClassPath, body: RegisterPut) -> RegisterRead:
    """Take a register, or correct it. Who is not named is present.

    From 48 hours after the day on, the office corrects it, with a reason that is kept. What is
    the same as before writes nothing.
    """
    of = access_class(ctx, path.id, Permission.ATTENDANCE_MARK, on=body.date)
    _check_time(ctx, of, body)
    registers = ctx.db(school.AttendanceRepository)
    registers.lock_class_day(of.id, body.date, body.session)
    held = registers.get(of.id, body.date, body.session)
    # A version counts changes, so a register that was taken once has one of 1 at least.
    if (0 if held is None else held.version) != body.version:
        raise RegisterChanged
    roll = ctx.db(school.EnrolmentRepository).roster(of.id, body.date)
    named = {mark.student_id: mark for mark in body.marks}
    before = {} if held is None else registers.find_marks(held.id)
    # Who was marked and has moved since, as of that very day, may still be corrected.
    if not {pupil.student_id for pupil in roll} | before.keys() >= named.keys():
        raise NotOnRoll
    changed = _changed(roll, named, before)
    if held is None or changed:
        _write(ctx, of, body, changed, before)
    return _read(ctx, of, body.date, body.session)


@route(
    "GET",
    "/v1/classes/{id}/attendance/month",
    permission=Permission.ATTENDANCE_MARK,
    limits=("read",),
    raises=(ClassNotFound,),
)
def attendance_month(ctx: Ctx, path: TaughtClassPath, query: MonthQuery) -> MonthBook:
    """Read the book of a month: what counts, and totals with and without permission."""
    of = access_class(ctx, path.id, Permission.ATTENDANCE_MARK)
    first, last = month_of(query.month or school_day(ctx))
    registers = ctx.db(school.AttendanceRepository)
    marks: dict[UUID, list[MonthMark]] = {}
    statuses: dict[UUID, list[AttendanceStatus]] = {}
    for mark in registers.find_between(first, last, class_id=of.id):
        statuses.setdefault(mark.student_id, []).append(mark.status)
        if mark.status is not AttendanceStatus.PRESENT:
            marks.setdefault(mark.student_id, []).append(MonthMark.of(mark))
    roll = {
        pupil.student_id: pupil
        for pupil in ctx.db(school.EnrolmentRepository).roster_between(of.id, first, last)
    }
    rows = [
        MonthRow.of(
            pupil,
            marks=marks.get(pupil.student_id, []),
            figures=FiguresRead.of(Figures.of(statuses.get(pupil.student_id, []))),
        )
        for pupil in roll.values()
    ]
    taken = registers.find_registers(of.id, first, last)
    return MonthBook(
        class_id=of.id,
        class_name=of.name,
        month=first,
        sessions=[DaySession.of(one) for one in taken],
        rows=rows,
    )


def _sessions(ctx: Ctx, of: SchoolClass) -> list[Session]:
    shift = ctx.db(school.StructureRepository).get_shift(of.shift_id)
    held = DEFAULT_SESSIONS if shift is None else shift.sessions
    return [session for session in Session if session in held]


def _closure(ctx: Ctx, of: SchoolClass, day: date, session: Session) -> CalendarEvent | None:
    closures = ctx.db(school.CalendarRepository).find_closures(day, day)
    return next((one for one in closures if one.closes(of.id, session)), None)


def _check_time(ctx: Ctx, of: SchoolClass, body: RegisterPut) -> None:
    """Raise what stands against a register of that day and session at this time."""
    shift = ctx.db(school.StructureRepository).get_shift(of.shift_id)
    weekdays = DEFAULT_WEEKDAYS if shift is None else shift.weekdays
    year = ctx.db(school.YearRepository).get(of.academic_year_id)
    assert year is not None, "a class has a year"
    if (
        body.session not in _sessions(ctx, of)
        or body.date.isoweekday() not in weekdays
        or not year.start_date <= body.date <= min(year.end_date, school_day(ctx))
    ):
        raise NoSession
    if _closure(ctx, of, body.date, body.session) is not None:
        raise DayClosed
    zone = ctx.db(tenants.TenantRepository).details().timezone
    if needs_reason(body.date, ctx.now(), zone):
        if not ctx.viewer.can_everywhere(Permission.ATTENDANCE_MARK):
            raise CorrectionTimeOver
        if body.reason is None:
            raise ReasonMissing


def _changed(
    roll: Sequence[RosterEntry], named: Mapping[UUID, MarkWrite], before: Mapping[UUID, Mark]
) -> list[MarkWrite]:
    """What is marked otherwise than before: everybody of the day, and who is corrected."""
    wanted = [
        named.get(
            pupil.student_id,
            MarkWrite.model_construct(
                student_id=pupil.student_id, status=AttendanceStatus.PRESENT, remarks=None
            ),
        )
        for pupil in roll
    ]
    on_roll = {pupil.student_id for pupil in roll}
    wanted += [mark for mark in named.values() if mark.student_id not in on_roll]
    changed = []
    for mark in wanted:
        old = before.get(mark.student_id)
        if old is None or (old.status, old.remarks) != (mark.status, mark.remarks):
            changed.append(mark)
    return changed


def _write(
    ctx: Ctx,
    of: SchoolClass,
    body: RegisterPut,
    changed: Sequence[MarkWrite],
    before: Mapping[UUID, Mark],
) -> None:
    registers, now, viewer = ctx.db(school.AttendanceRepository), ctx.now(), ctx.viewer
    held = registers.get(of.id, body.date, body.session)
    register_id = ctx.new_id() if held is None else held.id
    if held is None:
        registers.insert(
            id=register_id,
            class_id=of.id,
            date=body.date,
            session=body.session,
            taken_by=viewer.user_id,
            taken_at=now,
            version=1,
        )
    else:
        registers.touch(register_id)
    if changed:
        registers.mark(
            [
                {
                    "register_id": register_id,
                    "student_id": mark.student_id,
                    "status": mark.status,
                    "remarks": mark.remarks,
                    "marked_by": viewer.user_id,
                    "marked_at": now,
                }
                for mark in changed
            ]
        )
    if body.reason is not None and changed:
        registers.correct(
            [
                {
                    "id": ctx.new_id(),
                    "register_id": register_id,
                    "student_id": mark.student_id,
                    "before": before[mark.student_id].status if mark.student_id in before else None,
                    "after": mark.status,
                    "reason": body.reason,
                    "corrected_by": viewer.user_id,
                    "corrected_at": now,
                }
                for mark in changed
            ]
        )
    taken = RegisterTaken(class_id=of.id, date=body.date, session=body.session)
    ctx.emit(taken, school_id=viewer.tenant_id)
    _tell(ctx, of.id, body, changed, before)


def _tell(
    ctx: Ctx,
    class_id: UUID,
    body: RegisterPut,
    changed: Sequence[MarkWrite],
    before: Mapping[UUID, Mark],
) -> None:
    """Tell pupils and guardians whom a new status concerns, each once."""
    told: dict[UUID, MarkWrite] = {}
    for mark in changed:
        old = before.get(mark.student_id)
        was = AttendanceStatus.PRESENT if old is None else old.status
        if was is not mark.status and TOLD & {was, mark.status}:
            told[mark.student_id] = mark
    if not told:
        return
    accounts = ctx.db(school.GuardianRepository).find_user_ids(told)
    pupils = ctx.db(school.StudentRepository).find_these(told)
    for pupil in pupils:
        people = {pupil.user_id, *accounts.get(pupil.id, [])} - {None}
        marked = AttendanceMarked(
            class_id=class_id,
            student_id=pupil.id,
            date=body.date,
            session=body.session,
            status=told[pupil.id].status,
            marked_by=ctx.viewer.user_id,
        )
        for person in sorted(people, key=str):
            ctx.emit(marked, person_id=person)


def _read(ctx: Ctx, of: SchoolClass, day: date, session: Session) -> RegisterRead:
    registers = ctx.db(school.AttendanceRepository)
    held = registers.get(of.id, day, session)
    marks = {} if held is None else registers.find_marks(held.id)
    roll = ctx.db(school.EnrolmentRepository).roster(of.id, day)
    notices = ctx.db(school.NoticeRepository).find_on([one.student_id for one in roll], day)
    closure = _closure(ctx, of, day, session)
    zone = ctx.db(tenants.TenantRepository).details().timezone
    entries = []
    for pupil in roll:
        mark, notice = marks.get(pupil.student_id), notices.get(pupil.student_id)
        announced = None if notice is None else AttendanceStatus(notice.kind)
        entries.append(
            RegisterEntry.of(
                pupil,
                status=mark.status if mark else None if held else announced,
                remarks=mark.remarks if mark else None,
                noticed=None if notice is None else notice.kind,
            )
        )
    return RegisterRead(
        class_id=of.id,
        class_name=of.name,
        date=day,
        session=session,
        sessions=_sessions(ctx, of),
        taken_at=None if held is None else held.taken_at,
        version=0 if held is None else held.version,
        needs_reason=needs_reason(day, ctx.now(), zone),
        closed_by=None if closure is None else closure.title,
        entries=entries,
    )
