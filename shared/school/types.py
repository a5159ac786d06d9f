"""Enumerations of school records."""

from __future__ import annotations

from enum import StrEnum


class YearStatus(StrEnum):
    """Where a school year stands."""

    PLANNING = "PLANNING"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class StudentStatus(StrEnum):
    """Where a student stands."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    GRADUATED = "GRADUATED"
    TRANSFERRED = "TRANSFERRED"


class GradeBand(StrEnum):
    """Which part of school a grade belongs to: its scheme of marks goes by it."""

    PRIMARY = "PRIMARY"
    LOWER_SECONDARY = "LOWER_SECONDARY"
    UPPER_SECONDARY = "UPPER_SECONDARY"


class Session(StrEnum):
    """The half of a day for which a register is taken."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"


class EntryReason(StrEnum):
    """Why a pupil came into a class."""

    NEW = "NEW"
    TRANSFERRED_IN = "TRANSFERRED_IN"
    RETURNED = "RETURNED"
    MOVED = "MOVED"
    PROMOTED = "PROMOTED"
    REPEATED = "REPEATED"


class ExitReason(StrEnum):
    """Why a pupil left a class."""

    MOVED = "MOVED"
    TRANSFERRED_OUT = "TRANSFERRED_OUT"
    DROPPED_OUT = "DROPPED_OUT"
    PROMOTED = "PROMOTED"
    REPEATED = "REPEATED"
    GRADUATED = "GRADUATED"
    DECEASED = "DECEASED"
    OTHER = "OTHER"


class Gender(StrEnum):
    """As in the register of births."""

    FEMALE = "FEMALE"
    MALE = "MALE"


class AttendanceStatus(StrEnum):
    """Where a pupil was during a session."""

    PRESENT = "PRESENT"
    LATE = "LATE"
    ABSENT = "ABSENT"
    EXCUSED = "EXCUSED"
    PERMISSION = "PERMISSION"
    MEDICAL = "MEDICAL"


class NoticeKind(StrEnum):
    """Why a guardian says that a pupil will not come."""

    PERMISSION = "PERMISSION"
    MEDICAL = "MEDICAL"


class CalendarKind(StrEnum):
    """What a day of the calendar is for. A closure suspends registers."""

    EVENT = "EVENT"
    CLOSURE = "CLOSURE"
    EXAM = "EXAM"
    MEETING = "MEETING"


class ChangeKind(StrEnum):
    """What becomes of a lesson on one day."""

    SUBSTITUTED = "SUBSTITUTED"
    CANCELLED = "CANCELLED"
    SWAPPED = "SWAPPED"
