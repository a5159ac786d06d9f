"""Making report cards of a class: every figure with what it is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.graded import ClassBook, load_book, today
from infra.postgres import school
from shared.http.problem import ValidationFailed
from shared.school.grades.averages import Average, Composed, Part, printed
from shared.school.grades.card_schemas import (
    CardContent,
    CardHead,
    CardMark,
    CardPart,
    CardPupil,
    CardSubject,
)
from shared.school.grades.periods import terms_of
from shared.school.grades.selection import NoSuchPeriod, Selection, select
from shared.school.grades.standings import Period, Standing, standings
from shared.school.grades.types import CardScope, SheetStatus

if TYPE_CHECKING:
    from infra.postgres.school import GradedClass, PupilName, RosterPupil, Sheet, SheetCells


class CardPeriodNotFound(ValidationFailed):
    """The class's year has no such term or month, or an examination was meant as a month."""

    title = "There are no cards of such a period"


def selected(
    ctx: Ctx, of: GradedClass, scope: CardScope, term_id: UUID | None, key: str | None
) -> Selection:
    """What is meant; raises CardPeriodNotFound."""
    rows = ctx.db(school.ClassBookRepository).find_terms(of.academic_year_id)
    try:
        return select(terms_of(rows), scope, term_id, key, today(ctx, of))
    except NoSuchPeriod as error:
        said = {"field": "period", "code": "unknown", "message": "the year has no such period"}
        raise CardPeriodNotFound(errors=[said]) from error


def book_of(
    ctx: Ctx, of: GradedClass, what: Selection, *, also: Collection[UUID] = ()
) -> ClassBook:
    """The book of a class with the pupils who are ranked, and those of ``also`` who left it."""
    day = what.roster_day(today(ctx, of))
    return load_book(ctx, of, on=day, term=what.term, month=what.month, also=also)


def standings_of(found: ClassBook, what: Selection) -> dict[UUID, Standing]:
    """Where each pupil stands."""
    figures = what.figures(found.book, [pupil.id for pupil in found.pupils])
    return {one.student_id: one for one in standings(figures, found.book.scheme)}


def sheets_of(found: ClassBook, what: Selection) -> list[Sheet]:
    """The sheets of the class that it is made of."""
    return [sheet for sheet in found.sheets if what.covers(sheet.term_id, sheet.period)]


def unlocked(found: ClassBook, what: Selection) -> list[Sheet | SheetCells]:
    """Those that may still change: of the class, and of classes that pupils came from."""
    both: list[Sheet | SheetCells] = [*sheets_of(found, what), *_carried_of(found, what)]
    return [sheet for sheet in both if sheet.status is not SheetStatus.LOCKED]


def _carried_of(found: ClassBook, what: Selection) -> list[SheetCells]:
    return [sheet for sheet in found.carried if what.covers(sheet.term_id, sheet.period)]


def make_cards(found: ClassBook, what: Selection) -> dict[UUID, CardContent]:
    """The card of each pupil who is ranked, by pupil, in the order of names."""
    places = standings_of(found, what)
    heads = _heads(sheets_of(found, what))
    carried: dict[str, list[SheetCells]] = {}
    for sheet in _carried_of(found, what):
        for student_id, _, _ in sheet.cells:
            carried.setdefault(student_id, []).append(sheet)
    return {
        pupil.id: _card(
            found,
            what,
            pupil,
            places[pupil.id],
            [*heads, *_heads(carried.get(str(pupil.id), []))],
        )
        for pupil in found.pupils
    }


def _heads(sheets: Iterable[Sheet | SheetCells]) -> list[CardHead]:
    return [
        CardHead(sheet_id=sheet.id, seq=sheet.head_seq, hash=sheet.head_hash)
        for sheet in sheets
        if sheet.head_hash is not None
    ]


def mention_words(found: ClassBook, code: str | None) -> dict[str, str | None]:
    """What a mention is called."""
    named = next((m for m in found.book.scheme.mentions if m.code == code), None)
    return {
        "mention": code,
        "mention_label": None if named is None else named.label,
        "mention_label_kh": None if named is None else named.label_kh,
    }


def missing_names(found: ClassBook, made: Average | Composed) -> list[str]:
    """What is missing: subjects, months or semesters, as people name them."""
    subjects = {str(one.subject_id): one.name for one in found.offered}
    terms = {str(term.id): term.name for term in found.terms}
    return [subjects.get(str(n)) or terms.get(str(n)) or str(n) for n in made.missing]


def parts_of(found: ClassBook, what: Selection, pupil_id: UUID) -> list[CardPart]:
    """What the average is made of, absent parts too."""
    made = what.average(found.book, pupil_id)
    if isinstance(made, Average):
        return [_marks_part(what.key, made)]
    exact, names = dict(made.parts), {str(row.id): row for row in found.term_rows}
    keys = [*exact, *made.absent, *made.missing]
    known = [p.key for p in what.periods] if what.term is not None else list(names)
    parts = []
    for key in (key for key in known if key in keys):
        term = names.get(key)
        part = CardPart(
            period=key,
            name=None if term is None else term.name,
            name_kh=None if term is None else term.name_kh,
            average=printed(exact[key]) if key in exact else None,
            points=None,
            weight=None,
            absent=key in made.absent,
        )
        parts.append(part)
    return parts


def _card(
    found: ClassBook,
    what: Selection,
    pupil: RosterPupil,
    place: Standing,
    heads: Sequence[CardHead],
) -> CardContent:
    of, scheme = found.of, found.book.scheme
    term = next(
        (r for r in found.term_rows if what.term is not None and r.id == what.term.id), None
    )
    made = what.average(found.book, pupil.id)
    values: dict[str, Any] = mention_words(found, place.mention)
    return CardContent(
        school_name=of.school_name,
        class_id=of.id,
        class_name=of.name,
        year_name=of.year_name,
        scope=what.scope,
        term_name=None if term is None else term.name,
        term_name_kh=None if term is None else term.name_kh,
        period=what.key,
        full_mark=scheme.full_mark,
        pass_mark=scheme.pass_mark,
        pupil=card_pupil(pupil),
        subjects=[] if what.term is None else _subjects(found, what.periods, pupil.id),
        parts=parts_of(found, what, pupil.id),
        average=place.figure,
        rank=place.rank,
        out_of=place.out_of,
        passed=None if place.figure is None else scheme.passed(place.figure),
        missing=missing_names(found, made),
        heads=list(heads),
        **values,
    )


def card_pupil(pupil: RosterPupil | PupilName) -> CardPupil:
    """A pupil as cards name them."""
    return CardPupil.of(pupil, number=pupil.student_number)


def _subjects(found: ClassBook, periods: Sequence[Period], pupil_id: UUID) -> list[CardSubject]:
    marks: dict[UUID, list[CardMark]] = {}
    for period in periods:
        parts = {p.mark.subject_id: p for p in found.book.average(pupil_id, period).parts}
        for mark in found.book.marks(pupil_id, period):
            part = parts.get(mark.subject_id)
            shown = CardMark(
                period=period.key,
                state=mark.state,
                score=mark.score,
                max_score=mark.maximum,
                points=_two_places(part, "points"),
                weight=_two_places(part, "weight"),
                carried=mark.carried,
            )
            marks.setdefault(mark.subject_id, []).append(shown)
    return [
        CardSubject.of(one, id=one.subject_id, marks=marks[one.subject_id])
        for one in found.offered
        if one.subject_id in marks
    ]


def _marks_part(key: str, made: Average) -> CardPart:
    points = sum((part.points for part in made.parts), Fraction(0))
    weight = sum((part.weight for part in made.parts), Fraction(0))
    return CardPart(
        period=key,
        name=None,
        name_kh=None,
        average=made.figure,
        points=printed(points),
        weight=printed(weight),
        absent=False,
    )


def _two_places(part: Part | None, name: str) -> Decimal | None:
    return None if part is None else printed(getattr(part, name))


def stored(content: CardContent) -> Mapping[str, Any]:
    """What is kept and hashed of a card."""
    return content.model_dump(mode="json", by_alias=True)


def same_figures(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two cards say the same of their pupil: chains grow without that."""
    return {**one, "heads": None} == {**other, "heads": None}
