"""Sheets of one school: their cells, and the chain that each change adds a link to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.school.grade_records import EntryRow, HistoryRow, Reader, Sheet, SheetCells
from infra.postgres.school.grade_tables import grade_entries, grade_history, grade_sheets
from infra.postgres.school.structure_tables import subject_offerings
from infra.postgres.school.tables import classes, guardians, student_guardians, students
from shared.school.grades.cells import Cell, text_of
from shared.school.grades.chain import Link, digest
from shared.school.grades.standings import Period
from shared.school.grades.types import GradeAction, SheetStatus


class SheetRepository(Repository):
    """Queries on sheets of marks. What changes one holds its row, and so the head of its chain."""

    def find_of_class(self, class_id: UUID, *, term_id: UUID | None = None) -> list[Sheet]:
        """The sheets of a class that were begun."""
        s = grade_sheets.c
        query = self._sheets().where(s.class_id == class_id)
        if term_id is not None:
            query = query.where(s.term_id == term_id)
        return self._records(Sheet, query.order_by(s.period, s.id))

    def get(self, class_id: UUID, subject_id: UUID, term_id: UUID, period: str) -> Sheet | None:
        """One sheet, if it was begun."""
        return self._record(Sheet, self._one(class_id, subject_id, term_id, period))

    def hold(
        self,
        class_id: UUID,
        subject_id: UUID,
        term_id: UUID,
        period: str,
        *,
        new: dict[str, Any] | None = None,
    ) -> Sheet | None:
        """The sheet with its row locked until the end of the unit.

        ``new`` are the columns of one that is begun where there is none yet.
        """
        query = self._one(class_id, subject_id, term_id, period).with_for_update()
        found = self._record(Sheet, query)
        if found is None and new is not None:
            of = {"class_id": class_id, "subject_id": subject_id, "term_id": term_id}
            row = {"tenant_id": self.tenant, **of, "period": period, **new}
            # Two teachers may begin it at once: one waits for the other here, and finds it.
            self._unit.execute(upsert(grade_sheets).values(row).on_conflict_do_nothing())
            found = self._record(Sheet, query)
        return found

    def count_entries(self, class_id: UUID) -> dict[UUID, int]:
        """How many cells are filled in each sheet of a class."""
        e, s = grade_entries.c, grade_sheets.c
        query = (
            select(e.sheet_id, func.count().label("entered"))
            .join_from(
                grade_entries, grade_sheets, and_(s.tenant_id == self.tenant, s.id == e.sheet_id)
            )
            .where(e.tenant_id == self.tenant, s.class_id == class_id)
            .group_by(e.sheet_id)
        )
        return {row.sheet_id: row.entered for row in self._unit.all(query)}

    def find_entries(self, sheet_id: UUID) -> dict[UUID, EntryRow]:
        """The cells of a sheet by pupil."""
        rows = self._records(EntryRow, self._entries().where(grade_entries.c.sheet_id == sheet_id))
        return {row.student_id: row for row in rows}

    def find_elsewhere(
        self, class_id: UUID, subject_id: UUID, term_id: UUID, period: str, pupils: Iterable[UUID]
    ) -> dict[UUID, EntryRow]:
        """The cells of these pupils in sheets of other classes, for the same subject and period."""
        e, s = grade_entries.c, grade_sheets.c
        query = self._entries().where(
            s.class_id != class_id,
            e.subject_id == subject_id,
            e.term_id == term_id,
            e.period == period,
            e.student_id.in_(list(pupils)),
        )
        return {row.student_id: row for row in self._records(EntryRow, query)}

    def find_entries_of(self, student_id: UUID, academic_year_id: UUID) -> list[EntryRow]:
        """All cells of a pupil in sheets of a year that were handed in."""
        s = grade_sheets.c
        query = self._entries().where(
            grade_entries.c.student_id == student_id,
            s.status != SheetStatus.OPEN,
            s.academic_year_id == academic_year_id,
        )
        return self._records(EntryRow, query)

    def find_cells_of(
        self,
        pupils: Iterable[UUID],
        academic_year_id: UUID,
        *,
        term_id: UUID | None = None,
        month: Period | None = None,
    ) -> list[SheetCells]:
        """The cells of these pupils in sheets of a year that were handed in: of a term, a month.

        A class has thousands in a year. They come by sheet, as documents: the driver takes longer
        to read the columns of so many rows than the database to find them.
        """
        e, s = grade_entries.c, grade_sheets.c
        cell = func.json_build_array(e.student_id, e.state, cast(e.score, Text))
        columns = columns_of(SheetCells, grade_sheets, cells=func.json_agg(cell))
        query = (
            select(*columns)
            .join_from(
                grade_entries, grade_sheets, and_(s.tenant_id == self.tenant, s.id == e.sheet_id)
            )
            .where(
                e.tenant_id == self.tenant,
                e.student_id.in_(list(pupils)),
                s.status != SheetStatus.OPEN,
                s.academic_year_id == academic_year_id,
            )
            .group_by(s.tenant_id, s.id)
        )
        if term_id is not None:
            query = query.where(e.term_id == term_id)
        if month is not None:
            query = query.where(e.term_id == month.term_id, e.period == month.key)
        return self._records(SheetCells, query)

    def put(
        self, sheet: Sheet, student_id: UUID, cell: Cell | None, by: UUID, now: datetime
    ) -> None:
        """Fill a cell of a held sheet, or empty it."""
        e = grade_entries.c
        where = (
            e.tenant_id == self.tenant,
            e.sheet_id == sheet.id,
            e.student_id == student_id,
        )
        if cell is None:
            self._unit.execute(delete(grade_entries).where(*where))
            return
        values = {
            "state": cell.state,
            "score": cell.score,
            "remarks": cell.remarks,
            "entered_by": by,
            "updated_at": now,
        }
        h = grade_history.c
        earlier = (
            select(func.count())
            .where(
                h.tenant_id == self.tenant,
                h.sheet_id == sheet.id,
                h.student_id == student_id,
            )
            .scalar_subquery()
        )
        row = {
            "tenant_id": self.tenant,
            "sheet_id": sheet.id,
            "student_id": student_id,
            # One that was emptied goes on counting: a version that was read is never another cell.
            "version": earlier + 1,
            "subject_id": sheet.subject_id,
            "term_id": sheet.term_id,
            "period": sheet.period,
            **values,
        }
        filled = upsert(grade_entries).values(row)
        self._unit.execute(
            filled.on_conflict_do_update(
                index_elements=[e.tenant_id, e.sheet_id, e.student_id],
                set_={**values, "version": e.version + 1},
            )
        )

    def append(
        self,
        sheet: Sheet,
        action: GradeAction,
        *,
        by: UUID,
        now: datetime,
        student_id: UUID | None = None,
        old: Cell | None = None,
        new: Cell | None = None,
        reason: str | None = None,
    ) -> Sheet:
        """Add a link to the chain of a held sheet; returns the sheet with its new head."""
        link = Link(
            sheet_id=sheet.id,
            seq=sheet.head_seq + 1,
            action=action,
            student_id=student_id,
            old=text_of(old),
            new=text_of(new),
            reason=reason,
            changed_by=by,
            changed_at=now,
            previous=sheet.head_hash,
        )
        chained = replace(link, hash=digest(link.document()))
        row = {name: getattr(chained, name) for name in Link.__dataclass_fields__}
        self._unit.execute(insert(grade_history).values(tenant_id=self.tenant, **row))
        return replace(sheet, head_seq=chained.seq, head_hash=chained.hash)

    def store(self, sheet: Sheet, **values: Any) -> None:
        """Put a held sheet back: its head, and what else has changed."""
        s = grade_sheets.c
        head = {"head_seq": sheet.head_seq, "head_hash": sheet.head_hash}
        change = update(grade_sheets).where(s.tenant_id == self.tenant, s.id == sheet.id)
        self._unit.execute(change.values(**head, **values))

    def follow_offering(self, sheet: Sheet, max_score: Decimal) -> Sheet:
        """An open sheet has the maximum of its offering; a held one is told of a new one."""
        if sheet.status is SheetStatus.OPEN and sheet.max_score != max_score:
            self.store(sheet, max_score=max_score)
            return replace(sheet, max_score=max_score)
        return sheet

    def freeze_offering(
        self, academic_year_id: UUID, grade_id: UUID, subject_id: UUID, now: datetime
    ) -> None:
        """A sheet of these offerings was handed in: their figures stand from now on."""
        o = subject_offerings.c
        self._unit.execute(
            update(subject_offerings)
            .where(
                o.tenant_id == self.tenant,
                o.academic_year_id == academic_year_id,
                o.grade_id == grade_id,
                o.subject_id == subject_id,
                o.frozen_at.is_(None),
            )
            .values(frozen_at=now)
        )

    def find_history(self, sheet_id: UUID) -> list[HistoryRow]:
        """The changes of a sheet with who made them, oldest first."""
        h = grade_history.c
        query = (
            select(*columns_of(HistoryRow, grade_history, changed_by_name=users.c.name))
            .join_from(grade_history, users, users.c.id == h.changed_by)
            .where(h.tenant_id == self.tenant, h.sheet_id == sheet_id)
        )
        return self._records(HistoryRow, query.order_by(h.seq))

    def find_readers(self, pupils: Iterable[UUID]) -> list[Reader]:
        """Accounts of these pupils and of those of their guardians who may see marks."""
        st, g, sg = students.c, guardians.c, student_guardians.c
        listed = list(pupils)
        own = select(st.id.label("student_id"), st.user_id.label("user_id")).where(
            st.tenant_id == self.tenant, st.id.in_(listed), st.user_id.is_not(None)
        )
        theirs = (
            select(sg.student_id.label("student_id"), g.user_id.label("user_id"))
            .join_from(
                student_guardians,
                guardians,
                and_(g.tenant_id == self.tenant, g.id == sg.guardian_id),
            )
            .where(
                sg.tenant_id == self.tenant,
                sg.student_id.in_(listed),
                sg.can_view_grades,
                g.user_id.is_not(None),
            )
        )
        return self._records(Reader, own.union(theirs))

    def _one(self, class_id: UUID, subject_id: UUID, term_id: UUID, period: str) -> Select[Any]:
        s = grade_sheets.c
        return self._sheets().where(
            s.class_id == class_id,
            s.subject_id == subject_id,
            s.term_id == term_id,
            s.period == period,
        )

    def _sheets(self) -> Select[Any]:
        query = select(*columns_of(Sheet, grade_sheets))
        return query.where(grade_sheets.c.tenant_id == self.tenant)

    def _entries(self) -> Select[Any]:
        e, s, c = grade_entries.c, grade_sheets.c, classes.c
        of_sheet: ColumnElement[bool] = and_(s.tenant_id == self.tenant, s.id == e.sheet_id)
        columns = columns_of(EntryRow, grade_entries, grade_sheets, class_name=c.name)
        return (
            select(*columns)
            .join_from(grade_entries, grade_sheets, of_sheet)
            .join(classes, and_(c.tenant_id == self.tenant, c.id == s.class_id))
            .where(e.tenant_id == self.tenant)
        )
