"""Terms and periods as rules: from the rows of a year to what averages are made of."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.school.grades.standings import EXAM, Period, Term


@dataclass(frozen=True, slots=True)
class TermMonth:
    """A term, and one of its months, if it has any."""

    id: UUID
    name: str
    name_kh: str | None
    start_date: date
    end_date: date
    month: date | None
    counts: bool | None


def month_key(month: date) -> str:
    """A month as periods name it: ``2026-11``."""
    return f"{month:%Y-%m}"


def terms_of(rows: Iterable[TermMonth]) -> list[Term]:
    """The terms of these rows, in their order, each with its months."""
    found: dict[UUID, Term] = {}
    for row in rows:
        term = found.get(row.id) or Term(row.id, row.name, row.start_date, row.end_date, ())
        if row.month is not None:
            last = calendar.monthrange(row.month.year, row.month.month)[1]
            month = Period(
                row.id,
                month_key(row.month),
                row.month,
                row.month.replace(day=last),
                bool(row.counts),
            )
            months = (*term.months, month)
            term = Term(term.id, term.name, term.starts, term.ends, months)
        found[row.id] = term
    return list(found.values())


def period_in(terms: Iterable[Term], term_id: UUID, key: str) -> Period | None:
    """The period of a term, or None."""
    for term in terms:
        if term.id == term_id:
            if key == EXAM:
                return term.exam
            return next((month for month in term.months if month.key == key), None)
    return None


def current_period(terms: Iterable[Term], today: date) -> Period | None:
    """The month that is going on, or the last one that has begun; the first before the year."""
    months = [month for term in terms for month in term.months]
    begun = [month for month in months if month.starts <= today]
    return begun[-1] if begun else next(iter(months), None)


def roster_days(period: Period, today: date) -> tuple[date, date]:
    """From when to when somebody in the class belongs on the sheet of a period.

    On that of a month whoever was there in it; on that of an examination whoever is there at the
    end of the term, or now.
    """
    if period.is_exam:
        return max(period.starts, min(today, period.ends)), period.ends
    return period.starts, period.ends


def last_day(period_ends: date, period_starts: date, today: date) -> date:
    """The day whose roster is ranked: the last of the period, or today while it lasts."""
    return max(period_starts, min(today, period_ends))
