"""Inviting people by mail, and accepting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.joining import (
    AlreadyMember,
    InvitationNotValid,
    SchoolFull,
    accept_invitation,
    find_invitation,
)
from functions.common.members import BeyondYourRights, require_grant
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import Forbidden, NotFound
from shared.http.route import Access, Audit, route
from shared.identity.events import EmailQueued
from shared.identity.types import MailTemplate
from shared.tenants.codes import token_digest
from shared.tenants.events import MemberJoined
from shared.tenants.policy import INVITATION_DAYS
from shared.tenants.schemas import (
    InvitationAccept,
    InvitationCreate,
    InvitationLinkPath,
    InvitationPath,
    InvitationPreview,
    InvitationRead,
    JoinedRead,
    branding_of,
)
from shared.tenants.types import InvitationStatus, MembershipStatus

if TYPE_CHECKING:
    from infra.postgres.tenants import Invitation


class InvitationNotFound(NotFound):
    """The school has sent no such invitation."""

    title = "Invitation not found"


class InvitedBySomeoneElse(Forbidden):
    """The link was mailed to another address than the caller's."""

    code = "invitation_for_another"
    title = "This invitation was sent to another address: sign in with that one"
    cure = (
        "Sign in with the address that the invitation was sent to, or ask for one to this address."
    )


@route(
    "POST",
    "/v1/invitations",
    permission=Permission.USERS_MANAGE,
    limits=("invite",),
    status=201,
    emits=(EmailQueued,),
    raises=(BeyondYourRights, AlreadyMember),
    audit=Audit("invitation.sent", "invitation"),
)
def invitations_create(ctx: Ctx, body: InvitationCreate) -> InvitationRead:
    """Invite an address by mail, in its owner's language. Another one takes the place of the first.

    Whoever has an account accepts it signed in; everybody else registers with the link. Only the
    owner of the address can do either.
    """
    require_grant(ctx, body.role)
    account = ctx.db(identity.AccountRepository).get_by_email(body.email)
    invitations, now = ctx.db(tenants.InvitationRepository), ctx.now()
    if account is not None:
        status = ctx.db(tenants.MemberRepository).status_of(account.id)
        if status in {MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED}:
            raise AlreadyMember
    for earlier in invitations.find_pending(body.email, now):
        _take_back(ctx, earlier)
    invitation_id = ctx.new_id()
    invitations.insert(
        **body.model_dump(),
        id=invitation_id,
        expires_at=now + timedelta(days=INVITATION_DAYS),
        created_by=ctx.viewer.user_id,
        created_at=now,
    )
    ctx.emit(
        EmailQueued(
            template_key=MailTemplate.INVITATION,
            to_user_id=ctx.viewer.user_id,
            locale=body.locale,
            invitation_id=invitation_id,
        ),
        person_id=ctx.viewer.user_id,
    )
    return _read(_require(ctx, InvitationPath(id=invitation_id)), now)


@route("GET", "/v1/invitations", permission=Permission.USERS_MANAGE, limits=("read",))
def invitations_list(ctx: Ctx, query: PageQuery) -> Page[InvitationRead]:
    """List all invitations, newest first."""
    now, before = ctx.now(), Position.decode(query.cursor)
    found = ctx.db(tenants.InvitationRepository).find(before=before, limit=query.limit)
    return Page.of_rows(found, query.limit, lambda invitation: _read(invitation, now))


@route(
    "DELETE",
    "/v1/invitations/{id}",
    permission=Permission.USERS_MANAGE,
    limits=("admin",),
    status=204,
    raises=(InvitationNotFound,),
    audit=Audit("invitation.revoked", "invitation"),
)
def invitations_revoke(ctx: Ctx, path: InvitationPath) -> None:
    """Take an invitation back. One that was accepted stays what it is."""
    invitation = _require(ctx, path)
    if invitation.accepted_at is None:
        _take_back(ctx, invitation.id)


@route(
    "GET",
    "/v1/invitations/preview/{digest}",
    permission=Access.PUBLIC,
    limits=("public", "auth.link"),
    raises=(InvitationNotValid,),
)
def invitations_preview(ctx: Ctx, path: InvitationLinkPath) -> InvitationPreview:
    """Read what a mailed link invites to. Changes nothing.

    ``digest``: SHA-256 of the link's token in hexadecimal digits; the token itself goes into no
    address, for addresses are logged.
    """
    invitation = find_invitation(ctx, path.digest)
    school = ctx.db(tenants.TenantRepository).details()
    return InvitationPreview.of(
        invitation,
        school=school.name,
        school_kh=school.name_kh,
        branding=branding_of(school.settings, school.logo),
    )


@route(
    "POST",
    "/v1/invitations/accept",
    permission=Access.SIGNED_IN,
    limits=("write", "join"),
    emits=(MemberJoined,),
    raises=(InvitationNotValid, InvitedBySomeoneElse, AlreadyMember, SchoolFull),
)
def invitations_accept(ctx: Ctx, body: InvitationAccept) -> JoinedRead:
    """Become a member by an invitation that was mailed to the caller's own address.

    The present session stays in its school; ``auth/switch-tenant`` opens one in the new school.
    """
    account = ctx.db(identity.AccountRepository).get_credentials(ctx.viewer.user_id)
    invitation = find_invitation(ctx, token_digest(body.token))
    owns = account is not None and account.email_verified_at is not None
    if not owns or account is None or account.email != invitation.email:
        raise InvitedBySomeoneElse
    accept_invitation(ctx, invitation, account.id)
    return JoinedRead(tenant_id=ctx.db.tenant, role=invitation.role)


def _require(ctx: Ctx, path: InvitationPath) -> Invitation:
    found = ctx.db(tenants.InvitationRepository).get(path.id)
    if found is None:
        raise InvitationNotFound
    return found


def _take_back(ctx: Ctx, invitation_id: UUID) -> None:
    ctx.db(tenants.InvitationRepository).revoke(invitation_id, ctx.now())
    ctx.db(identity.GuestRepository).release_codes(invitation_id)


def _read(invitation: Invitation, now: datetime) -> InvitationRead:
    return InvitationRead.of(invitation, status=_status(invitation, now))


def _status(invitation: Invitation, now: datetime) -> InvitationStatus:
    if invitation.accepted_at is not None:
        return InvitationStatus.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationStatus.REVOKED
    return InvitationStatus.PENDING if invitation.expires_at > now else InvitationStatus.EXPIRED
