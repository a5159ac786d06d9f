"""Feature flags: what is on for the caller, and who switches it."""

from __future__ import annotations

from functions.common.guests import end_streams
from functions.runtime.context import Ctx
from infra.postgres import identity, platform
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden
from shared.http.route import Access, Audit, route
from shared.platform.flags import PURPOSES, Flag, FlagState
from shared.platform.schemas import FlagList, FlagPath, FlagRead, FlagsResolved, FlagUpdate
from shared.realtime.events import AccessChanged
from shared.tenants.events import FlagsUpdated

_PASSES = {Flag.LIVE_GUESTS: "live", Flag.BOARDS_GUESTS: "board"}
"""Whose guest passes end with a flag."""


@route("GET", "/v1/flags", permission=Access.SIGNED_IN, limits=("read",))
def flags_resolve(ctx: Ctx) -> FlagsResolved:
    """Tell which functions of the product are on for the caller."""
    viewer = ctx.viewer
    states = ctx.db(platform.FlagRepository).find()
    return FlagsResolved(data={f: state.is_on(f, viewer.user_id) for f, state in states.items()})


@route("GET", "/v1/admin/flags", permission=Permission.FLAGS_MANAGE, limits=("read",))
def flags_list(ctx: Ctx) -> FlagList:
    """List all flags, as the platform and the school have set them."""
    states = ctx.db(platform.FlagRepository).find()
    return FlagList(data=[_read(ctx, flag, states[flag]) for flag in Flag])


@route(
    "PUT",
    "/v1/admin/flags/{key}",
    permission=Permission.FLAGS_MANAGE,
    limits=("admin",),
    emits=(FlagsUpdated, AccessChanged),
    audit=Audit("flag.set", "flag"),
)
def flags_put(ctx: Ctx, path: FlagPath, body: FlagUpdate) -> FlagRead:
    """Switch a function on or off for the school; null leaves it to the platform.

    Who operates the platform may also set it for everybody: off is off everywhere, whatever schools
    say. Guests of a function that is switched off for the school are sent away; where the platform
    switches it off, nobody new comes in, and guests who are in stay until their pass ends.
    """
    flags, viewer, now = ctx.db(platform.FlagRepository), ctx.viewer, ctx.now()
    if body.platform is not None:
        if not viewer.can_everywhere(Permission.PLATFORM_MANAGE):
            raise Forbidden
        flags.set_platform(path.key, **dict(body.platform), by=viewer.user_id, now=now)
    flags.override(path.key, body.override, viewer.user_id, now)
    state = flags.get(path.key)
    if path.key in _PASSES and not state.is_on(path.key, viewer.tenant_id):
        guests = ctx.db(identity.GuestRepository)
        end_streams(ctx, guests.end_kind(_PASSES[path.key], now))
    ctx.emit(FlagsUpdated(keys=[path.key]), tenant_id=viewer.tenant_id)
    return _read(ctx, path.key, state)


def _read(ctx: Ctx, flag: Flag, state: FlagState) -> FlagRead:
    return FlagRead(
        key=flag,
        purpose=PURPOSES[flag],
        enabled=state.enabled,
        rollout=state.rollout,
        override=state.override,
        on_for_school=state.is_on(flag, ctx.viewer.tenant_id),
    )
