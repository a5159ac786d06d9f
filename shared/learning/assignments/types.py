"""Enumerations of assignments, submissions and grades."""

from __future__ import annotations

from enum import StrEnum


class AssignmentType(StrEnum):
    """How an assignment is handed in."""

    TEXT = "TEXT"
    FILE = "FILE"
    LINK = "LINK"
    VIDEO = "VIDEO"
    QUIZ = "QUIZ"  # its grade comes from the attempts of a quiz
    LIVE = "LIVE"  # its grade comes from a live game
    ON_PAPER = "ON_PAPER"  # nothing is handed in here, so nothing is late or missing

    @property
    def is_handed_in(self) -> bool:
        """Whether students hand something in with the assignment itself."""
        return self not in {self.QUIZ, self.LIVE, self.ON_PAPER}

    @property
    def can_be_missing(self) -> bool:
        """Whether it is missed by not doing it until its date."""
        return self is not self.ON_PAPER and self is not self.LIVE


class AssignmentStatus(StrEnum):
    """Who sees an assignment, and whether it takes anything."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CLOSED = "CLOSED"  # seen and graded, but nothing is handed in any more


class Keep(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "HIGHEST"
    LATEST = "LATEST"
    AVERAGE = "AVERAGE"


class SubmissionState(StrEnum):
    """Where the work of one student for one assignment stands."""

    PENDING = "PENDING"
    SUBMITTED = "SUBMITTED"
    LATE = "LATE"
    GRADED = "GRADED"
    EXCUSED = "EXCUSED"  # counts for nothing, in no total
    MISSING = "MISSING"  # its source tells who found it missing


class GradeSource(StrEnum):
    """Where a grade comes from. A later one of a machine never replaces a teacher's."""

    MANUAL = "MANUAL"
    AUTO_MISSING = "AUTO_MISSING"
    QUIZ = "QUIZ"
    LIVE = "LIVE"
    IMPORT = "IMPORT"

    @property
    def is_typed(self) -> bool:
        """Whether a person gave it."""
        return self in {self.MANUAL, self.IMPORT}


class LateInterval(StrEnum):
    """What a late policy counts."""

    HOUR = "HOUR"
    DAY = "DAY"


class ExtensionFor(StrEnum):
    """Whom other dates are for, the weakest first: a person's beat a group's, and so on."""

    CLASS = "CLASS"
    GROUP = "GROUP"
    PERSON = "PERSON"


class Spread(StrEnum):
    """How the items of a category weigh."""

    POINTS = "POINTS"  # by their points
    EQUAL = "EQUAL"  # all the same


class GradeCause(StrEnum):
    """Why a line stands in the history of a grade."""

    SUBMITTED = "SUBMITTED"
    UNSUBMITTED = "UNSUBMITTED"
    GRADED = "GRADED"
    TYPED = "TYPED"  # in the gradebook, past attempts and deductions
    IMPORTED = "IMPORTED"
    EXCUSED = "EXCUSED"
    MISSING = "MISSING"
    CLEARED = "CLEARED"
    RELEASED = "RELEASED"
    EXTENDED = "EXTENDED"  # other dates changed what is late or missing
    RUBRIC = "RUBRIC"  # a level is worth something else
    QUIZ = "QUIZ"
    LIVE = "LIVE"
