"""Whether each part that the product stands on is there, asked just now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from functions.platform.jobs import state_of
from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.platform.schedule import every_seconds
from shared.platform.schemas import JobHealth, PartHealth, PlatformHealthRead

if TYPE_CHECKING:
    from infra.postgres.platform import LastRuns

SLOW_MS = 250
OUTBOX_LATE_SECONDS = 60


@route("GET", "/v1/admin/health", permission=Permission.TENANT_MANAGE, limits=("read",))
def admin_health(ctx: Ctx) -> PlatformHealthRead:
    """Ask each part whether it is there: database, outbox, Redis, Pub/Sub, relays, mail, jobs.

    ``down`` where the database, events or relays are away; ``degraded`` where the product goes on
    without something, or a job is late.
    """
    parts, jobs = list(_parts(ctx)), _jobs(ctx)
    needed = {part.status for part in parts if part.name in {"postgres", "outbox", "relay"}}
    late = any(job.status in {"stale", "failing"} for job in jobs)
    status: Literal["ok", "degraded", "down"] = "ok"
    if late or any(part.status in {"slow", "down"} for part in parts):
        status = "degraded"
    if "down" in needed:
        status = "down"
    return PlatformHealthRead(status=status, checked_at=ctx.now(), parts=parts, jobs=jobs)


def _parts(ctx: Ctx) -> Iterator[PartHealth]:
    settings = ctx.deps.settings
    yield _asked("postgres", ctx.db(platform.RunRepository).ping)
    yield _outbox(ctx)
    yield from _redis_and_relays(ctx)
    yield PartHealth(
        name="mail",
        status="off" if settings.smtp_url is None else "ok",
        latency_ms=None,
        detail=None,
    )


def _asked(name: Literal["postgres", "redis"], ask: Callable[[], Any]) -> PartHealth:
    began = time.perf_counter()
    ask()
    took = round((time.perf_counter() - began) * 1000)
    return PartHealth(
        name=name, status="slow" if took > SLOW_MS else "ok", latency_ms=took, detail=None
    )


def _outbox(ctx: Ctx) -> PartHealth:
    """Events that were written and not published: the bus is away, or the sweeper."""
    pending, oldest = ctx.db(platform.RunRepository).outbox()
    late = oldest is not None and oldest > OUTBOX_LATE_SECONDS
    detail = f"{pending} waiting" if pending else None
    status: Literal["ok", "down"] = "down" if late else "ok"
    return PartHealth(name="outbox", status=status, latency_ms=None, detail=detail)


def _redis_and_relays(ctx: Ctx) -> Iterator[PartHealth]:
    from infra.redis.client import RedisUnavailable
    from infra.redis.relay_instances import read_instances

    redis, relays = ctx.deps.redis, None
    if redis is None:
        yield PartHealth(name="redis", status="off", latency_ms=None, detail=None)
    else:
        try:
            yield _asked("redis", lambda: redis.execute("PING"))
            relays = list(read_instances(redis, now=ctx.now().timestamp()).values())
        except RedisUnavailable:
            ctx.degraded.add("redis")
            yield PartHealth(name="redis", status="down", latency_ms=None, detail=None)
    yield from _relays(ctx, relays)


def _relays(ctx: Ctx, relays: list[dict[str, Any]] | None) -> Iterator[PartHealth]:
    """What the relays say of themselves; without Redis nobody can be asked."""
    if ctx.deps.settings.pubsub_project is None:
        yield PartHealth(name="pubsub", status="off", latency_ms=None, detail=None)
    elif relays is not None:
        attached = sum(relay["bus"] == "attached" for relay in relays)
        heard = attached == len(relays)
        detail = f"{attached} of {len(relays)} relays attached"
        yield PartHealth(
            name="pubsub", status="ok" if heard else "down", latency_ms=None, detail=detail
        )
    if relays is not None:
        detail = f"{len(relays)} running"
        status: Literal["ok", "down"] = "ok" if relays else "down"
        yield PartHealth(name="relay", status=status, latency_ms=None, detail=detail)


def _jobs(ctx: Ctx) -> list[JobHealth]:
    # Late: the index is derived from modules like this one.
    from functions.index import SCHEDULES

    known, now = ctx.db(platform.RunRepository).find_last(), ctx.now()
    return [_job(name, cron, known.get(name), now) for name, cron in SCHEDULES.items()]


def _job(name: str, cron: str, last: LastRuns | None, now: datetime) -> JobHealth:
    return JobHealth(
        name=name,
        status=state_of(last, cron, now),
        last_succeeded_at=last and last.succeeded_at,
        last_error=last and last.error,
        every_seconds=every_seconds(cron),
    )
