"""Registers, notices and events of the calendar, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.school.attendance_tables import (
    absence_notices,
    attendance_marks,
    attendance_registers,
    calendar_events,
)
from tests.areas.people.factories.people import act_for, new_id


def make_register(
    connection: Connection,
    tenant_id: UUID,
    class_id: UUID,
    day: date,
    marks: Mapping[UUID, str],
    *,
    by: UUID,
    session: str = "MORNING",
) -> UUID:
    """A register that was taken, with these statuses; returns its id."""
    act_for(connection, tenant_id)
    register_id, now = new_id(), datetime.now(UTC)
    connection.execute(
        insert(attendance_registers).values(
            tenant_id=tenant_id,
            id=register_id,
            class_id=class_id,
            date=day,
            session=session,
            taken_by=by,
            taken_at=now,
            version=1,
        )
    )
    rows = [
        {
            "tenant_id": tenant_id,
            "register_id": register_id,
            "student_id": student_id,
            "status": status,
            "marked_by": by,
            "marked_at": now,
        }
        for student_id, status in marks.items()
    ]
    if rows:
        connection.execute(insert(attendance_marks), rows)
    return register_id


def make_notice(
    connection: Connection, tenant_id: UUID, student_id: UUID, by: UUID, **columns: Any
) -> UUID:
    """A notice for a day to come, unless told; returns its id."""
    act_for(connection, tenant_id)
    values = {
        "tenant_id": tenant_id,
        "id": new_id(),
        "student_id": student_id,
        "first_day": date(2099, 1, 5),
        "last_day": date(2099, 1, 5),
        "kind": "MEDICAL",
        "made_by": by,
        "created_at": datetime.now(UTC),
        **columns,
    }
    connection.execute(insert(absence_notices).values(values))
    found: UUID = values["id"]
    return found


def make_event(connection: Connection, tenant_id: UUID, by: UUID, **columns: Any) -> UUID:
    """An event of the calendar, for a day to come unless told; returns its id."""
    act_for(connection, tenant_id)
    values = {
        "tenant_id": tenant_id,
        "id": new_id(),
        "kind": "EVENT",
        "title": "A day out",
        "first_day": date(2099, 1, 5),
        "last_day": date(2099, 1, 5),
        "created_by": by,
        **columns,
    }
    connection.execute(insert(calendar_events).values(values))
    found: UUID = values["id"]
    return found
