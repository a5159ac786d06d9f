"""Webhooks: programs of a school that are sent what happens in it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from functions.common.flags import is_on
from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.platform.flags import Flag
from shared.platform.webhook_rules import (
    MAX_WEBHOOKS,
    SECRET_BYTES,
    is_place_outside,
    needs_consent,
    written_secret,
)
from shared.platform.webhook_schemas import (
    WebhookCreate,
    WebhookCreated,
    WebhookList,
    WebhookPath,
    WebhookRead,
    WebhookUpdate,
)
from shared.platform.webhook_types import SENSITIVE, WebhookEvent


class WebhookNotFound(NotFound):
    """The school has no such webhook."""

    title = "Webhook not found"


class WebhooksOff(Conflict):
    """The school, or the platform, has switched webhooks off."""

    code = "webhooks_off"
    title = "Webhooks are switched off here"
    cure = "Switch the function `webhooks` on, where you may."


class TooManyWebhooks(Conflict):
    """A school has ten at the most."""

    code = "too_many_webhooks"
    title = "Delete a webhook that is not used before you make another one"
    cure = "Delete a webhook that is not used any more, then make another one."


class PlaceRefused(ValidationFailed):
    """The address leads to nothing of the public internet."""

    code = "place_refused"
    title = "Webhooks go to names of the public internet, by https on its own port"
    cure = "Give an https address with a public name and without a port."


class ConsentMissing(ValidationFailed):
    """Marks, absences and measures of people leave the school only where it says so."""

    code = "consent_missing"
    title = "Some of these events tell of single people"
    cure = "Send `sensitive: true` where the receiver may have them, or leave them out."


@route("GET", "/v1/webhooks", permission=Permission.WEBHOOKS_MANAGE, limits=("read",))
def webhooks_list(ctx: Ctx) -> WebhookList:
    """List the school's webhooks, and what they may ask for."""
    found = ctx.db(platform.WebhookRepository).find()
    return WebhookList(
        data=[WebhookRead.of(webhook) for webhook in found],
        events=list(WebhookEvent),
        sensitive_events=sorted(SENSITIVE),
    )


@route(
    "POST",
    "/v1/webhooks",
    permission=Permission.WEBHOOKS_MANAGE,
    # What is sent needs other rights to be read, which a key may not have; and a key ends.
    keys=False,
    limits=("admin",),
    status=201,
    idempotent=False,
    raises=(WebhooksOff, TooManyWebhooks, PlaceRefused, ConsentMissing),
    audit=Audit("webhook.created", "webhook"),
)
def webhooks_create(ctx: Ctx, body: WebhookCreate) -> WebhookCreated:
    """Have what happens sent to an address. The secret that signs it is shown this once.

    Deliveries are signed as standardwebhooks.com has it (`webhook-id`, `webhook-timestamp`,
    `webhook-signature`). Each event comes at least once, always with the same id, in no promised
    order, and is tried for 72 hours.
    """
    if not is_on(ctx, Flag.WEBHOOKS):
        raise WebhooksOff
    _check(body)
    webhooks = ctx.db(platform.WebhookRepository)
    if webhooks.count() >= MAX_WEBHOOKS:
        raise TooManyWebhooks
    webhook_id = ctx.new_id()
    secret, sealed = _new_secret(ctx, webhook_id)
    webhooks.insert(
        **_given(body),
        id=webhook_id,
        secret_sealed=sealed,
        created_by=ctx.viewer.user_id,
        created_at=ctx.now(),
    )
    return _read(ctx, webhook_id, secret)


@route(
    "PUT",
    "/v1/webhooks/{id}",
    permission=Permission.WEBHOOKS_MANAGE,
    keys=False,
    limits=("admin",),
    raises=(WebhookNotFound, PlaceRefused, ConsentMissing),
    audit=Audit("webhook.updated", "webhook"),
)
def webhooks_update(ctx: Ctx, path: WebhookPath, body: WebhookUpdate) -> WebhookCreated:
    """Change a webhook, switch it off or on again, or give it another secret.

    The secret before signs beside the new one for a day. Switching it off ends what waits; what is
    not asked for any more is not sent any more, either.
    """
    if not body.enabled:
        # Before the webhook is locked: whoever sends locks the two in this order as well.
        ctx.db(platform.DeliveryRepository).end_waiting(path.id)
    webhooks = ctx.db(platform.WebhookRepository)
    webhook = webhooks.lock(path.id)
    if webhook is None:
        raise WebhookNotFound
    _check(body)
    changes, secret = _given(body), None
    if body.rotate_secret:
        secret, sealed = _new_secret(ctx, webhook.id)
        changes |= {
            "secret_sealed": sealed,
            "former_secret_sealed": webhook.secret_sealed,
            "secret_rotated_at": ctx.now(),
        }
    if body.enabled and not webhook.enabled:
        changes |= {"failure_count": 0, "failing_since": None, "disabled_at": None}
    webhooks.change(webhook.id, **changes, enabled=body.enabled)
    return _read(ctx, webhook.id, secret)


@route(
    "DELETE",
    "/v1/webhooks/{id}",
    permission=Permission.WEBHOOKS_MANAGE,
    limits=("admin",),
    status=204,
    raises=(WebhookNotFound,),
    audit=Audit("webhook.deleted", "webhook"),
)
def webhooks_delete(ctx: Ctx, path: WebhookPath) -> None:
    """Delete a webhook with its secret and its deliveries. Nothing more is sent."""
    if not ctx.db(platform.WebhookRepository).delete(path.id):
        raise WebhookNotFound


def _check(body: WebhookCreate | WebhookUpdate) -> None:
    if not is_place_outside(body.url):
        raise PlaceRefused(errors=[{"field": "url", "code": "inside", "message": body.url}])
    if not body.sensitive and (told := needs_consent(body.events)):
        raise ConsentMissing(
            errors=[{"field": "events", "code": "sensitive", "message": name} for name in told]
        )


def _given(body: WebhookCreate | WebhookUpdate) -> dict[str, Any]:
    return {"name": body.name, "url": body.url, "events": sorted(set(body.events))}


def _new_secret(ctx: Ctx, webhook_id: UUID) -> tuple[str, bytes]:
    secret = written_secret(secrets.token_bytes(SECRET_BYTES))
    return secret, ctx.deps.webhook_sealer.seal(secret, webhook_id.bytes)


def _read(ctx: Ctx, webhook_id: UUID, secret: str | None) -> WebhookCreated:
    webhook = ctx.db(platform.WebhookRepository).get(webhook_id)
    assert webhook is not None, "it was just written"
    return WebhookCreated.of(webhook, secret=secret)
