"""The cells of a sheet: read for a page, changed with their links, and told to families."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import school
from infra.postgres.core.errors import UniqueViolation
from shared.http.problem import Conflict, ValidationFailed
from shared.school.grades.cells import Cell
from shared.school.grades.events import GradePosted
from shared.school.grades.periods import roster_days
from shared.school.grades.schemas import (
    EntryPut,
    EntryRead,
    GradesCorrect,
    SheetPupil,
    SheetRead,
)
from shared.school.grades.standings import Period
from shared.school.grades.types import EntryState, GradeAction, SheetKind, SheetStatus

if TYPE_CHECKING:
    from infra.postgres.school import EntryRow, GradedClass, OfferedSubject, RosterPupil, Sheet


class EntriesRefused(ValidationFailed):
    """Some cells cannot be as they were sent; ``errors`` names each, and nothing was written."""

    title = "Some marks cannot be entered"


class EntriesChanged(Conflict):
    """Somebody else changed some of these cells meanwhile; ``errors`` names each."""

    code = "entries_changed"
    title = "Somebody else changed some of these marks"
    cure = "Read the sheet again, and send what `errors` names with its new versions."


WantedCell = EntryPut | GradesCorrect


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet, begun or not, with what it is of, as the caller may use it."""

    of: GradedClass
    offered: OfferedSubject
    period: Period
    sheet: Sheet | None
    can_edit: bool
    today: date

    def with_sheet(self, sheet: Sheet) -> OpenSheet:
        """The same with the sheet as it is held."""
        return replace(self, sheet=sheet)

    @property
    def max_score(self) -> Decimal:
        """The maximum: of the sheet once it was handed in, of the offering before."""
        if self.sheet is None or self.sheet.status is SheetStatus.OPEN:
            return self.offered.max_score
        return self.sheet.max_score


@dataclass(frozen=True, slots=True)
class _Rows:
    pupils: Mapping[UUID, RosterPupil]
    entries: Mapping[UUID, EntryRow]
    carried: Mapping[UUID, EntryRow]


def read_sheet(ctx: Ctx, opened: OpenSheet) -> SheetRead:
    """The sheet as a page shows it."""
    rows, sheet = _rows(ctx, opened), opened.sheet
    return SheetRead(
        id=None if sheet is None else sheet.id,
        class_id=opened.of.id,
        class_name=opened.of.name,
        subject_id=opened.offered.subject_id,
        subject_name=opened.offered.name,
        subject_name_kh=opened.offered.name_kh,
        term_id=opened.period.term_id,
        period=opened.period.key,
        kind=SheetKind.EXAM if opened.period.is_exam else SheetKind.MONTH,
        status=SheetStatus.OPEN if sheet is None else sheet.status,
        max_score=opened.max_score,
        coefficient=opened.offered.coefficient,
        is_bonus=opened.offered.is_bonus,
        can_edit=opened.can_edit,
        head_seq=0 if sheet is None else sheet.head_seq,
        head_hash=None if sheet is None else sheet.head_hash,
        pupils=[_pupil(pupil, rows) for pupil in rows.pupils.values()],
    )


def blank_cells(ctx: Ctx, opened: OpenSheet) -> int:
    """How many pupils of the sheet have no mark, here or carried."""
    rows = _rows(ctx, opened)
    return len(rows.pupils.keys() - rows.entries.keys() - rows.carried.keys())


def change_cells(
    ctx: Ctx, opened: OpenSheet, wanted: Sequence[WantedCell], *, reason: str | None = None
) -> tuple[Sheet, list[UUID]]:
    """Change cells of a held sheet; returns it with its new head, and whose cells have changed.

    All of them or none: raises EntriesRefused or EntriesChanged.
    """
    sheet = opened.sheet
    assert sheet is not None, "a held sheet was begun"
    rows = _rows(ctx, opened)
    _check(opened, rows, wanted)
    sheets, changed = ctx.db(school.SheetRepository), []
    for one in wanted:
        row = rows.entries.get(one.student_id)
        old = None if row is None else Cell(row.state, row.score, row.remarks)
        new = None if one.state is None else Cell(one.state, one.score, one.remarks)
        # 9.5 and 9.50 are one mark: entering it again leaves no trace.
        if old == new:
            continue
        try:
            sheets.put(sheet, one.student_id, new, ctx.viewer.user_id, ctx.now())
        except UniqueViolation as error:
            # At the same moment another class gave the mark of a pupil who moves.
            message = {
                "field": str(one.student_id),
                "code": "carried",
                "message": "given elsewhere",
            }
            raise EntriesChanged(errors=[message]) from error
        sheet = sheets.append(
            sheet,
            _action(old, new, corrected=reason is not None),
            by=ctx.viewer.user_id,
            now=ctx.now(),
            student_id=one.student_id,
            old=old,
            new=new,
            reason=reason,
        )
        changed.append(one.student_id)
    return sheet, changed


def refuse_too_high(ctx: Ctx, sheet: Sheet) -> None:
    """Raise EntriesRefused where a mark is above the maximum: it was lowered meanwhile."""
    entries = ctx.db(school.SheetRepository).find_entries(sheet.id).values()
    errors = [
        {"field": "submit", "code": "too_high", "message": str(row.student_id)}
        for row in entries
        if row.score is not None and row.score > sheet.max_score
    ]
    if errors:
        raise EntriesRefused(errors=errors)


def post_marks(ctx: Ctx, sheet: Sheet, pupils: Iterable[UUID] | None) -> None:
    """Tell families the marks of these pupils, or all of the sheet. A blank cell says nothing."""
    sheets = ctx.db(school.SheetRepository)
    entries = sheets.find_entries(sheet.id)
    told = [one for one in (entries if pupils is None else pupils) if one in entries]
    if not told:
        return
    for reader in sheets.find_readers(told):
        row = entries[reader.student_id]
        posted = GradePosted(
            receiver_id=reader.user_id,
            class_id=sheet.class_id,
            student_id=row.student_id,
            subject_id=sheet.subject_id,
            term_id=sheet.term_id,
            period=sheet.period,
            state=row.state,
            score=row.score,
            max_score=sheet.max_score,
        )
        ctx.emit(posted, receiver_id=reader.user_id)


def _rows(ctx: Ctx, opened: OpenSheet) -> _Rows:
    books, sheets = ctx.db(school.ClassBookRepository), ctx.db(school.SheetRepository)
    period, of = opened.period, opened.of
    since, until = roster_days(period, opened.today)
    roster = {pupil.id: pupil for pupil in books.find_roster(of.id, since, until)}
    entries = {} if opened.sheet is None else sheets.find_entries(opened.sheet.id)
    left = entries.keys() - roster.keys()
    if left:
        # Who has left since keeps their mark, and their line.
        whole = books.find_roster(of.id, of.starts, of.ends)
        roster = {p.id: p for p in whole if p.id in roster or p.id in left}
    carried = sheets.find_elsewhere(
        of.id, opened.offered.subject_id, period.term_id, period.key, roster
    )
    return _Rows(roster, entries, carried)


def _pupil(pupil: RosterPupil, rows: _Rows) -> SheetPupil:
    own, other = rows.entries.get(pupil.id), rows.carried.get(pupil.id)
    shown = own or other
    return SheetPupil.of(
        pupil,
        student_id=pupil.id,
        entry=None if shown is None else EntryRead.of(shown),
        carried_from=other.class_name if own is None and other is not None else None,
    )


def _check(opened: OpenSheet, rows: _Rows, wanted: Sequence[WantedCell]) -> None:
    refused: list[dict[str, str]] = []
    stale: list[dict[str, str]] = []
    seen: set[UUID] = set()
    for at, one in enumerate(wanted):
        wrong = _wrong(opened, rows, one, twice=one.student_id in seen)
        if wrong is not None:
            field, code, message = wrong
            refused.append({"field": f"entries.{at}.{field}", "code": code, "message": message})
        row = rows.entries.get(one.student_id)
        version = one.version if isinstance(one, EntryPut) else None
        if version is not None and version != (0 if row is None else row.version):
            message = "changed by somebody else"
            stale.append({"field": f"entries.{at}", "code": "changed", "message": message})
        seen.add(one.student_id)
    if refused:
        raise EntriesRefused(errors=refused)
    if stale:
        raise EntriesChanged(errors=stale)


def _wrong(
    opened: OpenSheet, rows: _Rows, one: WantedCell, *, twice: bool
) -> tuple[str, str, str] | None:
    if twice:
        return "studentId", "twice", "each pupil once"
    if one.student_id not in rows.pupils:
        return "studentId", "not_on_sheet", "the pupil is not on this sheet"
    if one.student_id in rows.carried:
        return "studentId", "carried", "the mark was given in the class before"
    if (one.state is EntryState.SCORED) != (one.score is not None):
        return "score", "state", "a score goes with SCORED, and only with it"
    if one.score is not None and one.score > opened.max_score:
        return "score", "too_high", f"at most {opened.max_score}"
    return None


def _action(old: Cell | None, new: Cell | None, *, corrected: bool) -> GradeAction:
    if corrected:
        return GradeAction.CORRECTED
    if new is None:
        return GradeAction.REMOVED
    return GradeAction.ENTERED if old is None else GradeAction.CHANGED
