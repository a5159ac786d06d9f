"""Registers, what is marked in them, notices of absence, and the days of the calendar."""

from __future__ import annotations

from sqlalchemy import ARRAY, CheckConstraint, Date, Index, Text, Time, UniqueConstraint

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    counter,
    identifier,
    instant,
    is_member,
    key,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school
from shared.school.types import AttendanceStatus, CalendarKind, NoticeKind, Session

# A register without a row was not taken, which is not the same as everybody being there.
attendance_registers = table(
    "attendance_registers",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("class_id"),
    column("date", Date(), Data.FACT),
    *choice("session", Session),
    identifier("taken_by"),
    instant("taken_at", nullable=False),
    counter("version"),
    UniqueConstraint("tenant_id", "class_id", "date", "session"),
    belongs_to_tenant(),
    same_tenant("class_id", "classes"),
    is_member("taken_by"),
    Index(None, "tenant_id", "date"),
)

attendance_marks = table(
    "attendance_marks",
    of_school(Retention.RECORD),
    tenant_id(),
    key("register_id"),
    key("student_id"),
    *choice("status", AttendanceStatus),
    words("remarks", Data.PERSONAL, nullable=True),
    identifier("marked_by"),
    instant("marked_at", nullable=False),
    same_tenant("register_id", "attendance_registers"),
    same_tenant("student_id", "students"),
    is_member("marked_by"),
    Index(None, "tenant_id", "student_id"),
)

# What was changed after the time for it, and why. Rows are only added.
attendance_corrections = table(
    "attendance_corrections",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("register_id"),
    identifier("student_id"),
    *choice("before", AttendanceStatus, nullable=True),
    *choice("after", AttendanceStatus),
    words("reason", Data.PERSONAL),
    identifier("corrected_by"),
    instant("corrected_at", nullable=False),
    same_tenant("register_id", "attendance_registers"),
    same_tenant("student_id", "students"),
    is_member("corrected_by"),
    Index(None, "tenant_id", "register_id"),
)

absence_notices = table(
    "absence_notices",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("student_id"),
    column("first_day", Date(), Data.FACT),
    column("last_day", Date(), Data.FACT),
    *choice("kind", NoticeKind),
    words("reason", Data.PERSONAL, nullable=True),
    identifier("made_by"),
    instant("created_at", nullable=False),
    instant("withdrawn_at"),
    CheckConstraint("first_day <= last_day", name="order"),
    belongs_to_tenant(),
    same_tenant("student_id", "students"),
    is_member("made_by"),
    Index(None, "tenant_id", "student_id", "last_day"),
)

calendar_events = table(
    "calendar_events",
    of_school(),
    tenant_id(),
    identifier(),
    *choice("kind", CalendarKind),
    words("title", Data.FACT),
    words("title_kh", Data.FACT, nullable=True),
    # None: the whole school's.
    identifier("class_id", nullable=True),
    column("first_day", Date(), Data.FACT),
    column("last_day", Date(), Data.FACT),
    # None: all day.
    column("starts", Time(), Data.FACT, nullable=True),
    column("ends", Time(), Data.FACT, nullable=True),
    # Of a closure: the sessions that it takes; all where none is named.
    column("sessions", ARRAY(Text()), Data.FACT, default="'{}'"),
    words("location", Data.FACT, nullable=True),
    # As calendars count changes (RFC 5545); a cancelled one stays, so that they drop it too.
    counter("sequence"),
    instant("cancelled_at"),
    identifier("created_by"),
    stamped("created_at"),
    stamped("updated_at"),
    CheckConstraint("first_day <= last_day", name="days"),
    CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="times"),
    belongs_to_tenant(),
    same_tenant("class_id", "classes"),
    is_member("created_by"),
    Index(None, "tenant_id", "first_day", "last_day"),
)
