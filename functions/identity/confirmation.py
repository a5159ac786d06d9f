"""Confirming that an address is one's own: until then nobody has rights by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.endings import announce_ended
from functions.common.joining import use_reserved_codes
from functions.identity.hashing import new_hash
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, SessionRevoked, UserUpdated
from shared.identity.policy import masked
from shared.identity.schemas import (
    AddressRequest,
    AddressTaken,
    MailedLinkPath,
    MailedTokenRead,
    NewPasswordRequest,
    OwnerRead,
)
from shared.identity.types import MailTemplate, TokenPurpose
from shared.realtime.events import AccessChanged
from shared.tenants.events import ClaimCodeClaimed, MemberJoined

if TYPE_CHECKING:
    from infra.postgres.identity import MailedToken


NOBODY = UUID(int=0)
"""Who gets what is queued for an address that nobody has.

One for all: a new id each time would leave a channel in the log for every address that was tried.
"""


class LinkNotValid(NotFound):
    """The link was used, has expired, or was never sent."""

    code = "link_not_valid"
    title = "This link does not work any more; ask for another one"
    cure = (
        "Ask for another mail, with `POST /v1/auth/forgot-password` or `POST "
        "/v1/auth/verify-email/resend`."
    )


@route(
    "GET",
    "/v1/auth/verify-email/{digest}",
    permission=Access.PUBLIC,
    limits=("public", "auth.link"),
    raises=(LinkNotValid,),
)
def auth_verify_email(ctx: Ctx, path: MailedLinkPath) -> MailedTokenRead:
    """Read what a mailed link is for. Changes nothing, because mail filters follow links.

    ``digest``: SHA-256 of the link's token in hexadecimal digits; the token itself goes into no
    address, for addresses are logged.
    """
    links = ctx.db(identity.OneTimeTokenRepository)
    mailed = links.get_mailed(bytes.fromhex(path.digest), ctx.now())
    if mailed is None:
        raise LinkNotValid
    return MailedTokenRead(
        email=masked(mailed.email),
        first_name=mailed.first_name,
        purpose=mailed.purpose,
        has_password=mailed.password_hash is not None,
        expires_at=mailed.expires_at,
    )


@route(
    "POST",
    "/v1/auth/verify-email",
    permission=Access.PUBLIC,
    limits=("public", "auth.link"),
    emits=(UserUpdated, SessionRevoked, MemberJoined, ClaimCodeClaimed, AccessChanged),
    raises=(LinkNotValid,),
)
def auth_confirm(ctx: Ctx, body: NewPasswordRequest) -> OwnerRead:
    """Confirm the address with the password to sign in with from now on.

    The one chosen at registration goes on; any other takes its place and ends all sessions, for
    whoever had registered with the address of somebody else. What waited for the owner, a place
    in an open school or a claim code, becomes a membership.
    """
    mailed = require_token(ctx, body.token)
    if not ctx.db(identity.OneTimeTokenRepository).use(body.token, ctx.now()):
        raise LinkNotValid
    use_reserved_codes(ctx, mailed.user_id)
    take_over(ctx, mailed, body.password)
    return show_owner(ctx, mailed)


@route(
    "POST",
    "/v1/auth/verify-email/resend",
    permission=Access.PUBLIC,
    limits=("public", "auth.recover"),
    status=202,
    emits=(EmailQueued,),
)
def auth_verify_email_resend(ctx: Ctx, body: AddressRequest) -> AddressTaken:
    """Ask for another link to confirm an address. The answer is the same for every address."""
    send_link(ctx, body.email, MailTemplate.CONFIRM_AGAIN)
    return AddressTaken()


def show_owner(ctx: Ctx, mailed: MailedToken) -> OwnerRead:
    """Whose address it is, and whether they belong to a school."""
    found = ctx.db(tenants.TenantRepository).find_memberships(mailed.user_id)
    return OwnerRead(email=mailed.email, belongs=bool(found))


def require_token(ctx: Ctx, token: str) -> MailedToken:
    """What an unused token is for; raises LinkNotValid."""
    mailed = ctx.db(identity.OneTimeTokenRepository).get(token, ctx.now())
    if mailed is None:
        raise LinkNotValid
    return mailed


def take_over(ctx: Ctx, mailed: MailedToken, password: str) -> None:
    """Give the account to who has read the mail: their password holds, what was before ends."""
    from infra.passwords import password_matches

    now, rounds = ctx.now(), ctx.deps.settings.bcrypt_rounds
    known = password_matches(password, mailed.password_hash, rounds=rounds)
    replaced = not known or mailed.purpose is TokenPurpose.RESET
    ctx.db(identity.AccountRepository).confirm(
        mailed.user_id,
        password_hash=new_hash(ctx, password),
        replaced=replaced,
        now=now,
    )
    ctx.db(identity.OneTimeTokenRepository).spend_all(mailed.user_id, now)
    ctx.db.as_user(mailed.user_id)
    ended: Mapping[UUID, Sequence[UUID]] = {}
    if replaced:
        sessions = ctx.db(identity.SessionRepository)
        ended = sessions.revoke_all(mailed.user_id, reason="password_changed", now=now)
        ctx.db(identity.ApiKeyRepository).revoke_all(mailed.user_id, now)
    schools = ctx.db(tenants.TenantRepository)
    for school in schools.find_invited(mailed.user_id):
        ctx.db.as_tenant(school)
        schools.activate(mailed.user_id, now)
    if not _acts_at_home(ctx, mailed.user_id):
        return
    changed = ["emailVerified", "password"] if replaced else ["emailVerified"]
    ctx.emit(UserUpdated(user_id=mailed.user_id, changed=changed), person_id=mailed.user_id)
    announce_ended(ctx, mailed.user_id, ended, "password_changed")


def send_link(ctx: Ctx, email: str, template: MailTemplate) -> None:
    """Queue a mail with a link; for an address that nobody has the same is done for nobody.

    What is queued stands on one channel of the school, whoever gets it: the first event on a
    channel takes longer than the next ones, and would tell who has an account.
    """
    account = ctx.db(identity.AccountRepository).get_by_email(email)
    receiver = NOBODY if account is None else account.id
    ctx.db.as_user(receiver)
    if not _acts_at_home(ctx, receiver):
        return
    locale = "en" if account is None else account.locale
    queued = EmailQueued(template_key=template, to_user_id=receiver, locale=locale)
    ctx.emit(queued, person_id=NOBODY)


def _acts_at_home(ctx: Ctx, user_id: UUID) -> bool:
    """Act for the school that keeps events about a person; False before there is any school."""
    home = ctx.db(tenants.TenantRepository).home_of(user_id)
    if home is not None:
        ctx.db.as_tenant(home)
    return home is not None
