"""What happened, sent to programs of the school."""

from __future__ import annotations

from datetime import UTC, datetime

from functions.common.webhooks import are_on, send
from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce
from infra.postgres import people, platform
from shared.events.event import Event
from shared.events.registry import all_events
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.platform.events import WebhookDue
from shared.platform.webhook_rules import LOST_AFTER, stays_inside, written_body
from shared.platform.webhook_types import DeliveryState, WebhookEvent


def _happened(ctx: Ctx, event: Event, received: Received) -> None:
    """A delivery for each webhook that has asked for it; each is sent in a call of its own.

    So a receiver that is slow keeps no other waiting, and none is sent to again for another.
    """
    if stays_inside(received.type, received.data, received.channel):
        return
    listening = ctx.db(platform.WebhookRepository).find_listening(received.type)
    if not listening or not are_on(ctx.db):
        return
    at = datetime.fromtimestamp(received.body["timestamp"] / 1000, UTC)
    body = written_body(received.type, at, ctx.db.tenant, received.data, received.id)
    for webhook_id in listening:
        delivery_id, now = ctx.new_id(), ctx.now()
        added = ctx.db(platform.DeliveryRepository).add(
            id=delivery_id,
            webhook_id=webhook_id,
            event_id=received.id,
            type=received.type,
            body=body,
            next_attempt_at=now + LOST_AFTER,
            created_at=now,
        )
        if added:
            ctx.emit(WebhookDue(delivery_id=delivery_id, attempts=0), webhook_id=webhook_id)


def _due(ctx: Ctx, event: WebhookDue, received: Received) -> None:
    delivery = ctx.db(platform.DeliveryRepository).lock(event.delivery_id)
    waits = delivery is not None and delivery.state is DeliveryState.PENDING
    if delivery is None or not waits or len(delivery.attempts) != event.attempts:
        return
    off = send(ctx.deps, ctx.db, delivery)
    if off is None:
        return
    everybody = ctx.db(people.PeopleRepository)
    to = everybody.find_receivers(ctx.db(platform.WebhookRepository).find_managers())
    words = Words(
        f"Nothing has arrived at “{off.name}” for three days. Switch it on again when it does.",
        f"គ្មានអ្វីទៅដល់ «{off.name}» អស់រយៈពេលបីថ្ងៃ។ សូមបើកវាឡើងវិញ ពេលវាដំណើរការ។",
    )
    kind = NotificationType.WEBHOOK_DISABLED
    announce(ctx, received, kind, to=to, about=off.id, words=words)


@worker(
    *(on(all_events()[name], _happened) for name in WebhookEvent),
    on(WebhookDue, _due),
    emits=(WebhookDue, NotificationNew),
)
def worker_webhooks() -> None:
    """Send what happened to the webhooks of the school that asked for it, signed."""
