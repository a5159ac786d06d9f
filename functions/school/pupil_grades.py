"""The marks of one pupil: for themselves, their guardians and their teachers."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.school.cards import book_of, card_pupil, mention_words, parts_of, standings_of
from functions.school.graded import (
    GradedPupilNotFound,
    access_pupil,
    graded_terms,
    today,
)
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.school.grades.card_schemas import Transcript, TranscriptYear
from shared.school.grades.periods import terms_of
from shared.school.grades.schemas import (
    GradedPupil,
    GradedPupils,
    GradedYear,
    PupilGradesPath,
    PupilMark,
    PupilMarks,
    PupilMarksQuery,
)
from shared.school.grades.selection import NoSuchPeriod, select
from shared.school.grades.types import CardScope


@route(
    "GET",
    "/v1/students/{id}/grades",
    permission=Permission.GRADES_READ,
    limits=("read",),
    raises=(GradedPupilNotFound,),
)
def grades_student(ctx: Ctx, path: PupilGradesPath, query: PupilMarksQuery) -> PupilMarks:
    """Read a pupil's marks of a year: those that were handed in."""
    access_pupil(ctx, path.id)
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    pupil = books.get_pupil(path.id)
    if pupil is None:
        raise GradedPupilNotFound
    years = [GradedYear.of(one) for one in books.find_years_of(path.id)]
    class_id = books.get_class_of(path.id, query.year_id)
    of = None if class_id is None else books.get_class(class_id)
    if of is None:
        return PupilMarks.of(
            pupil, student_id=path.id, class_name=None, year_id=None, year_name=None,
            years=years, terms=[], data=[],
        )  # fmt: skip
    offered = {one.subject_id: (at, one) for at, one in enumerate(books.find_offered(of))}
    rows = sheets.find_entries_of(path.id, of.academic_year_id)
    known = [row for row in rows if row.subject_id in offered]
    known.sort(key=lambda row: (row.period, offered[row.subject_id][0]))
    return PupilMarks.of(
        pupil,
        student_id=path.id,
        class_name=of.name,
        year_id=of.academic_year_id,
        year_name=of.year_name,
        years=years,
        terms=graded_terms(books.find_terms(of.academic_year_id)),
        data=[
            PupilMark.of(
                row,
                subject_name=offered[row.subject_id][1].name,
                subject_name_kh=offered[row.subject_id][1].name_kh,
            )
            for row in known
        ],
    )


@route(
    "GET",
    "/v1/students/{id}/transcript",
    permission=Permission.GRADES_READ,
    limits=("read",),
    raises=(GradedPupilNotFound,),
)
def grades_transcript(ctx: Ctx, path: PupilGradesPath) -> Transcript:
    """Read a pupil's years: the averages of each, and the rank at its end or today."""
    access_pupil(ctx, path.id)
    books, years, name = ctx.db(school.ClassBookRepository), [], None
    for class_id in books.find_classes_of(path.id):
        of = books.get_class(class_id)
        assert of is not None, "an enrolment is in a class"
        terms = terms_of(books.find_terms(of.academic_year_id))
        try:
            what = select(terms, CardScope.YEAR, None, None, today(ctx, of))
        except NoSuchPeriod:
            continue
        found, name = book_of(ctx, of, what, also=[path.id]), of.school_name
        left = path.id in found.left
        if left and not any(entry.student_id == path.id for entry in found.book.entries):
            # Left before there was any mark: there is no year to show.
            continue
        place = standings_of(found, what)[path.id]
        years.append(
            TranscriptYear(
                class_name=of.name,
                year_name=of.year_name,
                full_mark=found.book.scheme.full_mark,
                parts=parts_of(found, what, path.id),
                average=place.figure,
                # Who left has an average of a part of the year, which is compared with nobody's.
                rank=None if left else place.rank,
                out_of=place.out_of - (left and place.figure is not None),
                **mention_words(found, place.mention),
            )
        )
    pupil = books.get_pupil(path.id)
    if pupil is None:
        raise GradedPupilNotFound
    return Transcript(school_name=name or "", pupil=card_pupil(pupil), data=years)


@route("GET", "/v1/grades/pupils", permission=Permission.GRADES_READ, limits=("read",))
def graded_pupils_list(ctx: Ctx) -> GradedPupils:
    """List whose marks the caller reads as family: their own, and those of their children."""
    found = ctx.db(school.ClassBookRepository).find_family(ctx.viewer.user_id)
    return GradedPupils(data=[GradedPupil.of(pupil) for pupil in found])
