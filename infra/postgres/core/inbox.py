"""The inbox of workers: an event that was handled is handled once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.tables import consumed_messages

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


class InboxRepository:
    """Marks of handled events, written in the transaction of their effect."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def take(self, consumer: str, event_id: UUID, now: datetime) -> bool:
        """Claim an event for a consumer; False when it was handled before."""
        statement = (
            insert(consumed_messages)
            .values(consumer=consumer, event_id=event_id, consumed_at=now)
            .on_conflict_do_nothing()
            .returning(consumed_messages.c.event_id)
        )
        return self._unit.one_or_none(statement) is not None
