"""Rank lists of a class, and how far its sheets are."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.school.cards import (
    CardPeriodNotFound,
    book_of,
    mention_words,
    missing_names,
    selected,
    standings_of,
)
from functions.school.graded import (
    GradedClassNotFound,
    access_class,
    editable_subjects,
    graded_terms,
)
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.school.grades.card_schemas import CardsQuery
from shared.school.grades.schemas import (
    GradedSubject,
    GradesPath,
    RankedPupil,
    RankList,
    SheetPlace,
    SheetsQuery,
    SheetsRead,
)


@route(
    "GET",
    "/v1/classes/{id}/sheets",
    permission=Permission.GRADES_ENTER,
    limits=("read",),
    raises=(GradedClassNotFound,),
)
def grade_sheets_list(ctx: Ctx, path: GradesPath, query: SheetsQuery) -> SheetsRead:
    """Read what a class is taught, its terms and months, and how far each begun sheet is."""
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    offered = books.find_offered(of)
    editable = editable_subjects(ctx, of, offered)
    entered = sheets.count_entries(of.id)
    return SheetsRead(
        class_id=of.id,
        class_name=of.name,
        year_id=of.academic_year_id,
        year_name=of.year_name,
        subjects=[GradedSubject.of(one, can_edit=one.subject_id in editable) for one in offered],
        terms=graded_terms(books.find_terms(of.academic_year_id)),
        sheets=[
            SheetPlace.of(sheet, entered=entered.get(sheet.id, 0))
            for sheet in sheets.find_of_class(of.id, term_id=query.term_id)
        ],
    )


@route(
    "GET",
    "/v1/classes/{id}/ranks",
    permission=Permission.GRADES_ENTER,
    limits=("read",),
    raises=(GradedClassNotFound, CardPeriodNotFound),
)
def grade_ranks(ctx: Ctx, path: GradesPath, query: CardsQuery) -> RankList:
    """Rank a class by the printed averages of a month, a semester or the year.

    Of sheets that were handed in. Who is incomplete has no rank, and is told what is missing.
    """
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    what = selected(ctx, of, query.scope, query.term_id, query.period)
    found = book_of(ctx, of, what)
    places, scheme = standings_of(found, what), found.book.scheme
    listed = [
        RankedPupil.of(
            pupil,
            student_id=pupil.id,
            average=place.figure,
            rank=place.rank,
            passed=None if place.figure is None else scheme.passed(place.figure),
            missing=missing_names(found, what.average(found.book, pupil.id)),
            **mention_words(found, place.mention),
        )
        for pupil in found.pupils
        for place in [places[pupil.id]]
    ]
    term = next((r for r in found.term_rows if what.term and r.id == what.term.id), None)
    return RankList(
        class_id=of.id,
        class_name=of.name,
        year_name=of.year_name,
        school_name=of.school_name,
        term_name=None if term is None else term.name,
        term_name_kh=None if term is None else term.name_kh,
        full_mark=scheme.full_mark,
        pass_mark=scheme.pass_mark,
        ranked=sum(one.rank is not None for one in listed),
        # Equal ranks by name: sorting keeps the order of the list.
        data=sorted(listed, key=lambda one: (one.rank is None, one.rank or 0)),
    )
