"""Receiving webhooks: whether a delivery is of the school, and what it says.

    event = verify(secret, request.headers, request.body)
    if event["type"] == "announcement:published": ...

A delivery comes at least once: remember ``event["eventId"]`` (or the header ``webhook-id``) and do
nothing twice.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


class WebhookInvalid(Exception):
    """The delivery is not signed with this secret, or is not of now: answer 400."""


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    tolerance: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> dict[str, Any]:
    """What a delivery says; raises WebhookInvalid where it is not to be believed.

    ``body`` is the request's as it came, byte for byte. ``tolerance`` is how many seconds it may
    have been on its way.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, sent = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not (sent.isascii() and sent.isdecimal()):
        raise WebhookInvalid("the headers of a webhook are missing")
    if abs((time.time() if now is None else now) - int(sent)) > tolerance:
        raise WebhookInvalid("it was sent too long ago, or a clock is wrong")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("this is no secret of a webhook") from error
    signed = b".".join((message_id.encode(), sent.encode(), body))
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    # Several where the secret was changed within the last day.
    for one in given.get("webhook-signature", "").split():
        version, _, found = one.partition(",")
        if version == "v1" and hmac.compare_digest(found.encode(), wanted):
            event: dict[str, Any] = json.loads(body)
            return event
    raise WebhookInvalid("no signature is of this secret")
