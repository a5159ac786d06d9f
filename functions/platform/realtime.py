"""The health of real time, for those who run a school."""

from __future__ import annotations

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
    Redis nobody can be asked: the answer is then empty and degraded. Who runs a school sees the
    school's streams and how late they are; what all schools make together is for operators.
    """
    tenant_id, said = ctx.viewer.tenant_id, _instances(ctx)
    operates = ctx.viewer.can_everywhere(Permission.PLATFORM_MANAGE)
    instances = [
        _read(name, state, tenant_id, operates=operates) for name, state in sorted(said.items())
    ]
    lags = [instance.lag_p99_ms for instance in instances if instance.lag_p99_ms is not None]
    own = sum(instance.own_connections for instance in instances)

    def total(name: str) -> float | None:
        return round(sum(state[name] for state in said.values()), 2) if operates else None

    return RealtimeMetricsRead(
        refreshed_every_seconds=REFRESH_SECONDS,
        connections=_whole(total("connections")),
        connections_limit=_whole(total("connectionsLimit")),
        events_per_second=total("eventsPerSecond"),
        deliveries_per_second=total("deliveriesPerSecond"),
        bytes_per_second=total("bytesPerSecond"),
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


def _read(
    name: str, state: dict[str, Any], tenant_id: UUID, *, operates: bool
) -> RelayInstanceRead:
    of_all = state if operates else dict.fromkeys(state)
    return RelayInstanceRead(
        id=name,
        revision=state["revision"],
        started_at=datetime.fromtimestamp(state["startedAt"], UTC),
        reported_at=datetime.fromtimestamp(state["reportedAt"], UTC),
        connections=of_all["connections"],
        connections_limit=of_all["connectionsLimit"],
        own_connections=state["tenants"].get(str(tenant_id), 0),
        events_per_second=of_all["eventsPerSecond"],
        deliveries_per_second=of_all["deliveriesPerSecond"],
        bytes_per_second=of_all["bytesPerSecond"],
        lag_p50_ms=state["lagP50Ms"],
        lag_p99_ms=state["lagP99Ms"],
        loop_lag_ms=state["loopLagMs"],
        buffered_bytes=of_all["bufferedBytes"],
        overflows=of_all["overflows"],
        bus=state["bus"],
        draining=state["draining"],
        shards=state["shards"],
    )


def _whole(total: float | None) -> int | None:
    return None if total is None else int(total)
