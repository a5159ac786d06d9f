"""Classes as far as marks go: who may see and change theirs, and what their averages are of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden, NotFound, ValidationFailed
from shared.school.grades.periods import TermMonth, period_in, terms_of
from shared.school.grades.schemas import GradedTerm
from shared.school.grades.scheme import PRESETS, Scheme
from shared.school.grades.schemes import scheme_of
from shared.school.grades.standings import Book, Entry, Period, Taught, Term
from shared.school.grades.types import EntryState, SheetStatus
from shared.school.types import GradeBand

if TYPE_CHECKING:
    from infra.postgres.school import (
        GradedClass,
        OfferedSubject,
        RosterPupil,
        Sheet,
        SheetCells,
    )


_STATES = {str(state): state for state in EntryState}


class GradedClassNotFound(NotFound):
    """There is no such class, or it is none of the caller's."""

    title = "Class not found"


class GradedPupilNotFound(NotFound):
    """There is no such pupil, or they are none of the caller's."""

    title = "Pupil not found"


class NotYourSubject(Forbidden):
    """Somebody else teaches the subject in this class."""

    code = "not_your_subject"
    title = "Somebody else enters the marks of this subject"
    cure = "Ask who teaches the subject in this class, or the office, to enter the marks."


class PeriodNotFound(ValidationFailed):
    """The class's year has no such term, or the term no such month."""

    title = "The year has no such period"


class SubjectNotTaught(ValidationFailed):
    """The subject is not offered to the class."""

    title = "The class is not taught this subject"


@dataclass(frozen=True, slots=True)
class ClassBook:
    """A class with everything that its averages are made of.

    ``pupils`` are those who are ranked, and ``left`` whoever of them is not in the class any more;
    ``sheets`` are all that were begun, and ``carried`` those of other classes with marks of these
    pupils.
    """

    of: GradedClass
    offered: Sequence[OfferedSubject]
    term_rows: Sequence[TermMonth]
    terms: Sequence[Term]
    pupils: Sequence[RosterPupil]
    left: frozenset[UUID]
    sheets: Sequence[Sheet]
    carried: Sequence[SheetCells]
    book: Book


def today(ctx: Ctx, of: GradedClass) -> date:
    """The day in the school."""
    return ctx.now().astimezone(ZoneInfo(of.timezone)).date()


def access_class(ctx: Ctx, class_id: UUID, permission: Permission) -> GradedClass:
    """The class, for its teachers and for those who run the school; raises GradedClassNotFound."""
    books = ctx.db(school.ClassBookRepository)
    found = books.get_class(class_id)
    if found is None:
        raise GradedClassNotFound
    everywhere = ctx.viewer.can_everywhere(permission)
    if not everywhere and not books.teaches(ctx.viewer.user_id, class_id):
        raise GradedClassNotFound
    return found


def access_pupil(ctx: Ctx, student_id: UUID) -> None:
    """Raise GradedPupilNotFound unless the caller may read the marks of this pupil."""
    books = ctx.db(school.ClassBookRepository)
    if ctx.viewer.can_everywhere(Permission.GRADES_READ):
        if books.get_pupil(student_id) is None:
            raise GradedPupilNotFound
    elif not books.may_read(ctx.viewer.user_id, student_id):
        raise GradedPupilNotFound


def editable_subjects(
    ctx: Ctx, of: GradedClass, offered: Sequence[OfferedSubject]
) -> frozenset[UUID]:
    """Whose marks the caller may enter in the class: all, or those that they teach there."""
    viewer = ctx.viewer
    if viewer.can_everywhere(Permission.GRADES_ENTER) or of.homeroom_teacher_id == viewer.user_id:
        return frozenset(one.subject_id for one in offered)
    return frozenset(ctx.db(school.ClassBookRepository).find_taught(viewer.user_id, of.id))


def require_offered(offered: Sequence[OfferedSubject], subject_id: UUID) -> OfferedSubject:
    """The subject as the class has it; raises SubjectNotTaught."""
    found = next((one for one in offered if one.subject_id == subject_id), None)
    if found is None:
        error = {"field": "subjectId", "code": "not_taught", "message": "the class has no such one"}
        raise SubjectNotTaught(errors=[error])
    return found


def require_period(terms: Sequence[Term], term_id: UUID, key: str) -> Period:
    """The period; raises PeriodNotFound."""
    found = period_in(terms, term_id, key)
    if found is None:
        error = {"field": "period", "code": "unknown", "message": "the year has no such period"}
        raise PeriodNotFound(errors=[error])
    return found


def scheme_for(ctx: Ctx, band: GradeBand | None) -> Scheme:
    """The scheme of a band: the school's own, or the preset."""
    wanted = band or GradeBand.LOWER_SECONDARY
    for row in ctx.db(school.ClassBookRepository).find_scales():
        if row.band == wanted:
            return scheme_of(row.scheme)
    return PRESETS[wanted]


def load_book(
    ctx: Ctx,
    of: GradedClass,
    *,
    on: date,
    term: Term | None,
    month: Period | None,
    also: Collection[UUID] = (),
) -> ClassBook:
    """Read what the averages of a class are made of, or those of one term or month.

    ``on`` is the day whose roster is ranked, with those of ``also`` who were ever in the class.
    """
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    pupils = books.find_roster(of.id, on, on)
    left = frozenset(also).difference(pupil.id for pupil in pupils)
    if left:
        wanted = left.union(pupil.id for pupil in pupils)
        pupils = [one for one in ever_in(ctx, of) if one.id in wanted]
    offered, rows = books.find_offered(of), books.find_terms(of.academic_year_id)
    begun = sheets.find_of_class(of.id)
    ids = {str(pupil.id): pupil.id for pupil in pupils}
    term_id = None if term is None else term.id
    found = sheets.find_cells_of(ids.values(), of.academic_year_id, term_id=term_id, month=month)
    book = Book(
        class_id=of.id,
        scheme=scheme_for(ctx, of.band),
        taught=[
            Taught(one.subject_id, one.coefficient, one.max_score, one.is_bonus) for one in offered
        ],
        terms=terms_of(rows),
        sheets=frozenset(
            (s.subject_id, s.term_id, s.period) for s in begun if s.status is not SheetStatus.OPEN
        ),
        entries=[
            Entry(
                ids[student],
                row.class_id,
                row.subject_id,
                row.term_id,
                row.period,
                _STATES[state],
                None if score is None else Decimal(score),
                row.max_score,
            )
            for row in found
            for student, state, score in row.cells
        ],
        stays=books.find_stays(of.academic_year_id, ids.values()),
    )
    taught = {one.subject_id for one in offered}
    carried = [row for row in found if row.class_id != of.id and row.subject_id in taught]
    return ClassBook(of, offered, rows, book.terms, pupils, left, begun, carried, book)


def ever_in(ctx: Ctx, of: GradedClass) -> list[RosterPupil]:
    """Whoever was in the class on any day, by name."""
    return ctx.db(school.ClassBookRepository).find_roster(of.id, date.min, date.max)


def graded_terms(rows: Sequence[TermMonth]) -> list[GradedTerm]:
    """The terms of a year as pages choose among them."""
    names = {row.id: row.name_kh for row in rows}
    return [
        GradedTerm(
            id=term.id,
            name=term.name,
            name_kh=names[term.id],
            months=[month.key for month in term.months],
        )
        for term in terms_of(rows)
    ]
