"""What operators see of the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.http.schema import ResponseModel


class TenantStreams(ResponseModel):
    """Open streams of a school."""

    tenant_id: UUID
    connections: int


class RelayInstanceRead(ResponseModel):
    """One relay as it described itself last. Rates are means over its last interval.

    ``lag…Ms`` is the time from the making of an event to the sockets, as the upper bound of the
    histogram's bucket; null while nothing was sent. ``shards`` is empty for all of them.
    What a relay carries for all schools together is null to who does not operate the platform.
    """

    id: str
    revision: str
    started_at: datetime
    reported_at: datetime
    connections: int | None
    connections_limit: int | None
    own_connections: int
    events_per_second: float | None
    deliveries_per_second: float | None
    bytes_per_second: float | None
    lag_p50_ms: int | None
    lag_p99_ms: int | None
    loop_lag_ms: float
    buffered_bytes: int | None
    overflows: int | None
    bus: Literal["attached", "detached", "none"]
    draining: bool
    shards: list[int]


class RealtimeMetricsRead(ResponseModel):
    """All living relays together, and each of them.

    ``tenants`` counts the streams of the caller's school. The other figures are those of everybody:
    null to who does not operate the platform, but for the lag, which all schools share.
    """

    refreshed_every_seconds: int
    connections: int | None
    connections_limit: int | None
    events_per_second: float | None
    deliveries_per_second: float | None
    bytes_per_second: float | None
    lag_p99_ms: int | None
    tenants: list[TenantStreams]
    instances: list[RelayInstanceRead]
