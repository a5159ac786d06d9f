"""How pupils go from one year to the next."""

from __future__ import annotations

import pytest

from shared.school.rollover import Outcome, Place, Step, YearDecision, fate
from tests.areas.people.factories.people import new_id

SEVEN, EIGHT = Step(new_id(), "7"), Step(new_id(), "8")
GRADES = (SEVEN, EIGHT)


def place(name: str, step: Step | None) -> Place:
    code = "" if step is None else step.code
    return Place(new_id(), name, None if step is None else step.grade_id, code, None)


def test_a_class_goes_on_together() -> None:
    to = [place("8A", EIGHT), place("8B", EIGHT), place("7B", SEVEN), place("7A", SEVEN)]
    origin = place("7B", SEVEN)
    assert fate(YearDecision.PROMOTE, origin, GRADES, to) == (Outcome.PROMOTED, to[1])
    assert fate(YearDecision.REPEAT, origin, GRADES, to) == (Outcome.REPEATED, to[2])
    assert fate(YearDecision.LEAVE, origin, GRADES, to) == (Outcome.LEFT, None)


@pytest.mark.parametrize(
    ("old", "new"), [("៧ក", "៨ក"), ("7ក", "៨ ក"), ("７Ａ", "8a"), ("7 A", "8A")]
)
def test_classes_go_on_together_whatever_they_are_written_with(old: str, new: str) -> None:
    to = [place("៨ខ", EIGHT), place(new, EIGHT)]
    assert fate(YearDecision.PROMOTE, place(old, SEVEN), GRADES, to) == (Outcome.PROMOTED, to[1])


def test_the_last_grade_graduates() -> None:
    assert fate(YearDecision.PROMOTE, place("8A", EIGHT), GRADES, []) == (Outcome.GRADUATED, None)


def test_where_no_name_fits_the_only_class_does_and_else_none() -> None:
    only, others = [place("Eight", EIGHT)], [place("Red", EIGHT), place("Blue", EIGHT)]
    origin = place("7C", SEVEN)
    assert fate(YearDecision.PROMOTE, origin, GRADES, only) == (Outcome.PROMOTED, only[0])
    assert fate(YearDecision.PROMOTE, origin, GRADES, others) == (Outcome.NO_CLASS, None)
    assert fate(YearDecision.PROMOTE, place("7A", None), GRADES, only) == (Outcome.NO_CLASS, None)
