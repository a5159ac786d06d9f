"""Shutting a member out of the school for a while."""

from __future__ import annotations

from functions.common.members import (
    BeyondYourRights,
    LastAdministrator,
    MemberNotFound,
    MemberPending,
    NotYourself,
    lock_other,
    look_again,
    suspend,
)
from functions.runtime.context import Ctx
from functions.tenants.members import show_member
from infra.postgres import tenants
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden
from shared.http.route import Audit, route
from shared.identity.events import SessionRevoked
from shared.people.schemas import UserPath
from shared.realtime.events import AccessChanged
from shared.tenants.events import UserSuspended
from shared.tenants.schemas import MemberPath, MemberRead, SuspensionCreate
from shared.tenants.types import MembershipStatus


@route(
    "POST",
    "/v1/users/{id}/suspend",
    permission=Permission.MODERATION_REVIEW,
    limits=("admin",),
    emits=(UserSuspended, SessionRevoked, AccessChanged),
    raises=(MemberNotFound, BeyondYourRights, NotYourself, LastAdministrator, MemberPending),
    audit=Audit("member.suspended", "member"),
)
def users_suspend(ctx: Ctx, path: UserPath, body: SuspensionCreate) -> MemberRead:
    """Shut a member out of the school, until a moment or until it is lifted.

    They are signed out at once. A second suspension stands beside the first: the later end counts.
    """
    _for_the_whole_school(ctx)
    suspend(ctx, path.id, until=body.until, reason=body.reason)
    return show_member(ctx, MemberPath(userId=path.id))


@route(
    "DELETE",
    "/v1/users/{id}/suspend",
    permission=Permission.MODERATION_REVIEW,
    limits=("admin",),
    emits=(AccessChanged,),
    raises=(MemberNotFound, BeyondYourRights, NotYourself),
    audit=Audit("member.readmitted", "member"),
)
def users_unsuspend(ctx: Ctx, path: UserPath) -> MemberRead:
    """Let a suspended member in again. May be repeated without effect."""
    _for_the_whole_school(ctx)
    member, members = lock_other(ctx, path.id), ctx.db(tenants.MemberRepository)
    if member.status is MembershipStatus.SUSPENDED:
        members.change(member.user_id, status=MembershipStatus.ACTIVE)
        members.lift(member.user_id, ctx.now())
        look_again(ctx, member.user_id)
    return show_member(ctx, MemberPath(userId=member.user_id))


def _for_the_whole_school(ctx: Ctx) -> None:
    """Who moderates a board or a class shuts nobody out of the school."""
    if not ctx.viewer.can_everywhere(Permission.MODERATION_REVIEW):
        raise Forbidden
