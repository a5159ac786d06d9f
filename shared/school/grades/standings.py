"""Where the pupils of a class stand in a month, a semester or the year: pure, from what was read.

A pupil's marks are theirs, whichever class they were given in: who moves is ranked where they are
at the end, with every mark once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from shared.school.grades.averages import Average, Composed, Mark, Span, average, semester, year
from shared.school.grades.ranks import ranked, ranks
from shared.school.grades.scheme import Scheme
from shared.school.grades.types import EntryState, SheetKind

EXAM = str(SheetKind.EXAM)


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject as it is offered to the class."""

    subject_id: UUID
    coefficient: Decimal
    max_score: Decimal
    is_bonus: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A month of a term, or its examination; ``starts`` and ``ends`` are its first and last day."""

    term_id: UUID
    key: str
    starts: date
    ends: date
    counts: bool = True

    @property
    def is_exam(self) -> bool:
        """Whether it is the examination of its term."""
        return self.key == EXAM


@dataclass(frozen=True, slots=True)
class Term:
    """A semester with its months and its examination."""

    id: UUID
    name: str
    starts: date
    ends: date
    months: tuple[Period, ...]

    @property
    def exam(self) -> Period:
        """The examination, for which whoever is there at the end of the term is expected."""
        return Period(self.id, EXAM, self.starts, self.ends)


class Entry(NamedTuple):
    """What stands in a cell of a sheet that was handed in. A class has thousands in a year."""

    student_id: UUID
    class_id: UUID
    subject_id: UUID
    term_id: UUID
    period: str
    state: EntryState
    score: Decimal | None
    max_score: Decimal


class Stay(NamedTuple):
    """A pupil's time in a class; ``ended_on`` is the first day on which they are not there."""

    started_on: date
    ended_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the pupil was there on a day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Book:
    """What a class's averages are made of.

    ``sheets`` are those of the class that were handed in, as (subject, term, period); ``stays`` are
    the times of each pupil in the classes of the year.
    """

    class_id: UUID
    scheme: Scheme
    taught: Sequence[Taught]
    terms: Sequence[Term]
    sheets: frozenset[tuple[UUID, UUID, str]]
    entries: Sequence[Entry]
    stays: Mapping[UUID, Sequence[Stay]]
    _made: dict[tuple[UUID, UUID, str], Average] = field(default_factory=dict)

    @cached_property
    def _cells(self) -> Mapping[tuple[UUID, str], Mapping[UUID, Mapping[UUID, Entry]]]:
        """By period, pupil and subject; who has no mark of a period is not in it."""
        found: dict[tuple[UUID, str], dict[UUID, dict[UUID, Entry]]] = {}
        for one in self.entries:
            pupils = found.setdefault((one.term_id, one.period), {})
            pupils.setdefault(one.student_id, {})[one.subject_id] = one
        return found

    def _theirs(self, student_id: UUID, period: Period) -> Mapping[UUID, Entry]:
        return self._cells.get((period.term_id, period.key), {}).get(student_id, {})

    @cached_property
    def _held(self) -> frozenset[tuple[UUID, str]]:
        """The periods of which the class has a sheet that was handed in."""
        return frozenset((term_id, period) for _, term_id, period in self.sheets)

    def marks(self, student_id: UUID, period: Period) -> list[Mark]:
        """The pupil's marks of a period, in the order of subjects; blank where one is expected."""
        found, theirs = [], self._theirs(student_id, period)
        for taught in self.taught:
            cell = theirs.get(taught.subject_id)
            if cell is None and not self._expects(taught, period):
                continue
            found.append(
                Mark(
                    taught.subject_id,
                    taught.coefficient,
                    taught.max_score if cell is None else cell.max_score,
                    None if cell is None else cell.state,
                    None if cell is None else cell.score,
                    bonus=taught.is_bonus,
                    carried=cell is not None and cell.class_id != self.class_id,
                )
            )
        return found

    def average(self, student_id: UUID, period: Period) -> Average:
        """The average of a period."""
        key = (student_id, period.term_id, period.key)
        if key not in self._made:
            self._made[key] = average(self.marks(student_id, period), self.scheme)
        return self._made[key]

    def semester(self, student_id: UUID, term: Term) -> Composed:
        """The average of a semester: of the months that count and were held, and its exam.

        A month in which the pupil is exempt from everything is on neither side, as a subject is.
        """
        months = [
            self._span(student_id, month)
            for month in term.months
            if month.counts
            and self._was_held(student_id, month)
            and not self._weighs_nothing(student_id, month)
        ]
        return semester(months, self._span(student_id, term.exam))

    def year(self, student_id: UUID) -> Composed:
        """The average of the year."""
        spans = []
        for term in self.terms:
            made = self.semester(student_id, term)
            expected = self._was_there(student_id, term.exam)
            spans.append(Span(str(term.id), made.exact, expected=expected))
        return year(spans)

    def _expects(self, taught: Taught, period: Period) -> bool:
        if (taught.subject_id, period.term_id, period.key) in self.sheets:
            return True
        every = period.is_exam or self.scheme.every_subject_monthly
        return every and not taught.is_bonus

    def _was_held(self, student_id: UUID, period: Period) -> bool:
        """Whether the class, or the pupil elsewhere, has any mark of the period."""
        held = (period.term_id, period.key) in self._held
        return held or bool(self._theirs(student_id, period))

    def _weighs_nothing(self, student_id: UUID, period: Period) -> bool:
        made = self.average(student_id, period)
        return made.exact is None and not made.missing

    @cached_property
    def _days(self) -> Mapping[UUID, tuple[date, date]]:
        return {term.id: (term.starts, term.ends) for term in self.terms}

    def _was_there(self, student_id: UUID, period: Period) -> bool:
        """Whether a pupil is expected to have marks.

        Who came or left within a month, or was away, and has none is not. An examination is at the
        end of its term: who is there on that day takes part. A term may begin within a month.
        """
        if self._theirs(student_id, period):
            return True
        first, last = self._days.get(period.term_id, (period.starts, period.ends))
        needed: tuple[date, ...] = (period.ends,)
        if not period.is_exam:
            needed = (max(first, period.starts), min(last, period.ends))
        stays = self.stays[student_id]
        return all(any(stay.holds(day) for stay in stays) for day in needed)

    def _span(self, student_id: UUID, period: Period) -> Span:
        expected = self._was_there(student_id, period)
        exact = self.average(student_id, period).exact if expected else None
        return Span(period.key, exact, expected=expected)


@dataclass(frozen=True, slots=True)
class Standing:
    """A pupil's printed average with its rank out of how many, or neither while incomplete."""

    student_id: UUID
    figure: Decimal | None
    rank: int | None
    out_of: int
    mention: str | None


def standings(figures: Mapping[UUID, Decimal | None], scheme: Scheme) -> list[Standing]:
    """Where everybody stands, in the order given."""
    places, out_of = ranks(figures), ranked(figures)
    return [
        Standing(
            student_id,
            figure,
            places[student_id],
            out_of,
            None if figure is None else scheme.mention(figure).code,
        )
        for student_id, figure in figures.items()
    ]
