"""Attributes of an event on the bus: what relay and filters read, never the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SHARDS = 16
"""Tenants are spread over this many shards, so that a relay can subscribe to a part of them."""


@dataclass(frozen=True, slots=True)
class BusAttributes:
    """Parsed attributes of one message. ``seq`` 0 marks an ephemeral event.

    A durable event stands on the bus once for each of its channels; ``copy`` counts them from 0,
    and a worker's filter takes copy 0 only.
    """

    channel_id: int
    seq: int
    type: str
    tenant_id: str
    channel: str
    copy: int = 0

    def encode(self) -> dict[str, str]:
        """The message attributes."""
        return {
            "ch": str(self.channel_id),
            "seq": str(self.seq),
            "type": self.type,
            "tenant": self.tenant_id,
            "channel": self.channel,
            "copy": str(self.copy),
            "shard": str(self.shard()),
        }

    def shard(self) -> int:
        """The tenant's shard: the last hexadecimal digit of its random id part."""
        return int(self.tenant_id[-1], 16) % SHARDS

    @classmethod
    def decode(cls, attributes: Mapping[str, str]) -> BusAttributes:
        """Read attributes; raises KeyError or ValueError on a foreign message."""
        return cls(
            channel_id=int(attributes["ch"]),
            seq=int(attributes["seq"]),
            type=attributes["type"],
            tenant_id=attributes["tenant"],
            channel=attributes["channel"],
            copy=int(attributes["copy"]),
        )
