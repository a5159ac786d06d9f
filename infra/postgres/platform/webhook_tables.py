"""Webhooks of a school, and what was sent to them."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    binary,
    choice,
    counter,
    document,
    flag,
    identifier,
    instant,
    is_member,
    lines,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school
from shared.platform.webhook_types import DeliveryState

webhooks = table(
    "webhooks",
    of_school(),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    # Many receivers know their callers by a secret in the address.
    words("url", Data.SECRET),
    # Sealed, because it signs: a digest could not.
    binary("secret_sealed", Data.SECRET),
    binary("former_secret_sealed", Data.SECRET, nullable=True),
    instant("secret_rotated_at"),
    lines("events", Data.FACT),
    flag("enabled", default=True),
    # Deliveries that failed since one arrived.
    counter("failure_count"),
    instant("failing_since"),
    instant("disabled_at"),
    identifier("created_by"),
    stamped("created_at"),
    belongs_to_tenant(),
    is_member("created_by"),
)

webhook_deliveries = table(
    "webhook_deliveries",
    of_school(Retention.EXPIRES),
    tenant_id(),
    identifier(),
    identifier("webhook_id"),
    identifier("event_id"),
    words("type", Data.FACT),
    # Text, not jsonb: every attempt signs the same bytes.
    words("body", Data.DERIVED),
    *choice("state", DeliveryState, default=DeliveryState.PENDING),
    document("attempts", Data.FACT),
    number("failures", default=0),
    instant("next_attempt_at"),
    instant("delivered_at"),
    stamped("created_at"),
    # What is delivered twice by the bus is one delivery.
    UniqueConstraint("tenant_id", "webhook_id", "event_id"),
    same_tenant("webhook_id", "webhooks"),
    Index("webhook_deliveries_listed_idx", "tenant_id", "webhook_id", "created_at", "id"),
    Index(
        "webhook_deliveries_due_idx",
        "tenant_id",
        "next_attempt_at",
        postgresql_where=text("state = 'PENDING'"),
    ),
    Index(None, "tenant_id", "created_at"),
)
