"""The members of a school, as those who run it see and change them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from functions.common.members import (
    BeyondYourRights,
    LastAdministrator,
    MemberNotFound,
    MemberPending,
    NotYourself,
    keep_an_admin,
    lock_other,
    look_again,
    require_grant,
    shut_out,
)
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.route import Audit, route
from shared.identity.events import SessionRevoked
from shared.realtime.events import AccessChanged
from shared.tenants.policy import MemberPlace
from shared.tenants.schemas import (
    AssignmentRead,
    MemberPath,
    MemberQuery,
    MemberRead,
    MemberUpdate,
    SuspensionRead,
)
from shared.tenants.types import MembershipStatus


@route("GET", "/v1/members", permission=Permission.USERS_MANAGE, limits=("read",))
def members_list(ctx: Ctx, query: MemberQuery) -> Page[MemberRead]:
    """List the members by name, with what each holds for a part of the school.

    Who has left is listed only where ``status`` asks for it.
    """
    found = ctx.db(tenants.MemberRepository).find(
        q=query.q,
        role=query.role,
        status=query.status,
        after=MemberPlace.decode(query.cursor),
        limit=query.limit,
    )
    shown = {read.user_id: read for read in show_members(ctx, found)}
    return Page.of_rows(
        found, query.limit, lambda member: shown[member.user_id], attrgetter("place")
    )


@route(
    "PUT",
    "/v1/members/{userId}",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    emits=(SessionRevoked, AccessChanged),
    raises=(MemberNotFound, BeyondYourRights, NotYourself, LastAdministrator, MemberPending),
    audit=Audit("member.updated", "member"),
)
def members_update(ctx: Ctx, path: MemberPath, body: MemberUpdate) -> MemberRead:
    """Give a member another role, suspend them, or let them in again.

    A suspended member is signed out of this school at once. Each request asks the database for the
    role, so another one counts from now on.
    """
    member, members = lock_other(ctx, path.user_id), ctx.db(tenants.MemberRepository)
    role, status = body.role or member.role, body.status or member.status
    if body.status is not None and member.status is MembershipStatus.INVITED:
        raise MemberPending
    if (role, status) != (member.role, member.status):
        require_grant(ctx, role)
        if role is not member.role or status is MembershipStatus.SUSPENDED:
            keep_an_admin(ctx, member)
        members.change(member.user_id, role=role, status=status)
        if status is MembershipStatus.ACTIVE:
            members.lift(member.user_id, ctx.now())
        if status is MembershipStatus.SUSPENDED:
            shut_out(ctx, member.user_id)
        else:
            look_again(ctx, member.user_id)
    return show_member(ctx, path)


@route(
    "DELETE",
    "/v1/members/{userId}",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    status=204,
    emits=(SessionRevoked, AccessChanged),
    raises=(MemberNotFound, BeyondYourRights, NotYourself, LastAdministrator),
    audit=Audit("member.removed", "member"),
)
def members_remove(ctx: Ctx, path: MemberPath) -> None:
    """End a membership: the person is signed out, and loses what they held in the school.

    What they wrote stays, and so does the school's record of a pupil.
    """
    member = lock_other(ctx, path.user_id)
    keep_an_admin(ctx, member)
    ctx.db(tenants.MemberRepository).end(member.user_id, ctx.now())
    shut_out(ctx, member.user_id)


def show_member(ctx: Ctx, path: MemberPath) -> MemberRead:
    """The member as they are now."""
    member = ctx.db(tenants.MemberRepository).get(path.user_id)
    assert member is not None, "locked before"
    return show_members(ctx, [member])[0]


def show_members(ctx: Ctx, members: Sequence[tenants.Member]) -> list[MemberRead]:
    """Members with their assignments and suspensions."""
    if not members:
        return []
    user_ids = [member.user_id for member in members]
    held = ctx.db(tenants.AssignmentRepository).find(user_ids)
    proven = ctx.db(identity.FactorRepository).find_people(user_ids)
    shut = {s.user_id: s for s in ctx.db(tenants.MemberRepository).find_suspensions(user_ids)}
    return [
        MemberRead.of(
            member,
            second_factor=member.user_id in proven,
            assignments=[AssignmentRead.of(a) for a in held if a.user_id == member.user_id],
            suspension=SuspensionRead.of(shut[member.user_id]) if member.user_id in shut else None,
        )
        for member in members
    ]
