"""What is sent to webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.platform.records import Delivery
from infra.postgres.platform.webhook_tables import webhook_deliveries as deliveries
from shared.http.paging import Position
from shared.platform.webhook_types import DeliveryState


class DeliveryRepository(Repository):
    """Queries on deliveries."""

    def add(self, **values: Any) -> bool:
        """Add one; False where its webhook has this event already."""
        row = {"tenant_id": self.tenant, "attempts": [], **values}
        return self._changed(insert(deliveries).values(row).on_conflict_do_nothing())

    def find(
        self,
        webhook_id: UUID,
        state: DeliveryState | None,
        *,
        before: Position | None,
        limit: int,
    ) -> list[Delivery]:
        """A page of a webhook's deliveries, the newest first; ``limit + 1`` rows."""
        d = deliveries.c
        query = select(*columns_of(Delivery, deliveries)).where(
            d.tenant_id == self.tenant, d.webhook_id == webhook_id
        )
        if state is not None:
            query = query.where(d.state == state)
        query = newest_first(query, d.created_at, d.id, before=before, limit=limit)
        return self._records(Delivery, query)

    def lock(self, delivery_id: UUID, webhook_id: UUID | None = None) -> Delivery | None:
        """A delivery, of this webhook where one is named, that nobody else sends."""
        d = deliveries.c
        query = select(*columns_of(Delivery, deliveries)).where(
            d.tenant_id == self.tenant, d.id == delivery_id
        )
        if webhook_id is not None:
            query = query.where(d.webhook_id == webhook_id)
        return self._record(Delivery, query.with_for_update())

    def change(self, delivery_id: UUID, **values: Any) -> None:
        """Write what became of a delivery."""
        d = deliveries.c
        this = update(deliveries).where(d.tenant_id == self.tenant, d.id == delivery_id)
        self._unit.execute(this.values(**values))

    def end_waiting(self, webhook_id: UUID) -> None:
        """Give up whatever of a webhook is not delivered yet."""
        d = deliveries.c
        waiting = update(deliveries).where(
            d.tenant_id == self.tenant,
            d.webhook_id == webhook_id,
            d.state == DeliveryState.PENDING,
        )
        self._unit.execute(waiting.values(state=DeliveryState.FAILED, next_attempt_at=None))

    def take_due(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Deliveries whose time has come: nobody takes them again before ``until``."""
        d = deliveries.c
        due = (
            select(d.id)
            .where(
                d.tenant_id == self.tenant,
                d.state == DeliveryState.PENDING,
                d.next_attempt_at <= now,
            )
            .order_by(d.next_attempt_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taking = (
            update(deliveries)
            .where(d.tenant_id == self.tenant, d.id.in_(due))
            .values(next_attempt_at=until)
            .returning(*columns_of(Delivery, deliveries))
        )
        return self._records(Delivery, taking)
