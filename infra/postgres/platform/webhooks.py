"""Webhooks of the school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import any_, delete, func, insert, literal, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.platform.records import Webhook
from infra.postgres.platform.webhook_tables import webhook_deliveries, webhooks
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role


class WebhookRepository(Repository):
    """Queries on webhooks."""

    def find(self) -> list[Webhook]:
        """All, the oldest first."""
        w = webhooks.c
        query = select(*columns_of(Webhook, webhooks)).where(w.tenant_id == self.tenant)
        return self._records(Webhook, query.order_by(w.created_at, w.id))

    def count(self) -> int:
        """How many there are; whoever else makes one waits, so that the last is made once."""
        self._wait_for_turn("webhooks")
        counting = select(func.count()).where(webhooks.c.tenant_id == self.tenant)
        return int(self._value(counting))

    def find_listening(self, type_: str) -> list[UUID]:
        """Those that are on and have asked for an event."""
        w = webhooks.c
        query = select(w.id).where(
            w.tenant_id == self.tenant, w.enabled, literal(type_) == any_(w.events)
        )
        return self._values(query.order_by(w.id))

    def get(self, webhook_id: UUID) -> Webhook | None:
        """A webhook."""
        w = webhooks.c
        query = select(*columns_of(Webhook, webhooks))
        return self._record(Webhook, query.where(w.tenant_id == self.tenant, w.id == webhook_id))

    def lock(self, webhook_id: UUID) -> Webhook | None:
        """A webhook that nobody else changes at the same moment."""
        w = webhooks.c
        query = select(*columns_of(Webhook, webhooks))
        query = query.where(w.tenant_id == self.tenant, w.id == webhook_id)
        return self._record(Webhook, query.with_for_update())

    def find_managers(self) -> list[UUID]:
        """Those who run the school."""
        m = memberships.c
        query = select(m.user_id).where(
            m.tenant_id == self.tenant, m.role == Role.ADMIN, m.status == "ACTIVE"
        )
        return self._values(query.order_by(m.user_id))

    def insert(self, **values: Any) -> None:
        """Add a webhook."""
        self._unit.execute(insert(webhooks).values(tenant_id=self.tenant, **values))

    def change(self, webhook_id: UUID, **values: Any) -> None:
        """Change a webhook."""
        w = webhooks.c
        this = update(webhooks).where(w.tenant_id == self.tenant, w.id == webhook_id)
        self._unit.execute(this.values(**values))

    def delete(self, webhook_id: UUID) -> bool:
        """Delete a webhook with its deliveries; False where there is none."""
        w, d = webhooks.c, webhook_deliveries.c
        sent = delete(webhook_deliveries)
        self._unit.execute(sent.where(d.tenant_id == self.tenant, d.webhook_id == webhook_id))
        gone = delete(webhooks).where(w.tenant_id == self.tenant, w.id == webhook_id)
        return self._changed(gone)
