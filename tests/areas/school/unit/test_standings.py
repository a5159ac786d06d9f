"""Where the pupils of a class stand, from their marks of this class and of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared.school.grades.scheme import PRESETS
from shared.school.grades.standings import (
    EXAM,
    Book,
    Entry,
    Period,
    Stay,
    Taught,
    Term,
    standings,
)
from shared.school.grades.types import EntryState
from shared.school.types import GradeBand

SCHEME = PRESETS[GradeBand.LOWER_SECONDARY]
A7, B7 = UUID(int=1), UUID(int=2)
MATHS, ICT = UUID(int=11), UUID(int=12)
SOK, DARA, NEW = UUID(int=21), UUID(int=22), UUID(int=23)
S1, S2 = UUID(int=31), UUID(int=32)


def month(term: UUID, year: int, number: int, *, counts: bool = True) -> Period:
    key = f"{year}-{number:02}"
    return Period(term, key, date(year, number, 1), date(year, number, 28), counts)


TERMS = (
    Term(
        S1,
        "Semester 1",
        date(2026, 11, 1),
        date(2027, 3, 31),
        tuple(month(S1, 2026 + (n < 11), n) for n in (11, 12, 1, 2)),
    ),
    Term(S2, "Semester 2", date(2027, 4, 1), date(2027, 8, 31), (month(S2, 2027, 4),)),
)
NOV, DEC, JAN, FEB = TERMS[0].months


def entry(
    student: UUID,
    period: Period,
    score: str,
    *,
    subject: UUID = MATHS,
    where: UUID = B7,
    maximum: str = "50",
) -> Entry:
    of = (student, where, subject, period.term_id, period.key)
    return Entry(*of, EntryState.SCORED, Decimal(score), Decimal(maximum))


def book(*entries: Entry, taught: int = 1, stays: dict[UUID, list[Stay]] | None = None) -> Book:
    subjects = [Taught(MATHS, Decimal(1), Decimal(50)), Taught(ICT, Decimal(1), Decimal(50))]
    sheets = {(e.subject_id, e.term_id, e.period) for e in entries if e.class_id == B7}
    there = {one: [Stay(date(2026, 11, 1), None)] for one in (SOK, DARA, NEW)} | (stays or {})
    return Book(B7, SCHEME, subjects[:taught], TERMS, frozenset(sheets), entries, there)


def test_who_joined_in_january_has_no_zeros_before() -> None:
    """January 40 and 42 in the examination make 41.00."""
    entries = (
        *(entry(SOK, month, "30") for month in (NOV, DEC, JAN)),
        entry(SOK, TERMS[0].exam, "30"),
        entry(NEW, JAN, "40"),
        entry(NEW, TERMS[0].exam, "42"),
    )
    made = book(*entries, stays={NEW: [Stay(date(2027, 1, 5), None)]})
    assert made.semester(NEW, TERMS[0]).figure == Decimal("41.00")
    assert made.semester(NEW, TERMS[0]).absent == ("2026-11", "2026-12")
    assert made.semester(SOK, TERMS[0]).figure == Decimal("30.00")


def test_a_mark_of_the_class_before_is_carried_and_counted_once() -> None:
    """Moved from 7A to 7B on 10 February: ranked in 7B with February's mark of 7A."""
    made = book(
        entry(SOK, FEB, "44", where=A7),
        entry(DARA, FEB, "40"),
    )
    (mark,) = made.marks(SOK, FEB)
    assert (mark.carried, mark.score) == (True, Decimal(44))
    figures = {pupil: made.average(pupil, FEB).figure for pupil in (SOK, DARA)}
    found = standings(figures, SCHEME)
    assert [(s.figure, s.rank, s.out_of, s.mention) for s in found] == [
        (Decimal("44.00"), 1, 2, "B"),
        (Decimal("40.00"), 2, 2, "B"),
    ]


def test_a_carried_mark_counts_where_the_new_class_has_no_sheet() -> None:
    made = book(entry(SOK, FEB, "44", where=A7))
    assert made.average(SOK, FEB).figure == Decimal("44.00")
    assert made.semester(SOK, TERMS[0]).missing == (EXAM,)


def test_a_carried_mark_keeps_its_own_maximum() -> None:
    made = book(entry(SOK, FEB, "80", where=A7, maximum="100"))
    assert made.average(SOK, FEB).figure == Decimal("40.00")


def test_a_blank_cell_leaves_a_pupil_without_a_rank() -> None:
    made = book(
        entry(SOK, NOV, "40"),
        entry(SOK, NOV, "40", subject=ICT),
        entry(DARA, NOV, "50"),
        taught=2,
    )
    figures = {pupil: made.average(pupil, NOV).figure for pupil in (SOK, DARA)}
    found = standings(figures, SCHEME)
    assert [(s.figure, s.rank) for s in found] == [(Decimal("40.00"), 1), (None, None)]
    assert made.average(DARA, NOV).missing == (ICT,)


def test_a_month_is_of_the_subjects_that_have_a_sheet_unless_the_school_wants_all() -> None:
    made = book(entry(SOK, NOV, "40"), taught=2)
    assert made.average(SOK, NOV).figure == Decimal("40.00")
    strict = replace(SCHEME, every_subject_monthly=True)
    assert replace(made, scheme=strict, _made={}).average(SOK, NOV).missing == (ICT,)


def test_an_examination_is_of_every_subject() -> None:
    made = book(entry(SOK, TERMS[0].exam, "40"), taught=2)
    assert made.average(SOK, TERMS[0].exam).missing == (ICT,)


def test_a_month_that_nobody_was_marked_in_is_no_part() -> None:
    made = book(entry(SOK, NOV, "30"), entry(SOK, TERMS[0].exam, "40"))
    assert made.semester(SOK, TERMS[0]).figure == Decimal("35.00")


def test_a_month_that_does_not_count_is_no_part() -> None:
    quiet = replace(TERMS[0], months=(replace(NOV, counts=False), DEC))
    entries = (entry(SOK, NOV, "10"), entry(SOK, DEC, "40"), entry(SOK, quiet.exam, "40"))
    made = replace(book(*entries), terms=(quiet,))
    assert made.semester(SOK, quiet).figure == Decimal("40.00")


def test_who_misses_a_month_that_they_were_there_for_is_incomplete() -> None:
    made = book(entry(SOK, NOV, "30"), entry(SOK, TERMS[0].exam, "40"), entry(DARA, DEC, "20"))
    assert made.semester(SOK, TERMS[0]).missing == ("2026-12",)


def test_months_in_which_a_pupil_was_away_are_no_zeros_and_leave_nothing_open() -> None:
    """Left on 20 November, came back on 3 February: December to February are not there."""
    away = [Stay(date(2026, 11, 1), date(2026, 11, 20)), Stay(date(2027, 2, 3), None)]
    made = book(
        *(entry(SOK, month, "30") for month in (NOV, DEC, JAN, FEB)),
        entry(NEW, NOV, "20"),
        entry(NEW, TERMS[0].exam, "40"),
        stays={NEW: away},
    )
    found = made.semester(NEW, TERMS[0])
    assert (found.figure, found.missing) == (Decimal("30.00"), ())
    assert found.absent == ("2026-12", "2027-01", "2027-02")


def test_who_moves_without_a_day_between_owes_every_month() -> None:
    moved = [Stay(date(2026, 11, 1), date(2026, 12, 14)), Stay(date(2026, 12, 14), None)]
    entries = (entry(SOK, NOV, "30"), entry(DARA, DEC, "30"), entry(SOK, TERMS[0].exam, "30"))
    made = book(*entries, stays={SOK: moved})
    assert made.semester(SOK, TERMS[0]).missing == ("2026-12",)


def test_a_term_that_begins_within_a_month_expects_its_first_month() -> None:
    """All who are there from its first day on owe November."""
    begun = date(2026, 11, 16)
    term = replace(TERMS[0], starts=begun)
    entries = (
        entry(DARA, NOV, "30"),
        *(entry(SOK, period, "40") for period in (DEC, term.exam)),
    )
    made = replace(book(*entries, stays={SOK: [Stay(begun, None)]}), terms=(term,))
    assert made.semester(SOK, term).missing == ("2026-11",)


def test_a_month_in_which_a_pupil_is_exempt_from_everything_is_no_part() -> None:
    exempt = entry(SOK, NOV, "0")._replace(state=EntryState.EXEMPT, score=None)
    entries = (
        exempt,
        entry(DARA, NOV, "30"),
        entry(SOK, DEC, "40"),
        entry(SOK, TERMS[0].exam, "42"),
    )
    made = book(*entries)
    found = made.semester(SOK, TERMS[0])
    assert (found.figure, found.absent) == (Decimal("41.00"), ())
    assert made.year(SOK).missing == (str(S2),)


def test_a_year_is_of_both_semesters_or_of_those_that_a_pupil_was_there_for() -> None:
    entries = (
        entry(SOK, NOV, "30"),
        entry(SOK, TERMS[0].exam, "30"),
        *(entry(pupil, TERMS[1].months[0], "40") for pupil in (SOK, NEW)),
        *(entry(pupil, TERMS[1].exam, "41") for pupil in (SOK, NEW)),
    )
    made = book(*entries, stays={NEW: [Stay(date(2027, 4, 1), None)]})
    assert made.year(SOK).figure == Decimal("35.25")
    assert made.year(NEW).figure == Decimal("40.50")
    assert made.year(NEW).absent == (str(S1),)
    assert book(*entries[:-1]).year(SOK).figure == Decimal("35.25")
    assert book(*entries[:2]).year(SOK).missing == (str(S2),)
