"""Report cards: issued once everything is locked, again after corrections, verified by a code."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.cards import (
    CardPeriodNotFound,
    book_of,
    make_cards,
    same_figures,
    selected,
    sheets_of,
    stored,
    unlocked,
)
from functions.school.graded import (
    GradedClassNotFound,
    GradedPupilNotFound,
    access_class,
    access_pupil,
    ever_in,
)
from infra.postgres import identity, school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.identity.types import CodeKind
from shared.school.grades.card_schemas import (
    CardContent,
    CardRead,
    CardsIssue,
    CardsIssued,
    ClassCards,
    ClassCardsQuery,
    PupilCardQuery,
)
from shared.school.grades.chain import digest
from shared.school.grades.events import ReportCardIssued
from shared.school.grades.schemas import GradesPath, ManagedGradesPath, PupilGradesPath
from shared.school.grades.selection import Selection
from shared.school.grades.types import CardScope
from shared.tenants.codes import new_code

if TYPE_CHECKING:
    from functions.school.graded import ClassBook
    from infra.postgres.school import CardRow, GradedClass


class SheetsNotLocked(Conflict):
    """A card is of what can no longer change; ``errors`` names subjects and periods.

    Those that are ``not_locked_elsewhere`` are of a class from which a pupil came.
    """

    code = "sheets_not_locked"
    title = "Not all sheets that the cards are made of are locked"
    cure = "Lock the sheets that `errors` names, then issue the cards."


class CardNotIssued(NotFound):
    """The school has issued no such card of the pupil."""

    title = "There is no such report card yet"


@route(
    "GET",
    "/v1/classes/{id}/report-cards",
    permission=Permission.GRADES_ENTER,
    limits=("read",),
    raises=(GradedClassNotFound, CardPeriodNotFound),
)
def report_cards_class(ctx: Ctx, path: GradesPath, query: ClassCardsQuery) -> ClassCards:
    """Read the cards of a class to print them: those that were issued, or as they would be now."""
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    what = selected(ctx, of, query.scope, query.term_id, query.period)
    found = book_of(ctx, of, what)
    sheets = sheets_of(found, what)
    locked = bool(sheets) and not unlocked(found, what)
    if query.preview:
        data = [_preview(content) for content in make_cards(found, what).values()]
    else:
        issued = {row.student_id: row for row in _issued(ctx, of, what, class_id=of.id)}
        # Who left meanwhile keeps the card.
        data = [_read(issued[pupil.id]) for pupil in ever_in(ctx, of) if pupil.id in issued]
    return ClassCards(class_id=of.id, class_name=of.name, locked=locked, data=data)


@route(
    "POST",
    "/v1/classes/{id}/report-cards",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    emits=(ReportCardIssued,),
    raises=(GradedClassNotFound, CardPeriodNotFound, SheetsNotLocked),
    audit=Audit("report_cards.issued", "grade_class"),
)
def report_cards_issue(ctx: Ctx, path: ManagedGradesPath, body: CardsIssue) -> CardsIssued:
    """Issue the cards of a class. Again issues only those that would say something else now."""
    of = access_class(ctx, path.id, Permission.SCHOOL_MANAGE)
    what = selected(ctx, of, body.scope, body.term_id, body.period)
    ctx.db(school.CardRepository).hold_class(of.id)
    found = book_of(ctx, of, what)
    sheets, opened = sheets_of(found, what), unlocked(found, what)
    if opened or not sheets:
        errors = [
            {
                "field": sheet.period,
                "code": "not_locked" if sheet.class_id == of.id else "not_locked_elsewhere",
                "message": str(sheet.subject_id),
            }
            for sheet in opened
        ]
        raise SheetsNotLocked(errors=errors)
    issued = _issue(ctx, found, what, make_cards(found, what))
    return CardsIssued(issued=issued, unchanged=len(found.pupils) - issued)


@route(
    "GET",
    "/v1/students/{id}/report-card",
    permission=Permission.GRADES_READ,
    limits=("read",),
    raises=(GradedPupilNotFound, CardPeriodNotFound, CardNotIssued),
)
def report_card(ctx: Ctx, path: PupilGradesPath, query: PupilCardQuery) -> CardRead:
    """Read a pupil's card as it was issued last, with what every figure is made of."""
    access_pupil(ctx, path.id)
    books = ctx.db(school.ClassBookRepository)
    class_id = books.get_class_of(path.id, query.year_id)
    of = None if class_id is None else books.get_class(class_id)
    if of is None:
        raise CardNotIssued
    what = selected(ctx, of, query.scope, query.term_id, query.period)
    rows = _issued(ctx, of, what, students=[path.id])
    if not rows:
        raise CardNotIssued
    return _read(rows[0])


def reissue(
    ctx: Ctx, of: GradedClass, student_id: UUID, *, term_id: UUID, key: str, why: str
) -> None:
    """After a correction: new versions of all cards that would say something else now.

    Of the whole class, whose ranks may have moved, and of classes where the pupil has cards. Who
    left meanwhile is ranked as when the cards were issued.
    """
    cards, books = ctx.db(school.CardRepository), ctx.db(school.ClassBookRepository)
    theirs = cards.find_latest(academic_year_id=of.academic_year_id, students=[student_id])
    for class_id in sorted({of.id, *(row.class_id for row in theirs)}):
        one = books.get_class(class_id)
        assert one is not None, "a card is of a class"
        cards.hold_class(class_id)
        rows = cards.find_latest(academic_year_id=of.academic_year_id, class_id=class_id)
        had: dict[tuple[CardScope, UUID | None, str], set[UUID]] = {}
        for row in rows:
            had.setdefault((row.scope, row.term_id, row.period), set()).add(row.student_id)
        for (scope, term, period), pupils in had.items():
            month = period if scope is CardScope.MONTH else None
            what = selected(ctx, one, scope, term, month)
            if what.covers(term_id, key):
                found = book_of(ctx, one, what, also=pupils)
                made = {k: v for k, v in make_cards(found, what).items() if k in pupils}
                _issue(ctx, found, what, made, why=why)


def _issue(
    ctx: Ctx,
    found: ClassBook,
    what: Selection,
    made: dict[UUID, CardContent],
    *,
    why: str | None = None,
) -> int:
    # Of whichever class: who moved within the period may have a card of the one before.
    before = {row.student_id: row for row in _issued(ctx, found.of, what, students=made)}
    rows: list[dict[str, Any]] = []
    for student_id, card in made.items():
        content, last = stored(card), before.get(student_id)
        if last is not None and same_figures(last.content, content):
            continue
        rows.append(
            {
                "id": ctx.new_id(),
                "academic_year_id": found.of.academic_year_id,
                "class_id": found.of.id,
                "student_id": student_id,
                "scope": what.scope,
                "term_id": None if what.term is None else what.term.id,
                "period": what.key,
                "version": 1 if last is None else last.version + 1,
                "content": content,
                "hash": digest(content),
                "reason": None if last is None else why,
                "code": new_code(secrets.token_bytes(12)),
                "issued_by": ctx.viewer.user_id,
                "issued_at": ctx.now(),
            }
        )
    if rows:
        ctx.db(school.CardRepository).insert(rows)
        codes = {row["code"]: row["id"] for row in rows}
        ctx.db(identity.GuestRepository).add_codes(CodeKind.CARD, codes)
        _tell(ctx, rows)
    return len(rows)


def _tell(ctx: Ctx, rows: Iterable[dict[str, Any]]) -> None:
    by_pupil = {row["student_id"]: row for row in rows}
    for reader in ctx.db(school.SheetRepository).find_readers(by_pupil):
        row = by_pupil[reader.student_id]
        told = ReportCardIssued(
            receiver_id=reader.user_id,
            card_id=row["id"],
            student_id=reader.student_id,
            scope=row["scope"],
            period=row["period"],
            card_version=row["version"],
        )
        ctx.emit(told, receiver_id=reader.user_id)


def _issued(
    ctx: Ctx,
    of: GradedClass,
    what: Selection,
    *,
    class_id: UUID | None = None,
    students: Collection[UUID] | None = None,
) -> list[CardRow]:
    """The latest cards: those that a class issued, or of these pupils, whichever class did."""
    return ctx.db(school.CardRepository).find_latest(
        academic_year_id=of.academic_year_id,
        class_id=class_id,
        students=students,
        scope=what.scope,
        term_id=None if what.term is None else what.term.id,
        period=what.key,
    )


def _read(row: CardRow) -> CardRead:
    return CardRead.of(
        row, latest_version=row.latest, content=CardContent.model_validate(row.content)
    )


def _preview(content: CardContent) -> CardRead:
    return CardRead(
        id=None,
        version=None,
        latest_version=None,
        issued_at=None,
        reason=None,
        code=None,
        hash=None,
        content=content,
    )
