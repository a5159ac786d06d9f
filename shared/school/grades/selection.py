"""Which averages are meant: of a month, a semester or the year; and of whom, on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared.school.grades.averages import Average, Composed
from shared.school.grades.periods import current_period, last_day, period_in
from shared.school.grades.standings import EXAM, Book, Period, Term
from shared.school.grades.types import CardScope

WHOLE_TERM, WHOLE_YEAR = "SEMESTER", "YEAR"


class NoSuchPeriod(ValueError):
    """The year has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A month, a semester or the year, with the sheets that it is made of."""

    scope: CardScope
    key: str
    term: Term | None
    month: Period | None
    terms: Sequence[Term]
    starts: date
    ends: date

    def roster_day(self, today: date) -> date:
        """The day whose roster is ranked."""
        return last_day(self.ends, self.starts, today)

    @property
    def periods(self) -> list[Period]:
        """The periods with sheets that it is made of, in their order."""
        if self.month is not None:
            return [self.month]
        terms = self.terms if self.term is None else [self.term]
        return [
            period
            for term in terms
            for period in (*(month for month in term.months if month.counts), term.exam)
        ]

    def covers(self, term_id: UUID, key: str) -> bool:
        """Whether a mark of this period is in it."""
        return any(period.term_id == term_id and period.key == key for period in self.periods)

    def average(self, book: Book, student_id: UUID) -> Average | Composed:
        """The average of a pupil."""
        if self.month is not None:
            return book.average(student_id, self.month)
        if self.term is not None:
            return book.semester(student_id, self.term)
        return book.year(student_id)

    def figures(self, book: Book, pupils: Sequence[UUID]) -> Mapping[UUID, Decimal | None]:
        """The printed averages of these pupils."""
        return {student_id: self.average(book, student_id).figure for student_id in pupils}


def select(
    terms: Sequence[Term], scope: CardScope, term_id: UUID | None, key: str | None, today: date
) -> Selection:
    """What is meant; what is not said is what is going on. Raises NoSuchPeriod."""
    if not terms:
        raise NoSuchPeriod
    if scope is CardScope.YEAR:
        return Selection(scope, WHOLE_YEAR, None, None, terms, terms[0].starts, terms[-1].ends)
    current = current_period(terms, today)
    wanted = term_id or (terms[0].id if current is None else current.term_id)
    term = next((one for one in terms if one.id == wanted), None)
    if term is None:
        raise NoSuchPeriod
    if scope is CardScope.SEMESTER:
        return Selection(scope, WHOLE_TERM, term, None, terms, term.starts, term.ends)
    begun = current_period([term], today)
    month = begun if key is None else period_in([term], term.id, key)
    if month is None or key == EXAM:
        raise NoSuchPeriod
    return Selection(scope, month.key, term, month, terms, month.starts, month.ends)
