"""Lessons of the week, for tests."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from infra.postgres.school.tables import classes
from infra.postgres.school.timetable_tables import (
    lesson_periods,
    timetable_changes,
    timetable_entries,
)
from shared.school.types import ChangeKind
from tests.areas.people.factories.people import act_for, new_id
from tests.areas.school.factories.years import make_subject


def make_period(connection: Connection, tenant_id: UUID, starts: int = 7) -> UUID:
    """A period of fifty minutes from a full hour on; returns its id."""
    act_for(connection, tenant_id)
    period_id = new_id()
    connection.execute(
        insert(lesson_periods).values(
            tenant_id=tenant_id,
            id=period_id,
            name=str(starts),
            starts=time(starts),
            ends=time(starts, 50),
        )
    )
    return period_id


def make_lesson(connection: Connection, tenant_id: UUID, *, class_id: UUID, **columns: Any) -> UUID:
    """A lesson on Tuesdays at seven, unless told; returns its id."""
    act_for(connection, tenant_id)
    of = select(classes.c.academic_year_id).where(classes.c.id == class_id)
    row = {
        "tenant_id": tenant_id,
        "id": new_id(),
        "academic_year_id": connection.execute(of).scalar_one(),
        "class_id": class_id,
        "weekday": 2,
        "week_start": 24 * 60 + 7 * 60,
        "week_end": 24 * 60 + 7 * 60 + 50,
        "effective_from": date(2025, 11, 1),
        "effective_to": date(2026, 8, 31),
        **columns,
    }
    row.setdefault("subject_id", None)
    row["subject_id"] = row["subject_id"] or make_subject(connection, tenant_id)
    row["period_id"] = row.get("period_id") or make_period(connection, tenant_id)
    connection.execute(insert(timetable_entries).values(row))
    found: UUID = row["id"]
    return found


def make_lesson_change(
    connection: Connection, tenant_id: UUID, lesson_id: UUID, **columns: Any
) -> UUID:
    """The lesson of a Tuesday is cancelled, unless told otherwise; returns the change's id."""
    act_for(connection, tenant_id)
    row = {"date": date(2026, 2, 10), "kind": ChangeKind.CANCELLED, "id": new_id(), **columns}
    connection.execute(
        insert(timetable_changes).values(tenant_id=tenant_id, entry_id=lesson_id, **row)
    )
    found: UUID = row["id"]
    return found
