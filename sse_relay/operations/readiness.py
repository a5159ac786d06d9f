"""Whether new streams should come to this process, and what keeps them away."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from sse_relay.admission.open_streams import OpenStreams
from sse_relay.parts import Entrance, Feed
from sse_relay.settings import RelaySettings
from sse_relay.wire.messages import Answer
from sse_relay.wire.timers import TimerWheel


class Readiness:
    """Looks at the parts of a relay and changes nothing."""

    def __init__(
        self,
        settings: RelaySettings,
        *,
        clock: Callable[[], float],
        streams: OpenStreams,
        feed: Feed,
        entrance: Entrance,
        wheel: TimerWheel,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._streams = streams
        self._feed = feed
        self._entrance = entrance
        self._wheel = wheel
        self._made_at = clock()

    def answer(self) -> Answer:
        """The answer to ``/readyz``."""
        settings, bus = self._settings, self._feed.bus
        lag = self._wheel.lag_seconds
        silent = self._clock() - self._feed.tracker.stats.last_read_at
        has_bus = bus.attached or not bus.configured
        # Only a new relay waits for the bus: all would lose it at once, and each still serves.
        is_new = self._clock() - self._made_at < settings.relay_ready_bus_seconds
        checks = {
            "bus": has_bus,
            "loop": lag < settings.relay_ready_lag_seconds,
            "database": silent < settings.relay_ready_read_seconds,
            "inbox": self._feed.inbox.stalled_seconds < settings.relay_ready_inbox_seconds,
            "accepting": not self._entrance.admission.draining,
        }
        own = all(good for check, good in checks.items() if check != "bus")
        ready = own and (has_bus or not is_new)
        details = {
            "status": "not_ready" if not ready else "ready" if has_bus else "degraded",
            "checks": checks,
            "bus": bus.state,
            "starting": is_new and not ready,
            "loopLagSeconds": round(lag, 4),
            "connections": len(self._streams.connections),
        }
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return status, json.dumps(details).encode(), "application/json"


async def health() -> Answer:
    """The answer to ``/healthz``: the process is up."""
    return HTTPStatus.OK, b'{"status": "ok"}', "application/json"
