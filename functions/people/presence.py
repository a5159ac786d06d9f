"""Who of the school is there. Redis keeps it; while it is away, Postgres does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from functions.people.follows import require_person
from functions.runtime.context import Ctx
from infra.postgres import people
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.people.events import UserOffline, UserOnline
from shared.people.presence import (
    BEAT_SECONDS,
    EXPIRY,
    HeartbeatRead,
    OnlineCountRead,
    PresenceRead,
    SchoolPath,
)
from shared.people.problems import PersonNotFound
from shared.people.schemas import UserPath

if TYPE_CHECKING:
    from infra.redis.presence import PresenceCopy

T = TypeVar("T")


class SchoolNotFound(NotFound):
    """The caller acts in another school, if there is one of this id at all."""

    title = "School not found"


@route(
    "POST",
    "/v1/users/heartbeat",
    permission=Access.SIGNED_IN,
    # A program is nobody's presence.
    keys=False,
    limits=("presence",),
    # Repeated, it says the same.
    idempotent=False,
    emits=(UserOnline, UserOffline),
)
def users_heartbeat(ctx: Ctx) -> HeartbeatRead:
    """Say that the caller is there. Whoever says nothing for 50 seconds is taken for gone.

    Of a person who hides it nothing is kept, not even when they were last seen.
    """
    viewer, now = ctx.viewer, ctx.now()
    kept = ctx.db(people.PresenceRepository)
    shown = kept.is_shown(viewer.user_id)
    if shown:
        until = now + EXPIRY
        came = _ask(ctx, lambda copy: copy.beat(viewer.user_id, until))
        if came is None:
            came = kept.beat(viewer.user_id, until)
        if came:
            ctx.emit(UserOnline(user_id=viewer.user_id, at=now), tenant_id=viewer.tenant_id)
    else:
        was_here = kept.forget(viewer.user_id)
        if _ask(ctx, lambda copy: copy.forget(viewer.user_id)) or was_here:
            gone = UserOffline(user_id=viewer.user_id, last_seen_at=None)
            ctx.emit(gone, tenant_id=viewer.tenant_id)
    return HeartbeatRead(interval_seconds=BEAT_SECONDS, shown=shown)


@route(
    "GET",
    "/v1/users/{id}/presence",
    permission=Permission.PROFILES_READ,
    limits=("read",),
    raises=(PersonNotFound,),
)
def users_presence(ctx: Ctx, path: UserPath) -> PresenceRead:
    """Read whether a person of the school is there, as far as they show it."""
    person, now = require_person(ctx, path.id), ctx.now()
    known = ctx.db(people.PresenceRepository).get(person.id)
    if not known.shown:
        return PresenceRead(user_id=person.id, shown=False, online=False, last_seen_at=None)
    ends = [known.until, _ask(ctx, lambda copy: copy.until(person.id))]
    beats = [until - EXPIRY for until in ends if until is not None]
    return PresenceRead(
        user_id=person.id,
        shown=True,
        online=any(beat + EXPIRY > now for beat in beats),
        last_seen_at=max([*beats, *filter(None, [known.last_seen_at])], default=None),
    )


@route(
    "GET",
    "/v1/schools/{schoolId}/online-count",
    permission=Permission.SCHOOL_READ,
    limits=("read",),
    raises=(SchoolNotFound,),
)
def school_online_count(ctx: Ctx, path: SchoolPath) -> OnlineCountRead:
    """Count the members of the active school who are there."""
    if path.school_id != ctx.viewer.tenant_id:
        raise SchoolNotFound
    now = ctx.now()
    counted = _ask(ctx, lambda copy: copy.count(now))
    # Whoever came while Redis was away stays in Postgres until their next beat, at most.
    left = ctx.db(people.PresenceRepository).count(now)
    return OnlineCountRead(online=max(counted or 0, left))


def _ask(ctx: Ctx, ask: Callable[[PresenceCopy], T]) -> T | None:
    """What Redis says, or None where it is away, which the answer then tells."""
    from infra.redis.client import RedisUnavailable
    from infra.redis.presence import PresenceCopy

    if ctx.deps.redis is not None:
        try:
            return ask(PresenceCopy(ctx.deps.redis, ctx.viewer.tenant_id))
        except RedisUnavailable:
            pass
    ctx.degraded.add("redis")
    return None
