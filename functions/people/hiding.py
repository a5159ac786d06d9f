"""Blocking and muting people."""

from __future__ import annotations

from uuid import UUID

from functions.common.feeds import choose_anew
from functions.runtime.context import Ctx
from infra.postgres import people, tenants
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import Conflict
from shared.http.route import Access, route
from shared.people.problems import PersonNotFound
from shared.people.schemas import BlockRead, HiddenPersonRead, MuteCreate, MuteRead, UserPath
from shared.realtime.events import AccessChanged


class CannotHideYourself(Conflict):
    """A person hides others only."""

    code = "cannot_hide_yourself"
    title = "You cannot block or mute yourself"
    cure = "Send the id of somebody else."


class MuteIsOver(Conflict):
    """The end of a mute lies in the future."""

    code = "mute_is_over"
    title = "The mute would be over already"
    cure = "Send an end in the future, or none."


@route(
    "POST",
    "/v1/users/{id}/block",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(AccessChanged,),
    raises=(PersonNotFound, CannotHideYourself),
)
def users_block(ctx: Ctx, path: UserPath) -> BlockRead:
    """Block a person: neither sees the other any more, and follows between them end.

    May be repeated without effect.
    """
    viewer = ctx.viewer
    _require_person(ctx, path.id)
    hiding = ctx.db(people.HidingRepository)
    hiding.wait_for_pair(viewer.user_id, path.id)
    if hiding.block(viewer.user_id, path.id, ctx.now()):
        hiding.part(viewer.user_id, path.id)
        _tell(ctx, path.id, both=True)
    return BlockRead(user_id=path.id, blocked=True)


@route(
    "DELETE",
    "/v1/users/{id}/block",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(AccessChanged,),
    raises=(PersonNotFound, CannotHideYourself),
)
def users_unblock(ctx: Ctx, path: UserPath) -> BlockRead:
    """End a block. May be repeated without effect; follows do not come back."""
    _require_person(ctx, path.id)
    if ctx.db(people.HidingRepository).unblock(ctx.viewer.user_id, path.id):
        _tell(ctx, path.id, both=True)
    return BlockRead(user_id=path.id, blocked=False)


@route(
    "POST",
    "/v1/users/{id}/mute",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(AccessChanged,),
    raises=(PersonNotFound, CannotHideYourself, MuteIsOver),
)
def users_mute(ctx: Ctx, path: UserPath, body: MuteCreate) -> MuteRead:
    """Mute a person: their events do not reach the caller, who can still look for them.

    Repeated, it changes when the mute ends; without ``expiresAt`` it lasts.
    """
    _require_person(ctx, path.id)
    if body.expires_at is not None and body.expires_at <= ctx.now():
        raise MuteIsOver
    ctx.db(people.HidingRepository).mute(ctx.viewer.user_id, path.id, body.expires_at, ctx.now())
    _tell(ctx, path.id)
    return MuteRead(user_id=path.id, muted=True, expires_at=body.expires_at)


@route(
    "DELETE",
    "/v1/users/{id}/mute",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(AccessChanged,),
    raises=(PersonNotFound, CannotHideYourself),
)
def users_unmute(ctx: Ctx, path: UserPath) -> MuteRead:
    """End a mute. May be repeated without effect."""
    _require_person(ctx, path.id)
    ctx.db(people.HidingRepository).unmute(ctx.viewer.user_id, path.id)
    _tell(ctx, path.id)
    return MuteRead(user_id=path.id, muted=False, expires_at=None)


@route("GET", "/v1/users/me/blocks", permission=Access.SIGNED_IN, limits=("read",))
def users_blocks_list(ctx: Ctx, query: PageQuery) -> Page[HiddenPersonRead]:
    """List whom the caller blocks or mutes, newest first."""
    found = ctx.db(people.HidingRepository).find(
        ctx.viewer.user_id, ctx.now(), before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, HiddenPersonRead.of)


def _require_person(ctx: Ctx, user_id: UUID) -> None:
    viewer = ctx.viewer
    if user_id == viewer.user_id:
        raise CannotHideYourself
    if not ctx.db(people.HidingRepository).may_name(viewer.user_id, user_id):
        raise PersonNotFound


def _tell(ctx: Ctx, other_id: UUID, *, both: bool = False) -> None:
    """Let the open streams learn whom they hide now, in every school that the two share.

    ``both``: those of the other person too. A stream hears of its own school alone.
    """
    me, here = ctx.viewer.user_id, ctx.viewer.tenant_id
    for school in ctx.db(tenants.TenantRepository).find_memberships(me):
        ctx.db.as_tenant(school.tenant_id)
        if ctx.db(tenants.MemberRepository).role_of(other_id) is None:
            continue
        for user_id in (me, other_id) if both else (me,):
            ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)
    ctx.db.as_tenant(here)
    choose_anew(ctx, *((me, other_id) if both else (me,)))
