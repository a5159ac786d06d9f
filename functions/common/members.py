"""Changing somebody's place in the school, and what then happens to their sessions and streams."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from functions.common.endings import announce_ended
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import Conflict, Forbidden, NotFound, ValidationFailed
from shared.realtime.events import AccessChanged
from shared.tenants.events import UserSuspended
from shared.tenants.policy import may_grant
from shared.tenants.types import MembershipStatus


class MemberNotFound(NotFound):
    """The school has no such member."""

    title = "Member not found"


class BeyondYourRights(Forbidden):
    """Nobody gives or takes rights that they do not hold themselves."""

    code = "beyond_your_rights"
    title = "You cannot give or take more than you may do yourself"
    cure = "Let somebody do it who holds these rights themselves."


class NotYourself(Conflict):
    """One's own place in the school is for somebody else to change."""

    code = "not_yourself"
    title = "Ask another administrator to change this for you"
    cure = "Ask another administrator to change your place in the school."


class LastAdministrator(Conflict):
    """A school is never without somebody who runs it."""

    code = "last_administrator"
    title = "A school needs an administrator: make somebody else one first"
    cure = "Make somebody else an administrator first."


class MemberPending(Conflict):
    """The member has yet to confirm their address; nobody else can do that for them."""

    code = "member_pending"
    title = "This person has not confirmed their address yet"
    cure = "Ask the person to open the link in their mail; nobody else can confirm an address."


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


def suspend(ctx: Ctx, user_id: UUID, *, until: datetime | None, reason: str) -> None:
    """Shut a member out of the school, until a moment or until it is lifted.

    Raises what :func:`lock_other` does, LastAdministrator and MemberPending. The caller's ``emits``
    has UserSuspended, SessionRevoked and AccessChanged.
    """
    now = ctx.now()
    if until is not None and until <= now:
        error = {"field": "until", "code": "past", "message": "this moment has passed"}
        raise ValidationFailed(errors=[error])
    member, members = lock_other(ctx, user_id), ctx.db(tenants.MemberRepository)
    if member.status is MembershipStatus.INVITED:
        raise MemberPending
    keep_an_admin(ctx, member)
    members.change(member.user_id, status=MembershipStatus.SUSPENDED)
    members.suspend(
        id=ctx.new_id(),
        user_id=member.user_id,
        until=until,
        reason=reason,
        created_by=ctx.viewer.user_id,
        created_at=now,
    )
    ctx.emit(
        UserSuspended(user_id=member.user_id, until=until, reason=reason),
        person_id=member.user_id,
    )
    shut_out(ctx, member.user_id)
