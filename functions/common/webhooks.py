"""One attempt to send a delivery, and what its outcome means for the delivery and its webhook."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from infra.postgres import platform
from shared.platform.flags import Flag
from shared.platform.webhook_rules import (
    OVERLAP,
    has_failed_too_long,
    is_asked_for,
    next_attempt,
    signed_headers,
)
from shared.platform.webhook_schemas import attempt
from shared.platform.webhook_types import DeliveryState

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.platform import Delivery, Webhook


def are_on(unit: UnitOfWork) -> bool:
    """Whether anything is sent for the school."""
    return unit(platform.FlagRepository).get(Flag.WEBHOOKS).is_on(Flag.WEBHOOKS, unit.tenant)


def send(deps: Dependencies, unit: UnitOfWork, delivery: Delivery) -> Webhook | None:
    """Send a delivery that is locked; returns its webhook where this attempt switched it off.

    Where the school has switched all of it off, it waits; where its webhook is off or asks for no
    such events any more, it ends.
    """
    deliveries, now = unit(platform.DeliveryRepository), deps.clock()
    webhook = unit(platform.WebhookRepository).get(delivery.webhook_id)
    if webhook is None or not are_on(unit):
        return None
    if not (webhook.enabled and is_asked_for(delivery.type, webhook.events)):
        deliveries.change(delivery.id, state=DeliveryState.FAILED, next_attempt_at=None)
        return None
    body = delivery.body.encode()
    headers = signed_headers(_secrets(deps, webhook, now), delivery.id, now, body)
    answered = deps.hooks.post(webhook.url, body, headers)
    made = attempt(now, answered.status, answered.error, answered.milliseconds)
    attempts = [*delivery.attempts, made]
    if answered.delivered:
        deliveries.change(
            delivery.id,
            attempts=attempts,
            state=DeliveryState.DELIVERED,
            delivered_at=now,
            next_attempt_at=None,
        )
        if webhook.failing_since is not None:
            arrives = {"failure_count": 0, "failing_since": None}
            unit(platform.WebhookRepository).change(webhook.id, **arrives)
        return None
    failures = delivery.failures + 1
    # One that is sent again after its time gets this one attempt.
    again = next_attempt(failures, delivery.created_at, now)
    deliveries.change(
        delivery.id,
        attempts=attempts,
        state=DeliveryState.FAILED if again is None else DeliveryState.PENDING,
        failures=failures,
        next_attempt_at=again,
    )
    return _failed(unit, webhook, now)


def _failed(unit: UnitOfWork, webhook: Webhook, now: datetime) -> Webhook | None:
    """Count it; the webhook where it is switched off now."""
    webhooks = unit(platform.WebhookRepository)
    # Deliveries before their webhook: whoever deletes one locks them in this order as well.
    locked = webhooks.lock(webhook.id)
    if locked is None:
        return None
    since = locked.failing_since or now
    counted = {"failure_count": locked.failure_count + 1, "failing_since": since}
    if not locked.enabled or not has_failed_too_long(since, now):
        webhooks.change(locked.id, **counted)
        return None
    webhooks.change(locked.id, **counted, enabled=False, disabled_at=now)
    return locked


def _secrets(deps: Dependencies, webhook: Webhook, now: datetime) -> list[str]:
    """What signs: the secret, and for a day the one before it."""
    sealed, rotated = [webhook.secret_sealed], webhook.secret_rotated_at
    former = webhook.former_secret_sealed
    if former is not None and rotated is not None and now < rotated + OVERLAP:
        sealed.append(former)
    return [deps.webhook_sealer.open(one, webhook.id.bytes) for one in sealed]
