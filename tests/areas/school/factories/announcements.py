"""Rows of announcements for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.school.announcement_tables import announcements
from tests.areas.people.factories.people import act_for, new_id


def make_announcement(
    connection: Connection, *, tenant_id: UUID, author_id: UUID, **columns: Any
) -> UUID:
    """An announcement to the whole school, told a moment ago."""
    act_for(connection, tenant_id)
    now = datetime.now(UTC)
    row = {
        "id": new_id(),
        "title": "News",
        "body": "Something is new.",
        "publish_at": now,
        "published_at": now,
        **columns,
    }
    connection.execute(
        insert(announcements).values(tenant_id=tenant_id, author_id=author_id, **row)
    )
    found: UUID = row["id"]
    return found
