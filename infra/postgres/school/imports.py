"""Imports of one school, with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.import_tables import import_rows, imports
from shared.school.imports.types import (
    WRITTEN,
    DayOrder,
    Fate,
    FileProblem,
    ImportKind,
    ImportStatus,
    RowOutcome,
    RowProblem,
)

KEPT = 50


@dataclass(frozen=True, slots=True)
class Import:
    """An import, and how far it has come."""

    id: UUID
    created_by: UUID
    upload_id: UUID
    kind: ImportKind
    name: str
    year_id: UUID
    started_on: date
    day_order: DayOrder | None
    creates_classes: bool
    ends_absent: bool
    status: ImportStatus
    problem: FileProblem | None
    ignored_columns: Sequence[str]
    plan_hash: str | None
    step: int
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of a file, and what becomes of it."""

    number: int
    said: dict[str, Any]
    fate: Fate
    student_id: UUID | None
    plan: dict[str, Any]
    outcome: RowOutcome | None


class ImportRepository(Repository):
    """Queries on imports."""

    def insert(self, **values: Any) -> None:
        """Begin an import."""
        self._unit.execute(insert(imports).values(tenant_id=self.tenant, **values))

    def get(self, import_id: UUID, *, lock: bool = False) -> Import | None:
        """One import."""
        i = imports.c
        query = select(*columns_of(Import, imports)).where(
            i.tenant_id == self.tenant, i.id == import_id
        )
        return self._record(Import, query.with_for_update() if lock else query)

    def find(self) -> list[Import]:
        """The last imports, newest first."""
        i = imports.c
        query = select(*columns_of(Import, imports)).where(i.tenant_id == self.tenant)
        return self._records(Import, query.order_by(i.created_at.desc(), i.id.desc()).limit(KEPT))

    def change(self, import_id: UUID, **values: Any) -> None:
        """Change an import."""
        this = (imports.c.tenant_id == self.tenant, imports.c.id == import_id)
        self._unit.execute(update(imports).where(*this).values(**values))

    def add_rows(self, import_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep the plan of every row."""
        key = {"tenant_id": self.tenant, "import_id": import_id}
        self._unit.execute(insert(import_rows).values([{**key, **row} for row in rows]))

    def find_rows(
        self, import_id: UUID, *, after: int = 0, fate: Fate | None = None, limit: int
    ) -> list[ImportRow]:
        """Rows in the order of the file, ``limit + 1``."""
        r = import_rows.c
        query = select(*columns_of(ImportRow, import_rows)).where(
            r.tenant_id == self.tenant, r.import_id == import_id, r.number > after
        )
        if fate is not None:
            query = query.where(r.fate == fate)
        return self._records(ImportRow, query.order_by(r.number).limit(limit + 1))

    def find_open(self, import_id: UUID, limit: int) -> list[ImportRow]:
        """The next rows with something to write."""
        r = import_rows.c
        query = select(*columns_of(ImportRow, import_rows)).where(
            r.tenant_id == self.tenant,
            r.import_id == import_id,
            r.outcome.is_(None),
            r.fate.in_(WRITTEN),
        )
        return self._records(ImportRow, query.order_by(r.number).limit(limit))

    def conclude(self, import_id: UUID, numbers: Iterable[int], outcome: RowOutcome) -> None:
        """Note what was done with rows."""
        r = import_rows.c
        these = (
            r.tenant_id == self.tenant,
            r.import_id == import_id,
            r.number.in_(list(numbers)),
        )
        self._unit.execute(update(import_rows).where(*these).values(outcome=outcome))

    def count_problems(self, import_id: UUID) -> dict[RowProblem, int]:
        """For which reasons how many rows are not taken, the most frequent first."""
        r = import_rows.c
        reason = func.jsonb_array_elements(r.plan["problems"]).op("->>")(1)
        each = (
            select(r.number, reason.label("problem"))
            .where(r.tenant_id == self.tenant, r.import_id == import_id, r.fate == Fate.ERROR)
            .subquery()
        )
        problem, rows = each.c.problem, func.count(each.c.number.distinct())
        query = select(problem, rows).group_by(problem).order_by(rows.desc(), problem)
        found: Sequence[Any] = self._unit.all(query)
        return {RowProblem(reason): number for reason, number in found}

    def count(self, import_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
        """How many rows have which fate and outcome, by import."""
        r = import_rows.c
        these = (r.tenant_id == self.tenant, r.import_id.in_(list(import_ids)))
        found: dict[UUID, dict[str, int]] = {}
        for column in (r.fate, r.outcome):
            query = select(r.import_id, column, func.count()).where(*these, column.is_not(None))
            for row in self._unit.execute(query.group_by(r.import_id, column)):
                import_id, value, number = tuple(row)
                found.setdefault(import_id, {})[str(value)] = number
        return found
