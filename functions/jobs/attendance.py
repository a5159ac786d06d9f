"""Registers that nobody has taken, and pupils who are often absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.jobs.telling import tell_once
from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import notifications, school, tenants
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.realtime.channels import user_channel
from shared.school.attendance.policy import (
    AT_RISK_RATE,
    AT_RISK_SESSIONS,
    AT_RISK_SPAN,
    reminded_sessions,
    sessions_on,
)
from shared.school.events import RegisterWanted

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork

_AT_RISK = Words(
    "{count} pupils of {name} were there less than 85 % of the last four weeks",
    "សិស្ស {count} នាក់នៃថ្នាក់ {name} មានវត្តមានតិចជាង ៨៥% ក្នុងរយៈពេលបួនសប្ដាហ៍ចុងក្រោយ",
)


@job("5 * * * *")
def job_register_reminders(deps: Dependencies) -> Mapping[str, Any]:
    """Remind those who lead a class of a register that is not taken, once, by the school's clock.

    From ten o'clock on of the morning's, from four o'clock on of the afternoon's.
    """
    now = deps.clock()

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return _remind(unit, now)

    return {"reminded": sum(for_each_school(deps, visit))}


@job("0 6 * * 1")
def job_at_risk_students(deps: Dependencies) -> Mapping[str, Any]:
    """Tell who leads a class, each week, how many of its pupils were there too rarely."""
    now = deps.clock()

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            return _find_at_risk(unit, now)

    return {"pupils": sum(for_each_school(deps, visit))}


def _remind(unit: UnitOfWork, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(unit(tenants.TenantRepository).details().timezone))
    wanted = reminded_sessions(local.time())
    if not wanted:
        return 0
    day, registers = local.date(), unit(school.AttendanceRepository)
    taken = {(one.class_id, one.session) for one in registers.find_taken(day)}
    closures = unit(school.CalendarRepository).find_closures(day, day)
    reminded = 0
    for of in registers.find_class_days(day):
        for session in sessions_on(of.shift_sessions, of.shift_weekdays, day):
            closed = any(one.closes(of.class_id, session) for one in closures)
            if session not in wanted or closed or (of.class_id, session) in taken:
                continue
            key = f"register:{of.class_id}:{day}:{session}"
            leads = of.homeroom_teacher_id
            told = unit(notifications.NotificationRepository)
            if leads is None or told.lock_told(leads, key) is not None:
                continue
            event = RegisterWanted(
                class_id=of.class_id, class_name=of.class_name, date=day, session=session
            )
            emit(unit, event, user_channel(leads), now)
            reminded += 1
    return reminded


def _find_at_risk(unit: UnitOfWork, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(unit(tenants.TenantRepository).details().timezone))
    day = local.date()
    counted = unit(school.AttendanceRepository).count(day - AT_RISK_SPAN, day - timedelta(days=1))
    rare = {
        one.student_id
        for one in counted
        if one.expected >= AT_RISK_SESSIONS
        and (rate := one.figures.rate) is not None
        and rate < AT_RISK_RATE
    }
    by_class = defaultdict(list)
    for pupil in unit(school.StudentRepository).find_these(rare):
        if pupil.class_id is not None:
            by_class[pupil.class_id].append(pupil)
    for class_id, pupils in by_class.items():
        of = unit(school.SchoolClassRepository).get(class_id)
        if of is not None and of.homeroom_teacher_id is not None:
            kind = NotificationType.AT_RISK
            tell_once(
                unit,
                kind,
                to=of.homeroom_teacher_id,
                about=class_id,
                words=_AT_RISK.filled(count=str(len(pupils)), name=of.name),
                link=kind.told.link(class_id),
                key=f"at_risk:{class_id}:{day}",
                now=now,
            )
    return len(rare)
