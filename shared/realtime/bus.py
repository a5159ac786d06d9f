"""Attributes of an event on the bus: what relay and filters read, never the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.subscribers import SUBSCRIBERS
from shared.realtime.shards import shard_of
from shared.telemetry.cause import HEADER


@dataclass(frozen=True, slots=True)
class BusAttributes:
    """Parsed attributes of one message. ``seq`` 0 marks an ephemeral event.

    A durable event stands on the bus once for each of its channels; ``copy`` counts them from 0.
    ``pace`` is how often relays pass an ephemeral event on (``Event.pace``). ``traceparent`` is the
    trace of the request that made the event; a swept one has lost it, a hidden one never had it.
    Copy 0 carries the name of each worker that subscribes to the type, as an attribute of its own.
    """

    channel_id: int
    seq: int
    type: str
    tenant_id: str
    channel: str
    copy: int = 0
    pace: str = ""
    traceparent: str = ""

    def encode(self) -> dict[str, str]:
        """The message attributes."""
        return {
            "ch": str(self.channel_id),
            "seq": str(self.seq),
            "type": self.type,
            "tenant": self.tenant_id,
            "channel": self.channel,
            "copy": str(self.copy),
            "shard": str(shard_of(self.tenant_id)),
            **({"pace": self.pace} if self.pace else {}),
            **({HEADER: self.traceparent} if self.traceparent else {}),
            **({} if self.copy else dict.fromkeys(SUBSCRIBERS.get(self.type, ()), "1")),
        }

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
            pace=attributes.get("pace", ""),
            traceparent=attributes.get(HEADER, ""),
        )
