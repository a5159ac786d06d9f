"""Webhooks for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.platform.webhook_tables import webhook_deliveries, webhooks
from infra.sealing import Sealer
from tests.areas.people.factories.people import act_for, new_id

URL = "https://hooks.example.org/stunity?key=abc"


def make_webhook(
    connection: Connection, *, tenant_id: UUID, user_id: UUID, seal_key: str, **columns: Any
) -> UUID:
    """A webhook of the school, which is on."""
    act_for(connection, tenant_id)
    webhook_id = new_id()
    connection.execute(
        insert(webhooks).values(
            tenant_id=tenant_id,
            id=webhook_id,
            name="A board",
            url=URL,
            secret_sealed=Sealer(seal_key).seal("whsec_AAAA", webhook_id.bytes),
            events=["calendar:changed"],
            created_by=user_id,
            **columns,
        )
    )
    return webhook_id


def make_delivery(connection: Connection, *, tenant_id: UUID, webhook_id: UUID) -> UUID:
    """A delivery that has failed."""
    act_for(connection, tenant_id)
    delivery_id = new_id()
    connection.execute(
        insert(webhook_deliveries).values(
            tenant_id=tenant_id,
            id=delivery_id,
            webhook_id=webhook_id,
            event_id=new_id(),
            type="calendar:changed",
            body="{}",
            state="FAILED",
            attempts=[],
        )
    )
    return delivery_id
