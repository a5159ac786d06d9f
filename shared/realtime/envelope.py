"""The wire form of an event, the same from the log, the bus, the stream and the polling twin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MAX_ENVELOPE_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event on one channel. ``timestamp`` is epoch milliseconds, UTC.

    ``pace`` is for relays alone (``Event.pace``) and stands beside the body, not in it.
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

    def body(self) -> str:
        """The envelope without its position, as the event log stores it."""
        return json.dumps(
            {
                "id": str(self.id),
                "type": self.type,
                "version": self.version,
                "legacyType": self.legacy_type,
                "tenantId": str(self.tenant_id),
                "channel": self.channel,
                "actorId": None if self.actor_id is None else str(self.actor_id),
                "data": self.data,
                "timestamp": self.timestamp,
                "durable": self.durable,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


def with_seq(body: str, seq: int) -> str:
    """Add the position to a stored body by splicing: no parse on any hot path."""
    return f'{body[:-1]},"seq":{seq}}}'
