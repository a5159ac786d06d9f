"""Sheets of marks: entered by teachers, handed in, locked, and corrected with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.graded import (
    GradedClassNotFound,
    NotYourSubject,
    PeriodNotFound,
    SubjectNotTaught,
    access_class,
    editable_subjects,
    require_offered,
    require_period,
    today,
)
from functions.school.report_cards import reissue
from functions.school.sheets import (
    EntriesChanged,
    EntriesRefused,
    OpenSheet,
    blank_cells,
    change_cells,
    post_marks,
    read_sheet,
    refuse_too_high,
)
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.school.grades.events import GradePosted, GradeSheetLocked, ReportCardIssued
from shared.school.grades.periods import current_period, terms_of
from shared.school.grades.schemas import (
    GradesCorrect,
    GradesEnter,
    GradesLock,
    GradesPath,
    ManagedGradesPath,
    SheetChange,
    SheetHistory,
    SheetQuery,
    SheetRead,
    SheetsLocked,
)
from shared.school.grades.types import GradeAction, SheetKind, SheetStatus

if TYPE_CHECKING:
    from infra.postgres.school import GradedClass, Sheet


class SheetIsLocked(Conflict):
    """The sheet was closed for good; it changes by corrections alone."""

    code = "sheet_locked"
    title = "The sheet is locked: a change is a correction with a reason"
    cure = "Send a correction with its reason: `POST /v1/classes/{id}/grades/corrections`."


class SheetNotLocked(Conflict):
    """Only a locked sheet is corrected; before, a mark is simply changed."""

    code = "sheet_not_locked"
    title = "The sheet is not locked: change the mark in it"
    cure = "Change the mark in the sheet; corrections are for locked ones."


class SheetsNotSubmitted(Conflict):
    """Some sheets were not handed in yet; ``errors`` names their subjects."""

    code = "sheets_not_submitted"
    title = "Not all sheets of the period were handed in"
    cure = "Ask who teaches the subjects that `errors` names to hand their sheets in."


@route(
    "GET",
    "/v1/classes/{id}/grades",
    permission=Permission.GRADES_ENTER,
    limits=("read",),
    raises=(GradedClassNotFound, SubjectNotTaught, PeriodNotFound),
)
def grades_class(ctx: Ctx, path: GradesPath, query: SheetQuery) -> SheetRead:
    """Read the sheet of a subject and period: every pupil of the class, blank cells included."""
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    return read_sheet(ctx, _wanted(ctx, of, query))


@route(
    "GET",
    "/v1/classes/{id}/grades/history",
    permission=Permission.GRADES_ENTER,
    limits=("read",),
    raises=(GradedClassNotFound, SubjectNotTaught, PeriodNotFound),
)
def grades_history(ctx: Ctx, path: GradesPath, query: SheetQuery) -> SheetHistory:
    """Read every change of a sheet, and whether its chain holds."""
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    sheet = _wanted(ctx, of, query).sheet
    if sheet is None:
        return SheetHistory(holds=True, data=[])
    ledger = ctx.db(school.LedgerRepository)
    broken = ledger.find_break(sheet, ledger.find_links(sheet.id))
    rows = ctx.db(school.SheetRepository).find_history(sheet.id)
    return SheetHistory(holds=broken is None, data=[SheetChange.of(row) for row in rows])


@route(
    "PUT",
    "/v1/classes/{id}/grades",
    permission=Permission.GRADES_ENTER,
    limits=("write",),
    emits=(GradePosted,),
    raises=(
        GradedClassNotFound,
        SubjectNotTaught,
        PeriodNotFound,
        NotYourSubject,
        SheetIsLocked,
        EntriesRefused,
        EntriesChanged,
    ),
)
def grades_enter(ctx: Ctx, path: GradesPath, body: GradesEnter) -> SheetRead:
    """Enter marks, and hand the sheet in. What was handed in is shown to families at once.

    Each change is a link in the chain of the sheet; what is as it was before is no change.
    """
    of = access_class(ctx, path.id, Permission.GRADES_ENTER)
    opened = _opened(ctx, of, body.subject_id, body.term_id, body.period)
    if not opened.can_edit:
        raise NotYourSubject
    held = _hold(ctx, opened)
    if held.status is SheetStatus.LOCKED:
        raise SheetIsLocked
    sheets, now, by = ctx.db(school.SheetRepository), ctx.now(), ctx.viewer.user_id
    held = sheets.follow_offering(held, opened.offered.max_score)
    held, changed = change_cells(ctx, opened.with_sheet(held), body.entries)
    posted: Iterable[UUID] | None = changed
    if body.submit and held.status is SheetStatus.OPEN:
        refuse_too_high(ctx, held)
        held = sheets.append(held, GradeAction.SUBMITTED, by=by, now=now)
        submitted = {"status": SheetStatus.SUBMITTED, "submitted_at": now, "submitted_by": by}
        sheets.store(held, **submitted)
        if of.grade_id is not None:
            sheets.freeze_offering(of.academic_year_id, of.grade_id, held.subject_id, now)
        posted = None
    else:
        sheets.store(held)
    after = _opened(ctx, of, body.subject_id, body.term_id, body.period)
    if after.sheet is not None and after.sheet.status is not SheetStatus.OPEN:
        post_marks(ctx, after.sheet, posted)
    return read_sheet(ctx, after)


@route(
    "POST",
    "/v1/classes/{id}/grades/lock",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    emits=(GradeSheetLocked,),
    raises=(GradedClassNotFound, PeriodNotFound, SheetsNotSubmitted),
    audit=Audit("grades.locked", "grade_class"),
)
def grades_lock(ctx: Ctx, path: ManagedGradesPath, body: GradesLock) -> SheetsLocked:
    """Close sheets of a period for good. All of them must have been handed in."""
    of = access_class(ctx, path.id, Permission.SCHOOL_MANAGE)
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    require_period(terms_of(books.find_terms(of.academic_year_id)), body.term_id, body.period)
    begun = {
        sheet.subject_id
        for sheet in sheets.find_of_class(of.id, term_id=body.term_id)
        if sheet.period == body.period
    }
    # In one order, so that two who lock at once do not wait for one another.
    wanted = sorted(begun if body.subject_ids is None else set(body.subject_ids))
    found = [sheets.hold(of.id, one, body.term_id, body.period) for one in wanted]
    _refuse_open(wanted, found)
    closing = [s for s in found if s is not None and s.status is SheetStatus.SUBMITTED]
    blank = sum(_lock(ctx, of, sheet) for sheet in closing)
    return SheetsLocked(locked=len(closing), blank=blank)


@route(
    "POST",
    "/v1/classes/{id}/grades/corrections",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    emits=(GradePosted, ReportCardIssued),
    raises=(
        GradedClassNotFound,
        SubjectNotTaught,
        PeriodNotFound,
        SheetNotLocked,
        EntriesRefused,
    ),
    audit=Audit("grades.corrected", "grade_class"),
)
def grades_correct(ctx: Ctx, path: ManagedGradesPath, body: GradesCorrect) -> SheetRead:
    """Correct one mark of a locked sheet. The reason and the mark before stay in its history.

    Cards that would say something else now are issued anew; earlier versions stay verifiable.
    """
    of = access_class(ctx, path.id, Permission.SCHOOL_MANAGE)
    opened = _opened(ctx, of, body.subject_id, body.term_id, body.period)
    sheets = ctx.db(school.SheetRepository)
    held = sheets.hold(of.id, body.subject_id, body.term_id, body.period)
    if held is None or held.status is not SheetStatus.LOCKED:
        raise SheetNotLocked
    held, changed = change_cells(ctx, opened.with_sheet(held), [body], reason=body.reason)
    sheets.store(held)
    if changed:
        post_marks(ctx, held, changed)
        reissue(ctx, of, body.student_id, term_id=body.term_id, key=body.period, why=body.reason)
    return read_sheet(ctx, _opened(ctx, of, body.subject_id, body.term_id, body.period))


def _wanted(ctx: Ctx, of: GradedClass, query: SheetQuery) -> OpenSheet:
    """The sheet that a query names, or the one that the caller most probably wants."""
    books = ctx.db(school.ClassBookRepository)
    offered, terms = books.find_offered(of), terms_of(books.find_terms(of.academic_year_id))
    period = current_period(terms, today(ctx, of))
    editable = editable_subjects(ctx, of, offered)
    mine = [one.subject_id for one in offered if one.subject_id in editable or not editable]
    if period is None or not mine:
        raise SubjectNotTaught
    term_id = query.term_id or period.term_id
    return _opened(ctx, of, query.subject_id or mine[0], term_id, query.period or period.key)


def _opened(ctx: Ctx, of: GradedClass, subject_id: UUID, term_id: UUID, key: str) -> OpenSheet:
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    offered = books.find_offered(of)
    taught = require_offered(offered, subject_id)
    period = require_period(terms_of(books.find_terms(of.academic_year_id)), term_id, key)
    return OpenSheet(
        of=of,
        offered=taught,
        period=period,
        sheet=sheets.get(of.id, subject_id, term_id, key),
        can_edit=subject_id in editable_subjects(ctx, of, offered),
        today=today(ctx, of),
    )


def _hold(ctx: Ctx, opened: OpenSheet) -> Sheet:
    period, now = opened.period, ctx.now()
    new = {
        "id": ctx.new_id(),
        "academic_year_id": opened.of.academic_year_id,
        "kind": SheetKind.EXAM if period.is_exam else SheetKind.MONTH,
        "max_score": opened.offered.max_score,
        "created_at": now,
    }
    held = ctx.db(school.SheetRepository).hold(
        opened.of.id, opened.offered.subject_id, period.term_id, period.key, new=new
    )
    assert held is not None, "it was begun where there was none"
    return held


def _refuse_open(wanted: Sequence[UUID], found: Sequence[Sheet | None]) -> None:
    errors = [
        {"field": "subjectIds", "code": "not_submitted", "message": str(subject_id)}
        for subject_id, sheet in zip(wanted, found, strict=True)
        if sheet is None or sheet.status is SheetStatus.OPEN
    ]
    if errors or not wanted:
        raise SheetsNotSubmitted(errors=errors)


def _lock(ctx: Ctx, of: GradedClass, sheet: Sheet) -> int:
    """Lock one held sheet; returns how many cells stay blank."""
    sheets, now, by = ctx.db(school.SheetRepository), ctx.now(), ctx.viewer.user_id
    locked = sheets.append(sheet, GradeAction.LOCKED, by=by, now=now)
    sheets.store(locked, status=SheetStatus.LOCKED, locked_at=now, locked_by=by)
    said = GradeSheetLocked(
        class_id=of.id,
        subject_id=sheet.subject_id,
        term_id=sheet.term_id,
        period=sheet.period,
        locked_by=by,
    )
    for teacher_id in ctx.db(school.ClassBookRepository).find_staff(of.id):
        ctx.emit(said, teacher_id=teacher_id)
    opened = _opened(ctx, of, sheet.subject_id, sheet.term_id, sheet.period)
    return blank_cells(ctx, opened)
