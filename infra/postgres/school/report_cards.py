"""Report cards of one school, as they were issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, select

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.grade_records import CardRow
from infra.postgres.school.grade_tables import report_cards
from infra.postgres.school.tables import classes
from infra.postgres.tenants.tables import tenants
from shared.school.grades.types import CardScope


class CardRepository(Repository):
    """Queries on cards. None is ever changed: a correction is a new version."""

    def hold_class(self, class_id: UUID) -> None:
        """Let nobody else issue cards of a class until the end of the unit."""
        c = classes.c
        query = select(c.id).where(c.tenant_id == self.tenant, c.id == class_id)
        self._unit.execute(query.with_for_update(key_share=True))

    def get(self, card_id: UUID) -> CardRow | None:
        """One card."""
        return self._record(CardRow, self._cards().where(report_cards.c.id == card_id))

    def find_latest(
        self,
        *,
        academic_year_id: UUID,
        class_id: UUID | None = None,
        students: Collection[UUID] | None = None,
        scope: CardScope | None = None,
        term_id: UUID | None = None,
        period: str | None = None,
    ) -> list[CardRow]:
        """The latest version of each card of a year that fits."""
        r = report_cards.c
        query = self._cards().where(r.academic_year_id == academic_year_id)
        wanted = {
            r.class_id: class_id,
            r.scope: scope,
            r.term_id: term_id,
            r.period: period,
        }
        for column, value in wanted.items():
            if value is not None:
                query = query.where(column == value)
        if students is not None:
            query = query.where(r.student_id.in_(list(students)))
        rows = self._records(CardRow, query)
        return [row for row in rows if row.version == row.latest]

    def insert(self, rows: Iterable[dict[str, Any]]) -> None:
        """Add cards."""
        values = [{"tenant_id": self.tenant, **row} for row in rows]
        if values:
            self._unit.execute(insert(report_cards).values(values))

    def _cards(self) -> Select[Any]:
        r, t = report_cards.c, tenants.c
        other = report_cards.alias("versions")
        same = (
            other.c.tenant_id == self.tenant,
            other.c.student_id == r.student_id,
            other.c.academic_year_id == r.academic_year_id,
            other.c.scope == r.scope,
            # The card of a year is of no term.
            func.coalesce(other.c.term_id, other.c.academic_year_id)
            == func.coalesce(r.term_id, r.academic_year_id),
            other.c.period == r.period,
        )
        latest = select(func.max(other.c.version)).where(*same).scalar_subquery()
        columns = columns_of(CardRow, report_cards, latest=latest, school_name=t.name)
        joined = select(*columns).join_from(report_cards, tenants, and_(t.id == r.tenant_id))
        return joined.where(r.tenant_id == self.tenant)
