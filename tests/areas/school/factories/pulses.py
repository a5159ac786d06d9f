"""Pulse surveys for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.school.pulse_tables import pulse_questions, pulse_urns
from tests.areas.people.factories.people import act_for, new_id


def make_pulse(connection: Connection, *, tenant_id: UUID, author_id: UUID, **columns: Any) -> UUID:
    """An open pulse from one to five without answers; returns its id."""
    act_for(connection, tenant_id)
    pulse_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": pulse_id,
        "author_id": author_id,
        "text": "How was your week?",
        "scale": "LIKERT_1_5",
        "closes_at": datetime.now(UTC) + timedelta(days=7),
        **columns,
    }
    urn = {
        "tenant_id": tenant_id,
        "pulse_id": pulse_id,
        "salt": b"s" * 32,
        "counts": [0] * 5,
        "waiting_counts": [0] * 5,
    }
    connection.execute(insert(pulse_questions).values(values))
    connection.execute(insert(pulse_urns).values(urn))
    return pulse_id
