"""Removal of subscriptions that a relay has left behind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from functions.runtime.service import job

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

PREFIX = "relay-"
YOUNG_SECONDS = 600
"""A relay that has just started may not have told anybody yet."""

_STARTED = re.compile(r"-(?P<seconds>[0-9a-f]{8})[0-9a-f]{8}$")


@job("0 */6 * * *")
def job_relay_subscription_gc(deps: Dependencies) -> dict[str, Any]:
    """Delete subscriptions of relays that are gone.

    A relay deletes its own when it stops; one that was killed cannot. Without Redis nobody knows
    who lives, and nothing is deleted: Pub/Sub itself lets an unused subscription expire in a day.
    """
    from infra.redis.client import RedisUnavailable
    from infra.redis.relay_instances import read_instances

    if deps.settings.pubsub_project is None or deps.redis is None:
        return {"deleted": 0, "skipped": "no project or no Redis"}
    now = deps.clock().timestamp()
    try:
        living = read_instances(deps.redis, now=now)
    except RedisUnavailable:
        return {"deleted": 0, "skipped": "Redis does not answer"}
    if not living:
        return {"deleted": 0, "skipped": "no relay has said that it lives"}
    from infra.pubsub.admin import PubSubAdmin

    admin = PubSubAdmin(deps.settings.pubsub_project)
    try:
        gone = orphans(admin.list_subscriptions(PREFIX), living, now=now)
        deleted = sum(admin.delete_subscription(name) for name in gone)
    finally:
        admin.close()
    return {"deleted": deleted, "living": len(living)}


def orphans(names: Iterable[str], living: Collection[str], *, now: float) -> list[str]:
    """Subscriptions whose relay is not among the living, and that are not young.

    A relay of an older release has no time in its name; it is old.
    """
    return [
        name
        for name in names
        if name.removeprefix(PREFIX) not in living and now - _started(name) > YOUNG_SECONDS
    ]


def _started(name: str) -> float:
    match = _STARTED.search(name)
    return int(match["seconds"], 16) if match else 0.0
