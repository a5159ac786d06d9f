"""Asking Redis for what Postgres knows as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from functions.runtime.context import Ctx
    from infra.redis.client import RedisClient

T = TypeVar("T")


def ask_redis(ctx: Ctx, ask: Callable[[RedisClient], T]) -> T | None:
    """What Redis says, or None where it is away, which the answer then tells."""
    from infra.redis.client import RedisUnavailable

    if ctx.deps.redis is not None:
        try:
            return ask(ctx.deps.redis)
        except RedisUnavailable:
            pass
    ctx.degraded.add("redis")
    return None
