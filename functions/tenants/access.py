"""What happens to somebody's sessions and streams when their place in the school changes."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.endings import announce_ended
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.realtime.events import AccessChanged
from shared.tenants.policy import may_grant
from shared.tenants.types import MembershipStatus


class MemberNotFound(NotFound):
    """The school has no such member."""

    title = "Member not found"


class BeyondYourRights(Forbidden):
    """Nobody gives or takes rights that they do not hold themselves."""

    code = "beyond_your_rights"
    title = "You cannot give or take more than you may do yourself"


class NotYourself(Conflict):
    """One's own place in the school is for somebody else to change."""

    code = "not_yourself"
    title = "Ask another administrator to change this for you"


class LastAdministrator(Conflict):
    """A school is never without somebody who runs it."""

    code = "last_administrator"
    title = "A school needs an administrator: make somebody else one first"


def lock_other(ctx: Ctx, user_id: UUID) -> tenants.Member:
    """A member whom the caller may change, locked; raises what stands against it."""
    if user_id == ctx.viewer.user_id:
        raise NotYourself
    member = ctx.db(tenants.MemberRepository).lock(user_id)
    if member is None:
        raise MemberNotFound
    require_grant(ctx, member.role)
    return member


def require_grant(ctx: Ctx, role: Role) -> None:
    """Raise BeyondYourRights where the caller may not give the role."""
    if not may_grant(ctx.viewer.can_in_school, role):
        raise BeyondYourRights


def keep_an_admin(ctx: Ctx, member: tenants.Member) -> None:
    """Raise LastAdministrator where nobody would run the school without the member."""
    runs = member.role is Role.ADMIN and member.status is MembershipStatus.ACTIVE
    if runs and not ctx.db(tenants.MemberRepository).has_other_admin(member.user_id):
        raise LastAdministrator


def shut_out(ctx: Ctx, user_id: UUID) -> None:
    """End the member's sessions and streams in this school; those elsewhere go on."""
    sessions = ctx.db(identity.SessionRepository)
    ended = sessions.revoke_in_school(user_id, reason="membership", now=ctx.now())
    announce_ended(ctx, user_id, ended, "membership")
    look_again(ctx, user_id)


def look_again(ctx: Ctx, user_id: UUID) -> None:
    """Let relays ask anew what the person's streams may carry."""
    ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)
