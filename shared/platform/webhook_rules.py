"""Rules of webhooks without I/O: how a delivery is signed, and when it is tried again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from shared.platform.webhook_types import SENSITIVE, TEST, WebhookEvent

MAX_WEBHOOKS: Final = 10
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how every secret begins
SECRET_BYTES: Final = 32
OVERLAP: Final = timedelta(hours=24)
"""How long a secret that was replaced signs beside the new one."""
GIVES_UP: Final = timedelta(hours=72)
"""How long a delivery is tried, and how long a webhook may fail before it is switched off."""
KEPT: Final = timedelta(days=30)
"""How long deliveries can be read and sent again."""
LOST_AFTER: Final = timedelta(minutes=5)
"""When what was asked for is asked for again: until then a worker is given its time."""
_FIRST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=24)


def written_secret(raw: bytes) -> str:
    """A secret as it is shown."""
    return SECRET_PREFIX + base64.b64encode(raw).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature, as standardwebhooks.com has it; raises ValueError for no secret."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("this is no secret of a webhook") from error
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def signed_headers(
    secrets: Sequence[str], delivery_id: UUID, now: datetime, body: bytes
) -> dict[str, str]:
    """The headers of a delivery, signed with each of the secrets."""
    message_id, timestamp = f"msg_{delivery_id.hex}", int(now.timestamp())
    signatures = [signature(secret, message_id, timestamp, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def written_body(
    type_: str, at: datetime, school_id: UUID, data: Mapping[str, Any], event_id: UUID
) -> str:
    """What is sent: the same text at every attempt."""
    said = {
        "type": type_,
        "eventId": str(event_id),
        "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "schoolId": str(school_id),
        "data": data,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures of a delivery: a minute, doubled, a day at most."""
    doubled: int = 1 << min(failures - 1, 20)
    return min(_FIRST * doubled, _LONGEST)


def next_attempt(failures: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again; None where it is given up."""
    at = now + pause_after(failures)
    return at if at <= created_at + GIVES_UP else None


def has_failed_too_long(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a webhook is switched off: nothing arrived for all that time."""
    return failing_since is not None and now - failing_since >= GIVES_UP


def is_place_outside(url: str) -> bool:
    """Whether an address may be one of the public internet: a name, on the port of https.

    What the name leads to is looked at when something is sent.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        return False
    inside = host.endswith((".local", ".internal", ".localhost"))
    return port in {None, 443} and "." in host.strip(".") and not inside and not _is_number(host)


def _is_number(host: str) -> bool:
    """Whether it is an address and no name; resolvers read 0x7f.1 and 017700000001 as one, too."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch("[0-9]+|0x[0-9a-f]*", host.rstrip(".").rpartition(".")[2]) is not None
    return True


def needs_consent(events: Collection[WebhookEvent]) -> list[WebhookEvent]:
    """Those of the events that leave the school only where it says so."""
    return sorted(SENSITIVE.intersection(events))


def is_asked_for(type_: str, events: Collection[str]) -> bool:
    """Whether a receiver may have a delivery now: what it asked for before, it had consent before.

    A test is for whoever makes it.
    """
    return type_ == TEST or type_ in events


def stays_inside(type_: str, data: Mapping[str, Any], channel: str) -> bool:
    """Whether a copy of an event says more to one person than the school may know.

    Whoever hands in is told whose work it is, and those who grade without names are not: theirs is
    the copy that is sent.
    """
    return type_ == WebhookEvent.SUBMISSION_CREATED and channel == f"user:{data['studentId']}"
