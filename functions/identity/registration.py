"""New accounts: in an open school, with a claim code, or with an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from functions.common.joining import (
    ClaimCodeNotValid,
    InvitationNotValid,
    SchoolFull,
    accept_invitation,
    find_claim_code,
    find_invitation,
)
from functions.identity.confirmation import NOBODY
from functions.identity.hashing import new_hash
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import NotFound, ValidationFailed
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, UserRegistered
from shared.identity.schemas import RegisterRequest, RegistrationRead
from shared.identity.types import MailTemplate
from shared.tenants.codes import token_digest
from shared.tenants.events import MemberJoined
from shared.tenants.types import MembershipStatus

if TYPE_CHECKING:
    from infra.postgres.identity import Account
    from infra.postgres.tenants import Invitation, OpenCode


class SchoolNotOpen(NotFound):
    """There is no such school, or people join it by invitation only."""

    code = "school_not_open"
    title = "This school does not accept registrations"
    cure = "Ask the school for an invitation or a claim code."


@dataclass(frozen=True, slots=True)
class Door:
    """By what somebody comes in. With neither code nor invitation the school is open."""

    via: Literal["open_registration", "claim_code", "invitation"]
    code: OpenCode | None = None
    invitation: Invitation | None = None


@route(
    "POST",
    "/v1/auth/register",
    permission=Access.PUBLIC,
    limits=("public", "auth.register", "claim"),
    status=201,
    emits=(UserRegistered, EmailQueued, MemberJoined),
    raises=(SchoolNotOpen, ClaimCodeNotValid, InvitationNotValid, SchoolFull),
)
def auth_register(ctx: Ctx, body: RegisterRequest) -> RegistrationRead:
    """Make an account: in a school with open registration, with a claim code or an invitation.

    The answer does not tell whether the address was known before; a mail tells its owner. The
    account opens, and the code is used, when its owner follows the link in it. Who brings the
    token of an invitation has read its mail: their account is open at once.
    """
    door = _enter(ctx, body)
    accounts, user_id, now = ctx.db(identity.AccountRepository), ctx.new_id(), ctx.now()
    password_hash = new_hash(ctx, body.password)
    created = accounts.insert(
        **body.model_dump(exclude={"password", "tenant", "claim_code", "invite_token"}),
        id=user_id,
        password_hash=password_hash,
        email_verified_at=None if door.invitation is None else now,
        created_at=now,
        updated_at=now,
    )
    # Asked in either case, and what is done for somebody new is done for nobody otherwise: neither
    # statements nor events tell whether the address has an account.
    owner = accounts.get_by_email(body.email)
    known = None if created else owner
    person = user_id if known is None else known.id
    if created:
        registered = UserRegistered(user_id=person, tenant_id=ctx.db.tenant, via=door.via)
        ctx.emit(registered, person_id=person)
    elif door.invitation is None:
        _queue(ctx, MailTemplate.WELCOME, NOBODY, body.locale, beside=person)
    if door.invitation is not None:
        template = _accept(ctx, door.invitation, person, known, password_hash)
    elif door.code is not None:
        template = _keep_in_mind(ctx, door.code, person, known)
    else:
        template = _ask_to_confirm(ctx, person, known)
    if template is not None:
        _queue(ctx, template, person, body.locale, beside=person)
    return RegistrationRead(email=body.email)


def _enter(ctx: Ctx, body: RegisterRequest) -> Door:
    """The door that the request knocks at; the unit acts for its school from then on."""
    if body.claim_code is not None:
        return Door("claim_code", code=find_claim_code(ctx, body.claim_code))
    if body.invite_token is not None:
        invitation = find_invitation(ctx, token_digest(body.invite_token))
        if invitation.email != body.email:
            message = "the invitation was sent to another address"
            error = {"field": "email", "code": "not_invited", "message": message}
            raise ValidationFailed(errors=[error])
        return Door("invitation", invitation=invitation)
    assert body.tenant is not None, "the schema asks for one of the three"
    school = ctx.db(tenants.TenantRepository).get(body.tenant)
    if school is None or school.status != "ACTIVE" or not school.settings.get("open_registration"):
        raise SchoolNotOpen
    ctx.db.as_tenant(school.id)
    return Door("open_registration")


def _accept(
    ctx: Ctx, invitation: Invitation, person: UUID, known: Account | None, password_hash: str
) -> MailTemplate | None:
    """Make who has read the invitation's mail a member; returns the mail to send."""
    if known is not None and known.email_verified_at is not None:
        return MailTemplate.ALREADY_REGISTERED
    if known is not None:
        # Somebody had registered with the address, who need not have been its owner.
        now = ctx.now()
        ctx.db(identity.AccountRepository).confirm(
            person, password_hash=password_hash, replaced=True, now=now
        )
        ctx.db(identity.OneTimeTokenRepository).spend_all(person, now)
        ctx.db(tenants.ClaimCodeRepository).forget_reservations(person)
    accept_invitation(ctx, invitation, person)
    return None


def _keep_in_mind(ctx: Ctx, code: OpenCode, person: UUID, known: Account | None) -> MailTemplate:
    """Keep the code for when the address is confirmed; returns the mail to send."""
    if not ctx.db(tenants.MemberRepository).has_room():
        raise SchoolFull
    ctx.db(tenants.ClaimCodeRepository).reserve(person, code.id, ctx.now())
    return MailTemplate.WELCOME if known is None else MailTemplate.CLAIMED


def _ask_to_confirm(ctx: Ctx, person: UUID, known: Account | None) -> MailTemplate:
    """Invite somebody new to the open school; returns the mail to send."""
    ctx.db(tenants.TenantRepository).join(
        only_if=known is None,
        id=ctx.new_id(),
        user_id=person,
        role=Role.STUDENT,
        status=MembershipStatus.INVITED,
    )
    return MailTemplate.WELCOME if known is None else MailTemplate.ALREADY_REGISTERED


def _queue(ctx: Ctx, template: MailTemplate, to: UUID, locale: str, *, beside: UUID) -> None:
    """Queue a mail, among the events of a person."""
    queued = EmailQueued(template_key=template, to_user_id=to, locale=locale)
    ctx.emit(queued, person_id=beside)
