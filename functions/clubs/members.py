"""Coming into a club, going, and what its owners decide about people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.clubs.access import (
    ClubFull,
    LastOwner,
    NotYourClub,
    locked_club,
    look_again,
    managed_club,
    manages,
    require_club,
)
from functions.runtime.context import Ctx
from infra.postgres import clubs, people
from shared.auth.permissions import Permission
from shared.clubs.events import (
    ClubInvited,
    ClubJoinRequested,
    ClubMemberJoined,
    ClubMemberLeft,
)
from shared.clubs.policy import admitted, entering
from shared.clubs.problems import ClubNotFound, NotInTheClub
from shared.clubs.schemas import (
    ClubMemberPath,
    ClubMemberRead,
    ClubMemberResult,
    ClubMembersQuery,
    ClubMemberUpdate,
    ClubPath,
    ClubStanding,
)
from shared.clubs.types import ClubRole, ClubStatus
from shared.http.paging import Page, Position
from shared.http.problem import Forbidden
from shared.http.route import route
from shared.people.problems import PersonNotFound
from shared.realtime.events import AccessChanged

if TYPE_CHECKING:
    from infra.postgres.clubs import Club, Standing


class NotLetIn(Forbidden):
    """An owner has put the caller out, or the club takes only whom it invites."""

    title = "This club takes only whom it invites"


@route(
    "POST",
    "/v1/clubs/{id}/join",
    permission=Permission.CLUBS_JOIN,
    limits=("write",),
    idempotent=False,
    emits=(ClubMemberJoined, ClubJoinRequested, AccessChanged),
    raises=(ClubNotFound, NotLetIn, ClubFull),
)
def clubs_join(ctx: Ctx, path: ClubPath) -> ClubStanding:
    """Come into a club, accept its invitation, or ask its owners.

    May be repeated without effect.
    """
    club, viewer, now = locked_club(ctx, path.id), ctx.viewer, ctx.now()
    status = entering(club.mode, club.status)
    if status is None:
        raise NotLetIn
    # What an invitation says of the role holds.
    role = club.role if club.status is ClubStatus.INVITED and club.role else ClubRole.MEMBER
    if status is club.status:
        return ClubStanding(club_id=club.id, status=status, role=club.role)
    if status is ClubStatus.ACTIVE:
        _let_in(ctx, club, viewer.user_id, role, let_in=False)
    else:
        members = ctx.db(clubs.ClubMemberRepository)
        members.put(club.id, viewer.user_id, status, role, now)
        asks = ClubJoinRequested(club_id=club.id, user_id=viewer.user_id)
        for owner in members.find_owners(club.id):
            ctx.emit(asks, owner_id=owner)
    return ClubStanding(club_id=club.id, status=status, role=role)


@route(
    "POST",
    "/v1/clubs/{id}/leave",
    permission=Permission.CLUBS_JOIN,
    limits=("write",),
    idempotent=False,
    emits=(ClubMemberLeft, AccessChanged),
    raises=(ClubNotFound, LastOwner),
)
def clubs_leave(ctx: Ctx, path: ClubPath) -> ClubStanding:
    """Leave a club, take a request back or decline an invitation.

    May be repeated without effect.
    """
    club, viewer = locked_club(ctx, path.id), ctx.viewer
    gone = ClubStanding(club_id=club.id, status=None, role=None)
    if club.status in {None, ClubStatus.REMOVED}:
        return gone
    if club.status is ClubStatus.ACTIVE and club.role is ClubRole.OWNER:
        _check_owners(ctx, club, viewer.user_id)
    ctx.db(clubs.ClubMemberRepository).forget(club.id, viewer.user_id)
    if club.status is ClubStatus.ACTIVE:
        _tell_left(ctx, club, viewer.user_id, removed=False)
    return gone


@route(
    "GET",
    "/v1/clubs/{id}/members",
    permission=Permission.SCHOOL_READ,
    limits=("read",),
    raises=(ClubNotFound, NotInTheClub, NotYourClub),
)
def clubs_members(ctx: Ctx, path: ClubPath, query: ClubMembersQuery) -> Page[ClubMemberRead]:
    """List who is in a club, for those who are; and who waits, for its owners."""
    club = require_club(ctx, path.id)
    if not manages(ctx, club):
        if club.status is not ClubStatus.ACTIVE:
            raise NotInTheClub
        if query.status is not ClubStatus.ACTIVE:
            raise NotYourClub
    found = ctx.db(clubs.ClubMemberRepository).find(
        ctx.viewer.user_id,
        club.id,
        query.status,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, ClubMemberRead.of)


@route(
    "PUT",
    "/v1/clubs/{id}/members/{userId}",
    permission=Permission.SCHOOL_READ,
    limits=("write",),
    emits=(ClubMemberJoined, ClubMemberLeft, ClubInvited, AccessChanged),
    raises=(ClubNotFound, NotYourClub, PersonNotFound, LastOwner, ClubFull),
)
def clubs_member_update(ctx: Ctx, path: ClubMemberPath, body: ClubMemberUpdate) -> ClubMemberResult:
    """Let in who has asked, invite somebody of the school, give a role, or put somebody out.

    The owners of the club may, and who runs the school.
    """
    club = managed_club(ctx, path.id)
    person = ctx.db(people.PeopleRepository).get_member(ctx.viewer.user_id, path.user_id)
    if person is None:
        raise PersonNotFound
    before = ctx.db(clubs.ClubMemberRepository).get(club.id, person.id)
    after = admitted(before.status if before else None, body.status)
    owns = before is not None and (before.status, before.role) == (
        ClubStatus.ACTIVE,
        ClubRole.OWNER,
    )
    if owns and not (after is ClubStatus.ACTIVE and body.role is ClubRole.OWNER):
        _check_owners(ctx, club, person.id)
    role = body.role if after in {ClubStatus.ACTIVE, ClubStatus.INVITED} else None
    _decide(ctx, club, person.id, before=before, after=after, role=body.role)
    return ClubMemberResult(user_id=person.id, status=after, role=role)


def _decide(
    ctx: Ctx,
    club: Club,
    person_id: UUID,
    *,
    before: Standing | None,
    after: ClubStatus | None,
    role: ClubRole,
) -> None:
    """Write what an owner has decided about somebody, and tell them."""
    members, was = ctx.db(clubs.ClubMemberRepository), before.status if before else None
    if after is None:
        if was in {ClubStatus.PENDING, ClubStatus.INVITED}:
            members.forget(club.id, person_id)
    elif after is ClubStatus.REMOVED:
        members.put(club.id, person_id, after, ClubRole.MEMBER, ctx.now())
        _tell_left(ctx, club, person_id, removed=True)
    elif after is ClubStatus.INVITED:
        members.put(club.id, person_id, after, role, ctx.now())
        if was is not ClubStatus.INVITED:
            ctx.emit(ClubInvited(club_id=club.id, user_id=person_id), user_id=person_id)
    elif was is ClubStatus.PENDING:
        _let_in(ctx, club, person_id, role, let_in=True)
    elif before is not None and before.role is not role:
        members.set_role(club.id, person_id, role)
        changed = ClubMemberJoined(club_id=club.id, user_id=person_id, role=role)
        ctx.emit(changed, club_id=club.id, user_id=person_id)


def _let_in(ctx: Ctx, club: Club, person_id: UUID, role: ClubRole, *, let_in: bool) -> None:
    if club.capacity is not None and club.members_count >= club.capacity:
        raise ClubFull
    members = ctx.db(clubs.ClubMemberRepository)
    members.put(club.id, person_id, ClubStatus.ACTIVE, role, ctx.now())
    joined = ClubMemberJoined(club_id=club.id, user_id=person_id, role=role, let_in=let_in)
    ctx.emit(joined, club_id=club.id, user_id=person_id)
    look_again(ctx, person_id)


def _tell_left(ctx: Ctx, club: Club, person_id: UUID, *, removed: bool) -> None:
    left = ClubMemberLeft(club_id=club.id, user_id=person_id, removed=removed)
    ctx.emit(left, club_id=club.id, user_id=person_id)
    look_again(ctx, person_id)


def _check_owners(ctx: Ctx, club: Club, leaving: UUID) -> None:
    owners = ctx.db(clubs.ClubMemberRepository).find_owners(club.id)
    if not any(owner != leaving for owner in owners):
        raise LastOwner
