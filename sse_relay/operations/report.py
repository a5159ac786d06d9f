"""What operators see of a relay at a glance: its streams, its figures, its connections."""

from __future__ import annotations

import heapq
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from shared.http.problem import NotFound, Unauthenticated
from sse_relay.admission.open_streams import OpenStreams
from sse_relay.admission.seats import Seats
from sse_relay.log.latency import quantile
from sse_relay.parts import Entrance, Feed
from sse_relay.settings import RelaySettings
from sse_relay.wire.messages import Answer, Request
from sse_relay.wire.timers import TimerWheel

MAX_TENANTS = 100
"""Schools with a series of their own: more would make scrapes too large."""

MAX_LISTED = 500


@dataclass(frozen=True, slots=True)
class Totals:
    """Counters at a moment, to make rates of."""

    at: float
    events: int
    deliveries: int
    sent_bytes: int


class Report:
    """Reads the parts of a relay and changes nothing."""

    def __init__(
        self,
        settings: RelaySettings,
        *,
        clock: Callable[[], float],
        seats: Seats,
        streams: OpenStreams,
        feed: Feed,
        entrance: Entrance,
        wheel: TimerWheel,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._seats = seats
        self._streams = streams
        self._feed = feed
        self._entrance = entrance
        self._wheel = wheel

    def tenants(self) -> dict[str, int]:
        """Streams by school: the largest schools by name, all others together."""
        most = self._seats.tenants.most_common(MAX_TENANTS)
        named = {str(tenant): streams for tenant, streams in most}
        rest = self._seats.tenants.total() - sum(named.values())
        return named | ({"other": rest} if rest else {})

    def debug(self) -> Answer:
        """The open streams, the oldest first and at most so many.

        Nothing in it tells who somebody is or where: ids are shortened, tokens and addresses are
        not kept anywhere.
        """
        now = self._clock()
        connections = self._streams.connections
        oldest = heapq.nsmallest(MAX_LISTED, connections, key=lambda c: c.opened_at)
        listed = {
            "connections": len(connections),
            "listed": [
                {
                    "connectionId": str(c.id),
                    "tenantId": f"{str(c.claims.tenant_id)[:13]}…",
                    "userId": f"{str(c.claims.user_id)[:13]}…",
                    "channels": len(c.channels),
                    "behind": len(c.behind),
                    "paused": c.paused,
                    "bufferedBytes": c.buffered,
                    "delivered": c.delivered,
                    "sentBytes": c.sent_bytes,
                    "ageSeconds": round(now - c.opened_at, 1),
                    "endsInSeconds": round(c.close_at - now, 1),
                }
                for c in oldest
            ],
        }
        return HTTPStatus.OK, json.dumps(listed, ensure_ascii=False).encode(), "application/json"

    def totals(self, at: float) -> Totals:
        """Counters at this moment."""
        hub = self._feed.hub.stats
        events = hub.events + hub.ephemeral
        return Totals(at, events, hub.deliveries, self._streams.sent_bytes)

    def figures(self) -> dict[str, Any]:
        """What an operator wants to see of one relay at a glance. Lag is of its whole life."""
        spreads = self._feed.latency.by_way.values()
        return {
            "connections": len(self._streams.connections),
            "connectionsLimit": self._settings.relay_instance_streams,
            "tenants": self.tenants(),
            "lagP50Ms": _milliseconds(quantile(spreads, 0.5)),
            "lagP99Ms": _milliseconds(quantile(spreads, 0.99)),
            "loopLagMs": round(self._wheel.lag_seconds * 1000, 1),
            "bufferedBytes": sum(c.buffered for c in self._streams.connections),
            "overflows": self._streams.closed.get("overflow", 0),
            "bus": self._feed.bus.state,
            "draining": self._entrance.admission.draining,
        }


def require_operator(request: Request, token: SecretStr | None) -> None:
    """Let only the holder of the operations token pass; without one the resource is not there."""
    if token is None:
        raise NotFound
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    expected = token.get_secret_value().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode("latin-1"), expected):
        raise Unauthenticated


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
