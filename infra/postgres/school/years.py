"""School years of one school, with their terms and months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.grade_tables import grade_sheets
from infra.postgres.school.structure_records import Term, TermMonth, Year
from infra.postgres.school.structure_tables import term_months, terms
from infra.postgres.school.tables import academic_years
from shared.school.grades.types import SheetKind


class YearRepository(Repository):
    """Queries on school years."""

    def find(self) -> list[Year]:
        """Every year, the latest first."""
        y = academic_years.c
        query = select(*columns_of(Year, academic_years)).where(y.tenant_id == self.tenant)
        return self._records(Year, query.order_by(y.start_date.desc(), y.id))

    def get(self, year_id: UUID) -> Year | None:
        """One year."""
        y = academic_years.c
        query = select(*columns_of(Year, academic_years))
        return self._record(Year, query.where(y.tenant_id == self.tenant, y.id == year_id))

    def get_current(self) -> Year | None:
        """The year that the school is in, if it has said so."""
        y = academic_years.c
        query = select(*columns_of(Year, academic_years))
        return self._record(Year, query.where(y.tenant_id == self.tenant, y.is_current))

    def find_terms(self, year_ids: Iterable[UUID]) -> list[Term]:
        """The terms of these years, in order."""
        t = terms.c
        query = select(*columns_of(Term, terms)).where(
            t.tenant_id == self.tenant, t.academic_year_id.in_(list(year_ids))
        )
        return self._records(Term, query.order_by(t.start_date, t.ordinal))

    def find_months(self, term_ids: Iterable[UUID]) -> list[TermMonth]:
        """The months of these terms, in order."""
        m = term_months.c
        query = select(*columns_of(TermMonth, term_months)).where(
            m.tenant_id == self.tenant, m.term_id.in_(list(term_ids))
        )
        return self._records(TermMonth, query.order_by(m.month))

    def insert(self, **values: Any) -> None:
        """Add a year; raises UniqueViolation for a name that is taken."""
        self._unit.execute(insert(academic_years).values(tenant_id=self.tenant, **values))

    def change(self, year_id: UUID, version: int, **values: Any) -> bool:
        """Change a year that is still as it was read; otherwise false."""
        y = academic_years.c
        this = (y.tenant_id == self.tenant, y.id == year_id, y.version == version)
        return self._changed(
            update(academic_years).where(*this).values(version=version + 1, **values)
        )

    def leave_current(self, year_id: UUID) -> None:
        """Make no other year than this one the current one, nor let another become it now."""
        y = academic_years.c
        self._wait_for_turn("current-year")
        others = (y.tenant_id == self.tenant, y.id != year_id, y.is_current)
        self._unit.execute(update(academic_years).where(*others).values(is_current=False))

    def put_terms(self, year_id: UUID, rows: Sequence[Mapping[str, Any]]) -> dict[int, UUID]:
        """Make these the terms of a year, by their ordinals; returns their ids.

        A term stays the same row as long as it keeps its ordinal. Raises ForeignKeyViolation where
        one that goes has records.
        """
        t = terms.c
        theirs = (t.tenant_id == self.tenant, t.academic_year_id == year_id)
        gone = select(t.id).where(*theirs, t.ordinal.not_in([row["ordinal"] for row in rows]))
        m = term_months.c
        self._unit.execute(
            delete(term_months).where(m.tenant_id == self.tenant, m.term_id.in_(gone))
        )
        self._unit.execute(delete(terms).where(t.id.in_(gone), *theirs))
        for row in rows:
            adding = upsert(terms).values(tenant_id=self.tenant, academic_year_id=year_id, **row)
            changed = {name: value for name, value in row.items() if name != "id"}
            key = [t.tenant_id, t.academic_year_id, t.ordinal]
            self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=changed))
        found = self._unit.all(select(t.ordinal, t.id).where(*theirs))
        return {row.ordinal: row.id for row in found}

    def has_stray_sheets(self, year_id: UUID) -> bool:
        """Whether the year has marks of a month that is none of their term any more."""
        s, m = grade_sheets.c, term_months.c
        known = select(m.term_id).where(
            m.tenant_id == self.tenant,
            m.term_id == s.term_id,
            func.to_char(m.month, "YYYY-MM") == s.period,
        )
        query = select(s.id).where(
            s.tenant_id == self.tenant,
            s.academic_year_id == year_id,
            s.kind == SheetKind.MONTH,
            # One without a link is an empty page.
            s.head_seq > 0,
            ~known.exists(),
        )
        return self._value(query.limit(1)) is not None

    def put_months(self, term_id: UUID, months: Mapping[date, bool]) -> None:
        """Make these the months of a term, with whether they count."""
        m = term_months.c
        theirs = (m.tenant_id == self.tenant, m.term_id == term_id)
        self._unit.execute(delete(term_months).where(*theirs, m.month.not_in(list(months))))
        for month, counts in months.items():
            adding = upsert(term_months).values(
                tenant_id=self.tenant, term_id=term_id, month=month, counts=counts
            )
            key = [m.tenant_id, m.term_id, m.month]
            self._unit.execute(
                adding.on_conflict_do_update(index_elements=key, set_={"counts": counts})
            )
