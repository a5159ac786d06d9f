"""People who have gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school, pass_on
from functions.runtime.service import job
from infra.postgres import people
from shared.people.events import UserOffline
from shared.people.presence import EXPIRY, GRACE
from shared.realtime.channels import Channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


@job("* * * * *")
def job_presence_sweep(deps: Dependencies) -> Mapping[str, Any]:
    """Announce who is not there any more, and keep when they were."""
    before = deps.clock() - GRACE
    in_redis = _schools(deps)

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            presences = unit(people.PresenceRepository)
            gone = presences.leave(before)
            if school_id in in_redis:
                gone = _with_redis(deps, school_id, gone, before)
            # Redis may have been away when they came back.
            here = presences.find(list(gone), deps.clock())
            last = {who: until - EXPIRY for who, until in gone.items() if who not in here}
            presences.saw(last)
        told = [
            (UserOffline(user_id=who, last_seen_at=at), who) for who, at in sorted(last.items())
        ]
        pass_on(deps, school_id, Channel("presence", str(school_id)), told)
        return len(last)

    return {"gone": sum(for_each_school(deps, visit))}


def _schools(deps: Dependencies) -> set[UUID]:
    """Where Redis knows of anybody; nowhere while it is away, and they are announced later."""
    from infra.redis.client import RedisUnavailable
    from infra.redis.presence import schools_with_anybody

    if deps.redis is None:
        return set()
    try:
        return schools_with_anybody(deps.redis)
    except RedisUnavailable:
        return set()


def _with_redis(
    deps: Dependencies, school_id: UUID, gone: Mapping[UUID, datetime], before: datetime
) -> dict[UUID, datetime]:
    """Who is gone by both accounts: whoever Redis has seen since is not."""
    from infra.redis.client import RedisUnavailable
    from infra.redis.presence import PresenceCopy

    assert deps.redis is not None, "it has just answered"
    copy = PresenceCopy(deps.redis, school_id)
    try:
        found = copy.leave(before)
        back = {who for who in gone if who not in found and copy.until(who) is not None}
    except RedisUnavailable:
        return dict(gone)
    both = {who: max(gone.get(who, until), until) for who, until in found.items()}
    return {**{who: until for who, until in gone.items() if who not in back}, **both}
