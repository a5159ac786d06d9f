"""What the relay says about itself: readiness, metrics and its list of connections."""

from __future__ import annotations

import heapq
import hmac
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from shared.http.problem import NotFound, Unauthenticated
from sse_relay.admission import Admission
from sse_relay.bus import Bus
from sse_relay.connection import Connection
from sse_relay.hub import Hub
from sse_relay.inbox import Inbox
from sse_relay.latency import BOUNDS_SECONDS, Latency, quantile
from sse_relay.metrics import CONTENT_TYPE, Exposition
from sse_relay.opening import StreamOpener
from sse_relay.replaying import Replayer
from sse_relay.request import Request
from sse_relay.rules import Beats
from sse_relay.seats import Seats
from sse_relay.settings import RelaySettings
from sse_relay.sweeper import Sweeper
from sse_relay.timers import TimerWheel
from sse_relay.tracker import Tracker

Answer = tuple[int, bytes, str]

MAX_TENANTS = 100
"""Schools with a series of their own: more would burden whoever scrapes."""

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
        *,
        settings: RelaySettings,
        clock: Callable[[], float],
        connections: Collection[Connection],
        hub: Hub,
        tracker: Tracker,
        inbox: Inbox,
        admission: Admission,
        opener: StreamOpener,
        replayer: Replayer,
        seats: Seats,
        wheel: TimerWheel,
        bus: Bus,
        latency: Latency,
        beats: Beats,
        sweeper: Sweeper | None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._connections = connections
        self._hub = hub
        self._tracker = tracker
        self._inbox = inbox
        self._admission = admission
        self._opener = opener
        self._replayer = replayer
        self._seats = seats
        self._wheel = wheel
        self._bus = bus
        self._latency = latency
        self._beats = beats
        self._sweeper = sweeper
        self.closed: dict[str, int] = {}
        self.sent_bytes = 0
        self._made_at = clock()

    def health(self) -> Answer:
        """The process is up."""
        return _json(HTTPStatus.OK, {"status": "ok"})

    def readiness(self) -> Answer:
        """Whether new streams should come here, and what keeps them away."""
        settings = self._settings
        lag = self._wheel.lag_seconds
        silent = self._clock() - self._tracker.stats.last_read_at
        bus = self._bus.attached or not self._bus.configured
        # Only a new relay waits for the bus: all would lose it at once, and each still serves.
        is_new = self._clock() - self._made_at < settings.relay_ready_bus_seconds
        checks = {
            "bus": bus,
            "loop": lag < settings.relay_ready_lag_seconds,
            "database": silent < settings.relay_ready_read_seconds,
            "inbox": self._inbox.stalled_seconds < settings.relay_ready_inbox_seconds,
            "accepting": not self._admission.draining,
        }
        own = all(good for check, good in checks.items() if check != "bus")
        ready = own and (bus or not is_new)
        details = {
            "status": "not_ready" if not ready else "ready" if bus else "degraded",
            "checks": checks,
            "bus": self._bus.state,
            "starting": is_new and not ready,
            "loopLagSeconds": round(lag, 4),
            "connections": len(self._connections),
        }
        return _json(HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, details)

    def metrics(self) -> Answer:
        """All counters and gauges."""
        out = Exposition("stunity_relay")
        self._expose_streams(out)
        self._expose_events(out)
        self._expose_reads(out)
        return HTTPStatus.OK, out.render(), CONTENT_TYPE

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
        oldest = heapq.nsmallest(MAX_LISTED, self._connections, key=lambda c: c.opened_at)
        listed = {
            "connections": len(self._connections),
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
        return _json(HTTPStatus.OK, listed)

    def totals(self, at: float) -> Totals:
        """Counters at this moment."""
        hub = self._hub.stats
        return Totals(at, hub.events + hub.ephemeral, hub.deliveries, self._sent())

    def figures(self) -> dict[str, Any]:
        """What an operator wants to see of one relay at a glance. Lag is of its whole life."""
        spreads = self._latency.by_way.values()
        return {
            "connections": len(self._connections),
            "connectionsLimit": self._settings.relay_instance_streams,
            "tenants": self.tenants(),
            "lagP50Ms": _milliseconds(quantile(spreads, 0.5)),
            "lagP99Ms": _milliseconds(quantile(spreads, 0.99)),
            "loopLagMs": round(self._wheel.lag_seconds * 1000, 1),
            "bufferedBytes": sum(c.buffered for c in self._connections),
            "overflows": self.closed.get("overflow", 0),
            "bus": self._bus.state,
            "draining": self._admission.draining,
        }

    def _sent(self) -> int:
        return self.sent_bytes + sum(c.sent_bytes for c in self._connections)

    def count_closed(self, connection: Connection, why: str) -> None:
        """Remember a stream that ended."""
        self.closed[why] = self.closed.get(why, 0) + 1
        self.sent_bytes += connection.sent_bytes

    def _expose_streams(self, out: Exposition) -> None:
        opening, replays = self._opener.stats, self._replayer.stats
        tenants = [({"tenant": name}, n) for name, n in self.tenants().items()]
        closed = [({"reason": why}, n) for why, n in self.closed.items()]
        paused = sum(c.paused for c in self._connections)
        behind = sum(bool(c.behind) for c in self._connections)
        out.gauge("connections", "Open streams by tenant.", tenants)
        out.gauge("connections_limit", "Streams allowed.", self._settings.relay_instance_streams)
        out.gauge("connections_paused", "Streams whose socket is full.", paused)
        out.gauge("connections_behind", "Streams that are still replaying.", behind)
        buffered = [c.buffered for c in self._connections]
        out.gauge("buffered_bytes", "Bytes that wait in streams' buffers.", sum(buffered))
        out.gauge("buffered_bytes_max", "Bytes in the fullest buffer.", max(buffered, default=0))
        out.counter("heartbeats", "Heartbeats sent.", self._beats.sent)
        late = round(self._beats.late_seconds, 6)
        out.counter("heartbeat_late_seconds", "Lateness of heartbeats, in all.", late)
        out.counter("opened", "Streams opened.", opening.opened)
        out.counter("resumed", "Streams opened with a valid cursor.", opening.resumed)
        out.counter("closed", "Streams ended, by reason.", closed)
        out.counter("sent_bytes", "Bytes written to streams.", self._sent())
        out.counter(
            "resyncs",
            "Channels whose missed events could not be given.",
            opening.resyncs + replays.resyncs,
        )
        out.counter("replay_memory", "Channels replayed from memory.", replays.from_memory)
        out.counter("replay_log", "Pages replayed from the log.", replays.from_log)

    def _expose_events(self, out: Exposition) -> None:
        hub, inbox = self._hub.stats, self._inbox.stats
        dropped = [
            ({"reason": "untracked"}, inbox.untracked),
            ({"reason": "malformed"}, inbox.malformed),
            ({"reason": "failed"}, inbox.failed),
            ({"reason": "foreign_tenant"}, inbox.foreign),
            ({"reason": "inbox_full"}, inbox.dropped),
            ({"reason": "duplicate"}, hub.duplicates),
        ]
        out.counter("bus_messages", "Messages received from the bus.", inbox.received)
        out.counter("bus_dropped", "Messages not used, by reason.", dropped)
        out.gauge("inbox_waiting", "Messages that wait to be looked at.", self._inbox.waiting)
        stalled = round(self._inbox.stalled_seconds, 3)
        out.gauge("inbox_stalled_seconds", "Time since waiting messages were last taken.", stalled)
        out.counter("inbox_turns_failed", "Turns that ended with an error.", inbox.turns_failed)
        out.counter("events", "Durable events put in order.", hub.events)
        out.counter("ephemeral_events", "Ephemeral events passed on.", hub.ephemeral)
        out.counter("coalesced", "Counters that a newer one replaced.", hub.coalesced)
        out.counter("deliveries", "Events handed to a stream.", hub.deliveries)
        out.counter("gaps", "Events that arrived before one of their predecessors.", hub.gaps)
        out.counter("unreadable", "Events left out of a stream: broken inside.", hub.unreadable)
        out.counter("streams_failed", "Streams cut off after an error.", hub.failed_streams)
        out.counter("skips", "Channels that jumped over retired events.", hub.skips)
        out.gauge("channels", "Channels followed.", len(self._hub.channels))
        out.histogram(
            "lag_seconds",
            "From the making of an event to the sockets, by the way it came.",
            [
                ({"way": way}, BOUNDS_SECONDS, spread.counts, round(spread.total, 6))
                for way, spread in self._latency.by_way.items()
            ],
        )

    def _expose_reads(self, out: Exposition) -> None:
        reads = self._tracker.stats
        silent = self._clock() - reads.last_read_at
        out.counter("fills", "Reads of missed events.", reads.fills)
        out.counter("filled_events", "Events read from the log.", reads.filled_events)
        out.counter("head_reads", "Reads of positions.", reads.head_reads)
        out.counter("failed_reads", "Reads that the database did not answer.", reads.failed_reads)
        if silent != float("inf"):
            out.gauge("read_age_seconds", "Time since the last successful read.", silent)
        out.gauge("bus_attached", "Whether messages can arrive.", int(self._bus.attached))
        out.gauge("loop_lag_seconds", "Lateness of the event loop.", self._wheel.lag_seconds)
        draining = int(self._admission.draining)
        out.gauge("draining", "Whether the process is about to stop.", draining)
        if self._sweeper is not None:
            sweeps = self._sweeper.stats
            out.gauge("sweeper_leader", "Whether this process sweeps.", int(sweeps.leader))
            out.counter("swept", "Events published by the sweeper.", sweeps.published)
            out.counter("sweep_failures", "Events the bus refused.", sweeps.failed)


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


def _json(status: int, body: object) -> Answer:
    return status, json.dumps(body, ensure_ascii=False).encode(), "application/json"
