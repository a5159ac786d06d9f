"""Averages that explain themselves.

Everything is computed exactly and rounded once, half up, when it is printed; comparisons (ranks,
mentions, pass marks) use the printed figure, so that two equal figures on paper are never apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from uuid import UUID

from shared.school.grades.scheme import Scheme
from shared.school.grades.types import AbsentMeans, EntryState

_HUNDREDTHS = 100
_NOTHING, _ONE = Decimal(0), Decimal(1)


def printed(value: Fraction) -> Decimal:
    """The figure with two places, half up; no figure of a school is negative."""
    if value < 0:
        raise ValueError("a mark is not negative")
    return Decimal((2 * value * _HUNDREDTHS + 1) // 2).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a pupil has in one subject of a period: None for a blank cell.

    ``maximum`` is of the sheet where the mark stands, which may be that of a class before;
    ``carried`` says so. ``coefficient`` is what the subject weighs where the pupil is now.
    """

    subject_id: UUID
    coefficient: Decimal
    maximum: Decimal
    state: EntryState | None
    score: Decimal | None = None
    bonus: bool = False
    carried: bool = False

    def __post_init__(self) -> None:
        if self.coefficient <= 0 or self.maximum <= 0:
            raise ValueError("a subject has a coefficient and a maximum")
        if (self.state is EntryState.SCORED) != (self.score is not None):
            raise ValueError("a score is there when it was scored, and only then")
        if self.score is not None and not 0 <= self.score <= self.maximum:
            raise ValueError("a score lies between 0 and its maximum")


@dataclass(frozen=True, slots=True)
class Part:
    """What one subject adds: ``points`` to the sum above the line, ``weight`` to that below it."""

    mark: Mark
    points: Fraction
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Average:
    """An average and the parts that it is made of; ``exact`` is None while something is missing.

    ``missing`` are the subjects without which nothing can be said.
    """

    parts: tuple[Part, ...]
    missing: tuple[UUID, ...]
    exact: Fraction | None

    @property
    def figure(self) -> Decimal | None:
        """What is printed."""
        return None if self.exact is None else printed(self.exact)


def average(marks: Iterable[Mark], scheme: Scheme) -> Average:
    """The average of a period: the sum of scores through the sum of coefficients.

    A score carries its coefficient already where its maximum is full mark times coefficient; any
    other maximum is brought to that first. Exempt subjects are on neither side. A bonus subject
    adds what lies above its half, without a coefficient, and no average exceeds the full mark.
    """
    parts, missing = [], []
    for mark in marks:
        part = _part(mark, scheme)
        if part is not None:
            parts.append(part)
        elif mark.state is not EntryState.EXEMPT and not mark.bonus:
            missing.append(mark.subject_id)
    weight = _total([part.weight for part in parts])
    if missing or not weight:
        return Average(tuple(parts), tuple(missing), None)
    points = _total([part.points for part in parts])
    return Average(tuple(parts), (), min(points / weight, Fraction(scheme.full_mark)))


def _part(mark: Mark, scheme: Scheme) -> Part | None:
    if mark.bonus and not scheme.bonus_subjects:
        return None
    if mark.state is EntryState.SCORED and mark.score is not None:
        score = mark.score
    elif mark.state is EntryState.ABSENT and scheme.absent_means is AbsentMeans.ZERO:
        score = _NOTHING
    else:
        return None
    if mark.bonus:
        above = _points(score, mark.maximum, scheme.full_mark, _ONE) - _exactly(scheme.pass_mark)
        return Part(mark, max(above, Fraction(0)), Fraction(0))
    points = _points(score, mark.maximum, scheme.full_mark, mark.coefficient)
    return Part(mark, points, _exactly(mark.coefficient))


def _total(values: Sequence[Fraction]) -> Fraction:
    """Their sum over one denominator: the steps in between need no lowest terms."""
    below = lcm(*(value.denominator for value in values))
    return Fraction(sum(one.numerator * (below // one.denominator) for one in values), below)


# A class has thousands of marks, and few different ones: fractions are slow to make.
@lru_cache(maxsize=8192)
def _points(score: Decimal, maximum: Decimal, full_mark: Decimal, coefficient: Decimal) -> Fraction:
    return Fraction(score) * Fraction(full_mark * coefficient) / Fraction(maximum)


@lru_cache(maxsize=1024)
def _exactly(value: Decimal) -> Fraction:
    return Fraction(value)


@dataclass(frozen=True, slots=True)
class Composed:
    """An average of averages, and those that it is made of, by name.

    ``absent`` are those for which the pupil was not here: before they came, or while they were
    away. That is not zero. ``missing`` are those that the pupil should have and has not.
    """

    parts: tuple[tuple[str, Fraction], ...]
    absent: tuple[str, ...]
    missing: tuple[str, ...]
    exact: Fraction | None

    @property
    def figure(self) -> Decimal | None:
        """What is printed."""
        return None if self.exact is None else printed(self.exact)


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a composition: ``expected`` is false where the pupil was not there yet."""

    name: str
    exact: Fraction | None
    expected: bool = True


def semester(months: Sequence[Span], exam: Span) -> Composed:
    """The mean of the months that count, and the examination, half each.

    Who came after the last month has the examination alone.
    """
    parts, absent, missing = _sorted((*months, exam))
    monthly = [exact for name, exact in parts if name != exam.name]
    if missing or exam.exact is None:
        return Composed(parts, absent, missing or (exam.name,), None)
    if not monthly:
        return Composed(parts, absent, (), exam.exact)
    mean = sum(monthly, Fraction(0)) / len(monthly)
    return Composed(parts, absent, (), (mean + exam.exact) / 2)


def year(semesters: Sequence[Span]) -> Composed:
    """The mean of the semesters that the pupil was there for."""
    parts, absent, missing = _sorted(semesters)
    if missing or not parts:
        return Composed(parts, absent, missing, None)
    exact = sum((exact for _, exact in parts), Fraction(0)) / len(parts)
    return Composed(parts, absent, (), exact)


def _sorted(
    spans: Iterable[Span],
) -> tuple[tuple[tuple[str, Fraction], ...], tuple[str, ...], tuple[str, ...]]:
    listed = tuple(spans)
    without = [span for span in listed if span.exact is None]
    return (
        tuple((span.name, span.exact) for span in listed if span.exact is not None),
        tuple(span.name for span in without if not span.expected),
        tuple(span.name for span in without if span.expected),
    )
