"""The health of real time, for those who run a school."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.platform.schemas import RealtimeMetricsRead, RelayInstanceRead, TenantStreams

REFRESH_SECONDS = 30


@route("GET", "/v1/admin/realtime/metrics", permission=Permission.TENANT_MANAGE, limits=("read",))
def admin_realtime_metrics(ctx: Ctx) -> RealtimeMetricsRead:
    """Tell what all relays carry and how late they are.

    Each relay says it every half minute; one that is silent for 90 seconds is left out. Without
    Redis nobody can be asked: the answer is then empty and degraded.
    """
    tenant_id = ctx.viewer.tenant_id
    said = _instances(ctx)
    instances = [_read(name, state, tenant_id) for name, state in sorted(said.items())]
    lags = [instance.lag_p99_ms for instance in instances if instance.lag_p99_ms is not None]
    own = sum(instance.own_connections for instance in instances)
    return RealtimeMetricsRead(
        refreshed_every_seconds=REFRESH_SECONDS,
        connections=sum(i.connections for i in instances),
        connections_limit=sum(i.connections_limit for i in instances),
        events_per_second=_sum(i.events_per_second for i in instances),
        deliveries_per_second=_sum(i.deliveries_per_second for i in instances),
        bytes_per_second=_sum(i.bytes_per_second for i in instances),
        lag_p99_ms=max(lags, default=None),
        tenants=[TenantStreams(tenant_id=tenant_id, connections=own)],
        instances=instances,
    )


def _instances(ctx: Ctx) -> dict[str, dict[str, Any]]:
    from infra.redis.client import RedisUnavailable
    from infra.redis.relay_instances import read_instances

    if ctx.deps.redis is not None:
        try:
            return read_instances(ctx.deps.redis, now=ctx.now().timestamp())
        except RedisUnavailable:
            pass
    ctx.degraded.add("redis")
    return {}


def _read(name: str, state: dict[str, Any], tenant_id: UUID) -> RelayInstanceRead:
    return RelayInstanceRead(
        id=name,
        revision=state["revision"],
        started_at=datetime.fromtimestamp(state["startedAt"], UTC),
        reported_at=datetime.fromtimestamp(state["reportedAt"], UTC),
        connections=state["connections"],
        connections_limit=state["connectionsLimit"],
        own_connections=state["tenants"].get(str(tenant_id), 0),
        events_per_second=state["eventsPerSecond"],
        deliveries_per_second=state["deliveriesPerSecond"],
        bytes_per_second=state["bytesPerSecond"],
        lag_p50_ms=state["lagP50Ms"],
        lag_p99_ms=state["lagP99Ms"],
        loop_lag_ms=state["loopLagMs"],
        buffered_bytes=state["bufferedBytes"],
        overflows=state["overflows"],
        bus=state["bus"],
        draining=state["draining"],
        shards=state["shards"],
    )


def _sum(rates: Iterable[float]) -> float:
    return round(sum(rates), 2)
