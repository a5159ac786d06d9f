"""The platform about itself: health, limits, API description and event schemas."""

from __future__ import annotations

from functools import cache
from typing import Any

from functions.runtime.context import Ctx
from shared.http.limits import LIMIT_CLASSES
from shared.http.route import Access, route
from shared.meta.schemas import HealthRead, MetaRead

VERSION = "0.1.0"


@route("GET", "/v1/healthz", permission=Access.PUBLIC, limits=("none",))
def meta_healthz(ctx: Ctx) -> HealthRead:  # noqa: ARG001 - the signature of every route
    """Say that the function is up. Dependencies are not asked."""
    return HealthRead()


@route("GET", "/v1/meta", permission=Access.PUBLIC, limits=("public",))
def meta_info(ctx: Ctx) -> MetaRead:
    """Tell what a client needs before it signs in."""
    return MetaRead(
        name="Stunity",
        version=VERSION,
        locales=["en", "km"],
        relay_url=ctx.deps.settings.public_relay_url,
        limits={
            name: [f"{window.limit}/{window.seconds}s" for window in limit.windows]
            for name, limit in LIMIT_CLASSES.items()
        },
        degraded=_degraded(ctx),
    )


@route("GET", "/v1/openapi.json", permission=Access.PUBLIC, limits=("public",))
def meta_openapi(ctx: Ctx) -> dict[str, Any]:  # noqa: ARG001 - the signature of every route
    """Describe the whole API (OpenAPI 3.1)."""
    return _openapi()


@route("GET", "/v1/realtime/schema", permission=Access.PUBLIC, limits=("public",))
def meta_event_schema(ctx: Ctx) -> dict[str, Any]:  # noqa: ARG001 - the signature of every route
    """Describe the payload of every event (JSON Schema)."""
    return _event_schemas()


def _degraded(ctx: Ctx) -> list[str]:
    """Secondary stores that are away right now."""
    from infra.redis.client import RedisUnavailable

    if ctx.deps.redis is None:
        return ["redis"]
    try:
        ctx.deps.redis.execute("PING")
    except RedisUnavailable:
        return ["redis"]
    return []


@cache
def _openapi() -> dict[str, Any]:
    from functions.runtime.catalogue import all_routes
    from functions.runtime.openapi import document

    return document(all_routes(), VERSION)


@cache
def _event_schemas() -> dict[str, Any]:
    from shared.events.registry import all_events
    from shared.events.schema import schemas

    return schemas(all_events().values())
