"""Writing the rows of an import: each as it was planned, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from functions.runtime.context import Ctx
from infra.postgres import school
from shared.realtime.events import AccessChanged
from shared.school.events import EnrolmentChanged
from shared.school.imports.cells import day_order
from shared.school.imports.directory import (
    NAME_PARTS,
    Directory,
    KnownClass,
    KnownGuardian,
    KnownPupil,
    Seat,
)
from shared.school.imports.planning import CLASS, EXTERNAL_ID, Options, Planner, RowPlan
from shared.school.imports.tables import ImportedRow
from shared.school.imports.types import Fate, RowOutcome
from shared.school.naming import PersonName
from shared.school.types import EntryReason, ExitReason, StudentStatus
from shared.text.same import canonical

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.school import Import, ImportRow

_NUMBER_DIGITS = 5
_LATIN = frozenset(NAME_PARTS[:2])


def options_of(found: Import, rows: Sequence[ImportedRow] = ()) -> Options:
    """What was said with the file, and in which order it writes days."""
    order = day_order(rows, found.day_order)
    return Options(found.started_on, order, found.creates_classes, found.ends_absent)


class Importing:
    """Applies rows to the records, and keeps the directory as they are then."""

    def __init__(self, ctx: Ctx, found: Import, directory: Directory) -> None:
        self._ctx, self._import, self._directory = ctx, found, directory
        self._planner = Planner(directory, options_of(found))
        self._last_number: str | None = None

    def apply(self, row: ImportRow) -> RowOutcome:
        """Write a row, if the same would become of it as when it was planned."""
        said = ImportedRow(row.number, row.said["cells"], row.said["guardians"])
        ends = row.student_id if row.fate is Fate.END else None
        plan = self._planner.plan(said) if ends is None else self._planner.ending(ends)
        if plan is None:
            return RowOutcome.CHANGED_MEANWHILE
        then = (row.fate, row.student_id, row.plan)
        if (plan.fate, plan.student_id, plan.document()) != then:
            return RowOutcome.CHANGED_MEANWHILE
        if ends is not None:
            self._end(self._directory.pupils[ends])
            return RowOutcome.APPLIED
        pupil = self._write_pupil(said, plan)
        if said.cells.get(CLASS) is not None:
            self._seat(pupil, said.cells[CLASS])
        for guardian in plan.guardians:
            self._guard(pupil, guardian)
        return RowOutcome.APPLIED

    def _write_pupil(self, said: ImportedRow, plan: RowPlan) -> KnownPupil:
        students = self._ctx.db(school.StudentRepository)
        known = None if plan.student_id is None else self._directory.pupils[plan.student_id]
        told = {one.field for one in plan.changes}
        changed = {name: value for name, value in plan.values.items() if name in told}
        before: Mapping[str, Any] = {} if known is None else known.values
        values = {**before, **changed}
        if known is None:
            values["student_number"] = values.get("student_number") or self._next_number()
        external_id = said.cells.get(EXTERNAL_ID) if EXTERNAL_ID in told else None
        found = self._found_by(values)
        if external_id is not None:
            found[EXTERNAL_ID] = external_id
        if known is None:
            known = KnownPupil(self._ctx.new_id(), 0, None, values, frozenset(), external_id)
            row = {**values, **found, "created_at": self._ctx.now()}
            students.insert(id=known.id, **row)
        elif changed or external_id is not None:
            students.change(known.id, **changed, **found)
            known.values = values
        self._directory.know(known)
        return known

    def _found_by(self, values: dict[str, Any]) -> dict[str, Any]:
        """What sorts and finds a pupil; parts that are missing in Latin are empty."""
        for part in _LATIN:
            values[part] = values.get(part) or ""
        family_kh, given_kh = (values.get(part) for part in NAME_PARTS[2:])
        name = PersonName(values["last_name"], values["first_name"], family_kh, given_kh)
        numbers = (values.get("student_number"), values.get("official_id"))
        return {"sort_key": name.sort_key, "search_text": name.search_text(*numbers)}

    def _next_number(self) -> str:
        if self._last_number is None:
            prefix = f"{self._import.started_on:%y}"
            students = self._ctx.db(school.StudentRepository)
            # Nobody else takes one before this step is over.
            self._last_number = students.next_number(prefix, _NUMBER_DIGITS)
        else:
            self._last_number = str(int(self._last_number) + 1).zfill(len(self._last_number))
        return self._last_number

    def _seat(self, pupil: KnownPupil, name: str) -> None:
        to = self._directory.classes.get(canonical(name)) or self._new_class(name)
        seat = self._directory.seats.get(pupil.id)
        if seat is not None and seat.class_id == to.id:
            return
        ctx, begins = self._ctx, self._import.started_on
        enrolments = ctx.db(school.EnrolmentRepository)
        reason = EntryReason.NEW
        if seat is not None:
            held = enrolments.lock_open(pupil.id, self._import.year_id)
            assert held is not None, "it was read in this transaction"
            enrolments.end([held.id], begins, ExitReason.MOVED)
            self._announce(pupil, seat.class_id, ExitReason.MOVED)
            reason = EntryReason.MOVED
        enrolments.open(
            id=ctx.new_id(),
            class_id=to.id,
            student_id=pupil.id,
            academic_year_id=self._import.year_id,
            entry_reason=reason,
            started_on=begins,
        )
        if not pupil.is_active:
            ctx.db(school.StudentRepository).change(pupil.id, status=StudentStatus.ACTIVE)
        self._announce(pupil, to.id, "ACTIVE")
        if pupil.user_id is not None:
            ctx.emit(AccessChanged(user_id=pupil.user_id), user_id=pupil.user_id)
        self._directory.seats[pupil.id] = Seat(to.id, to.name, begins)

    def _end(self, pupil: KnownPupil) -> None:
        """End a pupil's time in their class. What was recorded of it stays, and so do they."""
        ctx, seat = self._ctx, self._directory.seats.pop(pupil.id)
        enrolments = ctx.db(school.EnrolmentRepository)
        held = enrolments.lock_open(pupil.id, self._import.year_id)
        assert held is not None, "it was read in this transaction"
        enrolments.end([held.id], self._import.started_on, ExitReason.OTHER)
        ctx.db(school.StudentRepository).change(pupil.id, status=StudentStatus.INACTIVE)
        self._announce(pupil, seat.class_id, ExitReason.OTHER)
        if pupil.user_id is not None:
            ctx.emit(AccessChanged(user_id=pupil.user_id), user_id=pupil.user_id)

    def _new_class(self, name: str) -> KnownClass:
        made = KnownClass(self._ctx.new_id(), name, None, 0)
        classes = self._ctx.db(school.SchoolClassRepository)
        classes.insert(id=made.id, name=name, academic_year_id=self._import.year_id)
        self._directory.classes[canonical(name)] = made
        return made

    def _guard(self, pupil: KnownPupil, said: Mapping[str, Any]) -> None:
        guardians = self._ctx.db(school.GuardianRepository)
        known = self._directory.guardian(pupil.id, said, said.get(EXTERNAL_ID))
        tied = self._directory.ties[pupil.id]
        if known is None:
            names = {part: said.get(part) for part in NAME_PARTS}
            names |= {part: names[part] or "" for part in _LATIN}
            known = KnownGuardian(
                self._ctx.new_id(), names, said.get("phone"), said.get(EXTERNAL_ID)
            )
            guardians.insert(
                id=known.id,
                phone=known.phone,
                external_id=known.external_id,
                created_at=self._ctx.now(),
                **names,
            )
            self._directory.know_guardian(known)
        if known.id not in tied:
            how = {"relationship": said.get("relationship"), "is_primary": not tied}
            guardians.link(pupil.id, known.id, **how)
            tied.add(known.id)
            if known.user_id is not None:
                self._ctx.emit(AccessChanged(user_id=known.user_id), user_id=known.user_id)

    def _announce(self, pupil: KnownPupil, class_id: UUID, status: str) -> None:
        changed = EnrolmentChanged(
            class_id=class_id,
            student_id=pupil.id,
            status=status,
            on=self._import.started_on,
        )
        self._ctx.emit(changed, student_user_id=pupil.user_id, class_id=class_id)
