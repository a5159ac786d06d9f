"""The inbox of workers: an event that was handled is handled once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.core.tables import consumed_messages


class InboxRepository(Repository):
    """Marks of handled events, written in the transaction of their effect."""

    def take(self, consumer: str, event_id: UUID, now: datetime) -> bool:
        """Claim an event for a consumer; False when it was handled before."""
        mark = insert(consumed_messages).values(
            consumer=consumer, event_id=event_id, consumed_at=now
        )
        return self._changed(mark.on_conflict_do_nothing())
