"""What the office sees of a day: registers that are missing, and whom to call."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import ClassNotFound, require_class, school_day
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.school.attendance.policy import Figures, sessions_on
from shared.school.attendance.schemas import (
    AttendanceBoard,
    BoardEntry,
    BoardQuery,
    CallEntry,
    CallList,
    CallsQuery,
    FiguresRead,
    NudgeCreate,
)
from shared.school.events import RegisterWanted
from shared.school.naming import name_of_record
from shared.school.types import AttendanceStatus


class RegisterIsTaken(Conflict):
    """There is nothing to remind anybody of."""

    code = "register_is_taken"
    title = "This register is taken already"
    cure = "There is nothing to do: the register is taken."


@route("GET", "/v1/attendance/summary", permission=Permission.SCHOOL_MANAGE, limits=("read",))
def attendance_summary(ctx: Ctx, query: BoardQuery) -> AttendanceBoard:
    """Read the registers of a day: those not taken yet first, then closed and taken ones."""
    day = query.date or school_day(ctx)
    registers = ctx.db(school.AttendanceRepository)
    taken = {(one.class_id, one.session): one for one in registers.find_taken(day)}
    closures = ctx.db(school.CalendarRepository).find_closures(day, day)
    entries = []
    for of in registers.find_class_days(day):
        for session in sessions_on(of.shift_sessions, of.shift_weekdays, day):
            held = taken.get((of.class_id, session))
            closed = next((c for c in closures if c.closes(of.class_id, session)), None)
            entries.append(
                BoardEntry.of(
                    of,
                    session=session,
                    starts=of.shift_starts,
                    taken_at=None if held is None else held.taken_at,
                    present=0 if held is None else held.present,
                    absent=0 if held is None else held.absent,
                    closed_by=None if closed is None else closed.title,
                )
            )
    entries.sort(key=lambda one: (one.closed_by is not None, one.taken_at is not None))
    counting = [one for one in entries if one.closed_by is None]
    present, absent = sum(o.present for o in counting), sum(o.absent for o in counting)
    figures = Figures(expected=present + absent, present=present, absent=absent)
    return AttendanceBoard(date=day, figures=FiguresRead.of(figures), data=entries)


@route("GET", "/v1/attendance/calls", permission=Permission.SCHOOL_MANAGE, limits=("read",))
def attendance_calls(ctx: Ctx, query: CallsQuery) -> CallList:
    """List whom to call of a day: guardians without an account, of pupils who are absent.

    A pupil with a guardian who has an account is not listed: that guardian has been told. Who has
    left the school, or is suspended, reads nothing there and is called.
    """
    day = query.date or school_day(ctx)
    absent = [
        mark
        for mark in ctx.db(school.AttendanceRepository).find_between(day, day)
        if mark.status is AttendanceStatus.ABSENT
    ]
    ids = {mark.student_id for mark in absent}
    pupils = {one.id: one for one in ctx.db(school.StudentRepository).find_these(ids)}
    contacts = ctx.db(school.GuardianRepository).find_contacts(ids)
    told = {one.student_id for one in contacts if one.user_id is not None}
    data = []
    for mark in absent:
        pupil = pupils[mark.student_id]
        data += [
            CallEntry(
                student_id=pupil.id,
                student_name=name_of_record(pupil),
                class_name=pupil.class_name,
                session=mark.session,
                guardian_name=name_of_record(contact),
                phone=contact.phone,
            )
            for contact in contacts
            if contact.student_id == pupil.id and pupil.id not in told
        ]
    return CallList(date=day, data=data)


@route(
    "POST",
    "/v1/attendance/nudges",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    status=204,
    emits=(RegisterWanted,),
    raises=(ClassNotFound, RegisterIsTaken),
    audit=Audit("register.wanted", "class"),
)
def attendance_nudge(ctx: Ctx, body: NudgeCreate) -> None:
    """Remind those who lead or teach a class of a register that is not taken."""
    of = require_class(ctx, body.class_id)
    held = ctx.db(school.AttendanceRepository).get(of.id, body.date, body.session)
    if held is not None:
        raise RegisterIsTaken
    ctx.audited = str(of.id)
    wanted = RegisterWanted(
        class_id=of.id, class_name=of.name, date=body.date, session=body.session
    )
    for teacher in teachers_of(ctx, of.id, of.homeroom_teacher_id):
        ctx.emit(wanted, teacher_id=teacher)


def teachers_of(ctx: Ctx, class_id: UUID, leads: UUID | None) -> list[UUID]:
    """Who is asked for a register: who leads the class, else everybody who teaches in it."""
    if leads is not None:
        return [leads]
    return sorted(ctx.db(school.SchoolClassRepository).find_staff(class_id), key=str)
