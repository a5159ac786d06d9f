"""Coming into a school: by an invitation, by a claim code, with an account or with a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.guests import enter_by_code
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import Conflict, NotFound, Problem
from shared.identity.types import CodeKind
from shared.realtime.events import AccessChanged
from shared.tenants.codes import digest_of, read_code
from shared.tenants.events import ClaimCodeClaimed, MemberJoined
from shared.tenants.policy import CLAIM_ROLES
from shared.tenants.types import ClaimType, JoinedVia, MembershipStatus

if TYPE_CHECKING:
    from infra.postgres.tenants import Invitation, OpenCode


class SchoolFull(Conflict):
    """The school has as many members as it may have."""

    code = "school_full"
    title = "The school has no room for another member"
    cure = "Ask who runs the school to make room, or an operator to raise the number of members."


class AlreadyMember(Conflict):
    """The person belongs to the school, in a way that this does not change."""

    code = "already_member"
    title = "This person belongs to the school already"
    cure = "There is nothing to do, or change the member's role instead."


class InvitationNotValid(NotFound):
    """The invitation was accepted or taken back, has expired, or was never sent."""

    code = "invitation_not_valid"
    title = "This invitation does not work any more; ask for another one"
    cure = "Ask who sent the invitation for another one."
    guess = True


class ClaimCodeNotValid(NotFound):
    """The code was used or taken back, has expired, or there is none such."""

    code = "claim_code_not_valid"
    title = "This code does not work; look whether it was typed as printed"
    cure = "Compare the code with the paper; where it is right, ask the school for another one."
    guess = True


def find_invitation(ctx: Ctx, digest: str) -> Invitation:
    """The open invitation of a mailed link, locked; the unit acts for its school from then on."""
    found = enter_by_code(ctx, CodeKind.INVITATION, digest)
    if found is None or not ctx.db(tenants.TenantRepository).is_open():
        raise InvitationNotValid
    invitation = ctx.db(tenants.InvitationRepository).lock_open(found, ctx.now())
    if invitation is None:
        raise InvitationNotValid
    return invitation


def accept_invitation(ctx: Ctx, invitation: Invitation, user_id: UUID) -> None:
    """Make the person a member as what they were invited; raises what stands against it."""
    members = ctx.db(tenants.MemberRepository)
    if members.status_of(user_id) in {MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED}:
        raise AlreadyMember
    if not members.has_room():
        raise SchoolFull
    _admit(ctx, user_id, invitation.role, JoinedVia.INVITATION, invitation.created_by)
    ctx.db(tenants.InvitationRepository).accept(invitation.id, user_id, ctx.now())
    ctx.db(identity.GuestRepository).release_codes(invitation.id)


def find_claim_code(ctx: Ctx, text: str) -> OpenCode:
    """The open code that somebody typed, locked; the unit acts for its school from then on."""
    code = read_code(text)
    found = None if code is None else enter_by_code(ctx, CodeKind.CLAIM, digest_of(code))
    if found is None or not ctx.db(tenants.TenantRepository).is_open():
        raise ClaimCodeNotValid
    opened = ctx.db(tenants.ClaimCodeRepository).lock_open(found, ctx.now())
    if opened is None:
        raise ClaimCodeNotValid
    return opened


def use_claim_code(ctx: Ctx, code: OpenCode, user_id: UUID) -> Role:
    """Let the person in by the code, and tie them to the pupil that it names; returns their role.

    Raises what stands against it, before anything is written.
    """
    if refusal := _refusal(ctx, code, user_id):
        raise refusal
    members, codes = ctx.db(tenants.MemberRepository), ctx.db(tenants.ClaimCodeRepository)
    role, now = members.role_of(user_id), ctx.now()
    if role is None:
        role = CLAIM_ROLES[code.type]
        _admit(ctx, user_id, role, JoinedVia.CLAIM_CODE, code.created_by)
    if code.student_id is not None and code.type is ClaimType.STUDENT:
        codes.link_student(code.student_id, user_id)
    elif code.student_id is not None:
        codes.link_guardian(code.student_id, user_id, ctx.new_id())
    codes.claim(code.id, user_id, now)
    ctx.db(identity.GuestRepository).release_codes(code.id)
    claimed = ClaimCodeClaimed(code_id=code.id, type=code.type, claimed_by=user_id)
    ctx.emit(claimed, issuer_id=code.created_by)
    # An open stream, in this school or none, hears of the classes that came with the code.
    ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)
    return role


def use_reserved_codes(ctx: Ctx, user_id: UUID) -> None:
    """Let somebody in by the codes that they registered with, now that their address is theirs.

    A code that somebody else has used meanwhile, or that does not fit any more, opens nothing.
    """
    ctx.db.as_user(user_id)
    codes = ctx.db(tenants.ClaimCodeRepository)
    reserved = codes.find_reserved(user_id)
    for school, code_id in reserved:
        ctx.db.as_tenant(school)
        code = codes.lock_open(code_id, ctx.now())
        if code is not None and _refusal(ctx, code, user_id) is None:
            use_claim_code(ctx, code, user_id)
    if reserved:
        codes.forget_reservations(user_id)


def _refusal(ctx: Ctx, code: OpenCode, user_id: UUID) -> Problem | None:
    """What stands against letting the person in by the code, if anything does."""
    members, codes = ctx.db(tenants.MemberRepository), ctx.db(tenants.ClaimCodeRepository)
    status, fits = members.status_of(user_id), True
    of_pupil = code.type is ClaimType.STUDENT and code.student_id is not None
    if status is MembershipStatus.SUSPENDED:
        return AlreadyMember()
    if status is MembershipStatus.ACTIVE:
        role = members.role_of(user_id)
        fits = code.type is ClaimType.PARENT or (of_pupil and role is Role.STUDENT)
    elif not members.has_room():
        return SchoolFull()
    if not fits or (of_pupil and codes.has_record(user_id)):
        return AlreadyMember()
    if of_pupil and not codes.lock_unclaimed(code.student_id):
        return ClaimCodeNotValid()
    return None


def _admit(ctx: Ctx, user_id: UUID, role: Role, via: JoinedVia, issuer_id: UUID) -> None:
    members = ctx.db(tenants.MemberRepository)
    members.admit(id=ctx.new_id(), user_id=user_id, role=role, now=ctx.now())
    joined = MemberJoined(user_id=user_id, role=role, via=via)
    ctx.emit(joined, person_id=user_id, issuer_id=issuer_id)
