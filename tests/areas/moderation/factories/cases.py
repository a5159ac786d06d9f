"""Cases for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.moderation.tables import moderation_cases, reports
from tests.areas.people.factories.people import act_for, new_id


def make_case(
    connection: Connection,
    *,
    tenant_id: UUID,
    target: tuple[str, UUID],
    author_id: UUID,
    reporter_id: UUID,
    **columns: Any,
) -> UUID:
    """Something that somebody has reported; returns the id of the case, which is open."""
    act_for(connection, tenant_id)
    case_id = new_id()
    connection.execute(
        insert(moderation_cases).values(
            tenant_id=tenant_id,
            id=case_id,
            target_type=target[0],
            target_id=target[1],
            author_id=author_id,
            evidence="What it said",
            score=1,
            **columns,
        )
    )
    connection.execute(
        insert(reports).values(
            tenant_id=tenant_id,
            id=new_id(),
            case_id=case_id,
            reporter_id=reporter_id,
            reason="SPAM",
        )
    )
    return case_id
