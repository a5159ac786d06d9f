"""Calendar events of one school; closures are among them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.attendance_records import CalendarEvent
from infra.postgres.school.attendance_tables import calendar_events
from shared.school.types import CalendarKind


class CalendarRepository(Repository):
    """Queries on the calendar."""

    def find(
        self,
        first: date,
        last: date,
        *,
        class_ids: list[UUID] | None,
        cancelled: bool = False,
    ) -> list[CalendarEvent]:
        """Events on some day of these: the school's, and those of these classes or of all."""
        e = calendar_events.c
        query = select(*columns_of(CalendarEvent, calendar_events)).where(
            e.tenant_id == self.tenant, e.first_day <= last, e.last_day >= first
        )
        if class_ids is not None:
            query = query.where(or_(e.class_id.is_(None), e.class_id.in_(class_ids)))
        if not cancelled:
            query = query.where(e.cancelled_at.is_(None))
        ordered = query.order_by(e.first_day, e.starts.nulls_first(), e.id)
        return self._records(CalendarEvent, ordered.limit(2000))

    def find_closures(self, first: date, last: date) -> list[CalendarEvent]:
        """Closures on some day of these."""
        found = self.find(first, last, class_ids=None)
        return [one for one in found if one.kind is CalendarKind.CLOSURE]

    def get(self, event_id: UUID) -> CalendarEvent | None:
        """One event that was not cancelled."""
        e = calendar_events.c
        query = select(*columns_of(CalendarEvent, calendar_events)).where(
            *self._this(event_id), e.cancelled_at.is_(None)
        )
        return self._record(CalendarEvent, query)

    def insert(self, **values: Any) -> None:
        """Add an event."""
        self._unit.execute(insert(calendar_events).values(tenant_id=self.tenant, **values))

    def change(self, event_id: UUID, **values: Any) -> None:
        """Change an event; calendars hear of it by its sequence."""
        e = calendar_events.c
        change = update(calendar_events).where(*self._this(event_id))
        self._unit.execute(change.values(sequence=e.sequence + 1, **values))

    def _this(self, event_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (calendar_events.c.tenant_id == self.tenant, calendar_events.c.id == event_id)


def is_closed(
    class_id: ColumnElement[Any], day: ColumnElement[Any], session: ColumnElement[Any]
) -> ColumnElement[bool]:
    """SQL: whether a closure covers a register with these columns, in the same school."""
    e = calendar_events.c
    return (
        select(e.id)
        .where(
            e.tenant_id == class_id.table.c.tenant_id,
            e.kind == CalendarKind.CLOSURE,
            e.cancelled_at.is_(None),
            e.first_day <= day,
            e.last_day >= day,
            or_(e.class_id.is_(None), e.class_id == class_id),
            or_(func.cardinality(e.sessions) == 0, session == func.any(e.sessions)),
        )
        .exists()
    )
