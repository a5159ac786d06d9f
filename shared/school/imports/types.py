"""Enumerations of imports."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ImportKind(StrEnum):
    """What a file is: a table of pupils, or a OneRoster archive."""

    PUPILS = "PUPILS"
    ONEROSTER = "ONEROSTER"


class ImportStatus(StrEnum):
    """Where an import stands. Nothing is changed before it is applied."""

    PLANNING = "PLANNING"
    PLANNED = "PLANNED"
    APPLYING = "APPLYING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Fate(StrEnum):
    """What becomes of a row."""

    CREATE = "CREATE"
    CHANGE = "CHANGE"
    SAME = "SAME"
    ERROR = "ERROR"
    END = "END"
    """No row of the file: the pupil is in a class that it names, and not in the file."""


WRITTEN = (Fate.CREATE, Fate.CHANGE, Fate.END)
"""The fates of rows of which something is written."""


class RowOutcome(StrEnum):
    """What was done with a planned row."""

    APPLIED = "APPLIED"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    """The records are not as they were planned from: nothing of the row was written."""


class FileProblem(StrEnum):
    """Why a file cannot be planned at all."""

    UNREADABLE = "UNREADABLE"
    ENCODING = "ENCODING"
    HEADINGS = "HEADINGS"
    """No column is a name, or two columns are the same thing."""
    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    PARTIAL = "PARTIAL"
    """The archive has only what was changed: who is not in it is not missing."""


class RowProblem(StrEnum):
    """Why a row cannot be taken as it is."""

    NAME_MISSING = "NAME_MISSING"
    INVALID = "INVALID"
    DATE_UNCLEAR = "DATE_UNCLEAR"
    """The day and the month could be either: say which comes first."""
    GENDER_UNKNOWN = "GENDER_UNKNOWN"
    CLASS_UNKNOWN = "CLASS_UNKNOWN"
    CLASS_FULL = "CLASS_FULL"
    TWICE = "TWICE"
    """Another row of the file is the same pupil, or looks so: give both a number."""
    AMBIGUOUS = "AMBIGUOUS"
    """Several pupils of the school are called so: give the number."""
    NUMBERS_DISAGREE = "NUMBERS_DISAGREE"
    """The numbers of the row are those of two pupils."""
    BEFORE_ENROLMENT = "BEFORE_ENROLMENT"
    """On the day from which the import counts the pupil was in another class, or not here yet."""


class DayOrder(StrEnum):
    """How days are written where it could be read in two ways."""

    DMY = "DMY"
    MDY = "MDY"


def progress(counts: Mapping[str, int]) -> tuple[int, int]:
    """How many rows are done, and how many have something to write, of rows by fate and outcome."""
    done = sum(counts.get(outcome, 0) for outcome in RowOutcome)
    return done, sum(counts.get(fate, 0) for fate in WRITTEN)
