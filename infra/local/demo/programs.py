"""A program of the demo school that is sent what happens: switched off, for it is nowhere."""

from __future__ import annotations

from datetime import timedelta

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.platform.webhook_schemas import WebhookCreate, WebhookPath, WebhookUpdate
from shared.platform.webhook_types import WebhookEvent

_WEBHOOK = demo_id("webhook", "hall")


def add(stage: Stage) -> None:
    """Make the webhook of a board in the hall, and switch it off."""
    from functions.platform.webhooks import webhooks_create, webhooks_update
    from infra.postgres.platform.webhook_tables import webhooks

    if stage.has(webhooks, id=_WEBHOOK):
        return
    said = {
        "name": "Board in the hall",
        "url": "https://board.demo.school/hooks/stunity",
        "events": [WebhookEvent.ANNOUNCEMENT_PUBLISHED, WebhookEvent.CALENDAR_CHANGED],
    }
    body = written(WebhookCreate, **said)
    stage.act("admin", webhooks_create, body, ago=timedelta(days=3), made_as=_WEBHOOK)
    off = written(WebhookUpdate, **said, enabled=False)
    path = written(WebhookPath, id=_WEBHOOK)
    stage.act("admin", webhooks_update, path, off, ago=timedelta(days=2))
