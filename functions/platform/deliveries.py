"""What was sent to a webhook: read, sent again, and tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.platform.webhooks import WebhookNotFound
from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.platform.events import WebhookDue
from shared.platform.webhook_rules import LOST_AFTER, is_asked_for, written_body
from shared.platform.webhook_schemas import (
    DeliveryPath,
    DeliveryQuery,
    DeliveryRead,
    WebhookPath,
)
from shared.platform.webhook_types import TEST, DeliveryState

if TYPE_CHECKING:
    from infra.postgres.platform import Webhook


class DeliveryNotFound(NotFound):
    """The webhook has no such delivery: they are kept for thirty days."""

    title = "Delivery not found"


class WebhookOff(Conflict):
    """Nothing is sent to a webhook that is switched off."""

    code = "webhook_off"
    title = "This webhook is switched off"
    cure = "Switch the webhook on first."


class EventNotAskedFor(Conflict):
    """The webhook asks for no such events any more: its receiver may not have them."""

    code = "event_not_asked_for"
    title = "This webhook does not ask for such events any more"
    cure = "Add the event to those of the webhook first."


@route(
    "GET",
    "/v1/webhooks/{id}/deliveries",
    permission=Permission.WEBHOOKS_MANAGE,
    limits=("read",),
    raises=(WebhookNotFound,),
)
def webhooks_deliveries(ctx: Ctx, path: WebhookPath, query: DeliveryQuery) -> Page[DeliveryRead]:
    """List what was sent to a webhook in the last thirty days, with each attempt."""
    if ctx.db(platform.WebhookRepository).get(path.id) is None:
        raise WebhookNotFound
    found = ctx.db(platform.DeliveryRepository).find(
        path.id, query.state, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, DeliveryRead.of)


@route(
    "POST",
    "/v1/webhooks/{id}/deliveries/{deliveryId}/replay",
    permission=Permission.WEBHOOKS_MANAGE,
    limits=("admin",),
    emits=(WebhookDue,),
    raises=(WebhookNotFound, DeliveryNotFound, WebhookOff, EventNotAskedFor),
    audit=Audit("webhook.replayed", "webhook_delivery"),
)
def webhooks_replay(ctx: Ctx, path: DeliveryPath) -> DeliveryRead:
    """Send a delivery once more, the same bytes with the same id, whatever became of it before."""
    webhook = _require_on(ctx, path.id)
    deliveries, now = ctx.db(platform.DeliveryRepository), ctx.now()
    delivery = deliveries.lock(path.delivery_id, path.id)
    if delivery is None:
        raise DeliveryNotFound
    if not is_asked_for(delivery.type, webhook.events):
        raise EventNotAskedFor
    deliveries.change(
        delivery.id, state=DeliveryState.PENDING, failures=0, next_attempt_at=now + LOST_AFTER
    )
    ctx.emit(
        WebhookDue(delivery_id=delivery.id, attempts=len(delivery.attempts)), webhook_id=path.id
    )
    return _read(ctx, delivery.id)


@route(
    "POST",
    "/v1/webhooks/{id}/test",
    permission=Permission.WEBHOOKS_MANAGE,
    limits=("admin",),
    emits=(WebhookDue,),
    raises=(WebhookNotFound, WebhookOff),
    audit=Audit("webhook.tested", "webhook"),
)
def webhooks_test(ctx: Ctx, path: WebhookPath) -> DeliveryRead:
    """Send a delivery of type `webhook:test`, signed like every other, and keep what comes back."""
    _require_on(ctx, path.id)
    now, event_id, delivery_id = ctx.now(), ctx.new_id(), ctx.new_id()
    ctx.db(platform.DeliveryRepository).add(
        id=delivery_id,
        webhook_id=path.id,
        event_id=event_id,
        type=TEST,
        body=written_body(TEST, now, ctx.db.tenant, {}, event_id),
        next_attempt_at=now + LOST_AFTER,
        created_at=now,
    )
    ctx.emit(WebhookDue(delivery_id=delivery_id, attempts=0), webhook_id=path.id)
    return _read(ctx, delivery_id)


def _require_on(ctx: Ctx, webhook_id: UUID) -> Webhook:
    webhook = ctx.db(platform.WebhookRepository).get(webhook_id)
    if webhook is None:
        raise WebhookNotFound
    if not webhook.enabled:
        raise WebhookOff
    return webhook


def _read(ctx: Ctx, delivery_id: UUID) -> DeliveryRead:
    delivery = ctx.db(platform.DeliveryRepository).lock(delivery_id)
    assert delivery is not None, "it was just written"
    return DeliveryRead.of(delivery)
