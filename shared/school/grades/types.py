"""Enumerations of sheets of marks."""

from __future__ import annotations

from enum import StrEnum


class SheetKind(StrEnum):
    """What a sheet holds: the marks of a month, or those of the examination of a semester."""

    MONTH = "MONTH"
    EXAM = "EXAM"


class SheetStatus(StrEnum):
    """Open to the teacher, handed in and shown to families, or closed for good."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    LOCKED = "LOCKED"


class EntryState(StrEnum):
    """What stands in a cell. A blank cell has no entry: it is never a zero."""

    SCORED = "SCORED"
    ABSENT = "ABSENT"
    EXEMPT = "EXEMPT"


class AbsentMeans(StrEnum):
    """What an absence does to an average: nothing can be said yet, or it counts as nought."""

    INCOMPLETE = "INCOMPLETE"
    ZERO = "ZERO"


class GradeAction(StrEnum):
    """What a link in the chain of a sheet says."""

    ENTERED = "ENTERED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    CORRECTED = "CORRECTED"
    SUBMITTED = "SUBMITTED"
    LOCKED = "LOCKED"


class CardScope(StrEnum):
    """What a report card is about: a month, a semester, or the year."""

    MONTH = "MONTH"
    SEMESTER = "SEMESTER"
    YEAR = "YEAR"
