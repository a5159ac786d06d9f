"""The wire form of an event, the same from the log, the bus, the stream and the polling twin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.realtime.channels import Channel
from shared.realtime.replay import refetch

MAX_ENVELOPE_BYTES = 16_384
"""What the log takes at all."""

MAX_EVENT_BYTES = 8192
"""A longer event names what to read instead: it would be written to every stream of its channel."""

_SHORT_BYTES = 256


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event on one channel. ``timestamp`` is epoch milliseconds, UTC.

    ``request_id`` is the request that made it, None where that hides its caller. ``pace``
    (``Event.pace``) and ``traceparent`` are for relays and workers and stand beside the body, not
    in it.
    """

    id: UUID
    type: str
    version: int
    tenant_id: UUID
    channel: str
    actor_id: UUID | None
    data: Mapping[str, Any]
    timestamp: int
    durable: bool = True
    legacy_type: str | None = None
    pace: str = ""
    request_id: str | None = None
    traceparent: str = ""

    def body(self) -> str:
        """The envelope without its position, as the event log stores it.

        Where it would be too long, ``data`` keeps its short fields and gains ``truncated`` (true)
        and ``href``, the resource that says the rest.
        """
        body = self._written(self.data)
        return self._written(self._shortened()) if _exceeds(body, MAX_EVENT_BYTES) else body

    def _shortened(self) -> dict[str, Any]:
        resources = refetch(Channel.parse(self.channel))
        short = {k: v for k, v in self.data.items() if not _exceeds(_json(v), _SHORT_BYTES)}
        return {**short, "truncated": True, "href": resources[0] if resources else None}

    def _written(self, data: Mapping[str, Any]) -> str:
        return _json(
            {
                "id": str(self.id),
                "type": self.type,
                "version": self.version,
                "legacyType": self.legacy_type,
                "tenantId": str(self.tenant_id),
                "channel": self.channel,
                "actorId": None if self.actor_id is None else str(self.actor_id),
                "data": data,
                "timestamp": self.timestamp,
                "durable": self.durable,
                "requestId": self.request_id,
            }
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _exceeds(text: str, limit: int) -> bool:
    # A character has four bytes at the most: few texts are encoded only to be counted.
    return len(text) * 4 > limit and len(text.encode()) > limit


def with_seq(body: str, seq: int) -> str:
    """Add the position to a stored body by splicing: no parse on any hot path."""
    return f'{body[:-1]},"seq":{seq}}}'
