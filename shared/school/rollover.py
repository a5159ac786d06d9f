"""How pupils go from one year to the next, without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.text.same import canonical


class YearDecision(StrEnum):
    """What the school decides of a pupil."""

    PROMOTE = "PROMOTE"
    REPEAT = "REPEAT"
    LEAVE = "LEAVE"


class Outcome(StrEnum):
    """What becomes of a pupil; of NO_CLASS and ALREADY_THERE nothing is written."""

    PROMOTED = "PROMOTED"
    REPEATED = "REPEATED"
    GRADUATED = "GRADUATED"
    LEFT = "LEFT"
    NO_CLASS = "NO_CLASS"
    ALREADY_THERE = "ALREADY_THERE"


@dataclass(frozen=True, slots=True)
class Place:
    """A class of one of the two years, with its grade."""

    class_id: UUID
    name: str
    grade_id: UUID | None
    grade_code: str
    ordinal: int | None

    @property
    def sorted_by(self) -> tuple[int, str]:
        """Its place among the classes of a year: by grade, those of none last."""
        return (1000 if self.ordinal is None else self.ordinal, self.name)


@dataclass(frozen=True, slots=True)
class Step:
    """A grade of the school, in their order."""

    grade_id: UUID
    code: str


def fate(
    decision: YearDecision, origin: Place, grades: Sequence[Step], to: Iterable[Place]
) -> tuple[Outcome, Place | None]:
    """What becomes of a pupil of a class, and in which class of the next year they will be.

    It is the class of the new grade whose name ends as that of the old one, such as 8A after 7A,
    whatever digits and blanks the two are written with; where no name fits, the only class of the
    grade.
    """
    if decision is YearDecision.LEAVE:
        return Outcome.LEFT, None
    places = [step.grade_id for step in grades]
    if origin.grade_id not in places:
        return Outcome.NO_CLASS, None
    at = places.index(origin.grade_id) + (decision is YearDecision.PROMOTE)
    if at == len(grades):
        return Outcome.GRADUATED, None
    wanted = grades[at]
    of_grade = [place for place in to if place.grade_id == wanted.grade_id]
    ending = _ending(origin.name, origin.grade_code)
    named = [place for place in of_grade if _ending(place.name, wanted.code) == ending]
    found = named if len(named) == 1 else of_grade
    if len(found) != 1:
        return Outcome.NO_CLASS, None
    done = Outcome.PROMOTED if decision is YearDecision.PROMOTE else Outcome.REPEATED
    return done, found[0]


def _ending(name: str, code: str) -> str:
    """What tells a class from the others of its grade."""
    whole, grade = (canonical(text).replace(" ", "") for text in (name, code))
    return whole.removeprefix(grade)
