"""Which relays live and what they carry: a hash for each, gone when it falls silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.redis.client import RedisClient

LIVE_SECONDS = 90
"""A relay that has said nothing for so long is not there any more."""

_INDEX = "relay:instances"


def write_instance(
    redis: RedisClient, instance: str, state: Mapping[str, Any], *, now: float
) -> None:
    """Say what an instance carries; raises RedisUnavailable. One call."""
    key = _key(instance)
    redis.pipeline(
        [
            ("HSET", key, "state", json.dumps(dict(state)), "at", str(now)),
            ("EXPIRE", key, LIVE_SECONDS),
            ("ZADD", _INDEX, now, instance),
            ("ZREMRANGEBYSCORE", _INDEX, "-inf", now - LIVE_SECONDS),
            ("EXPIRE", _INDEX, LIVE_SECONDS),
        ]
    )


def forget_instance(redis: RedisClient, instance: str) -> None:
    """An instance stops; raises RedisUnavailable."""
    redis.pipeline([("DEL", _key(instance)), ("ZREM", _INDEX, instance)])


def read_instances(redis: RedisClient, *, now: float) -> dict[str, dict[str, Any]]:
    """What every living instance said last, by its name; raises RedisUnavailable. Two calls."""
    names = redis.execute("ZRANGEBYSCORE", _INDEX, now - LIVE_SECONDS, "+inf") or []
    if not names:
        return {}
    found = redis.pipeline([("HGET", _key(name), "state") for name in names])
    return {str(name): json.loads(state) for name, state in zip(names, found, strict=True) if state}


def _key(instance: str) -> str:
    return f"relay:inst:{instance}"
