"""Passkeys: keys that a device or a password manager keeps, and that phishing cannot take."""

from __future__ import annotations

import secrets

from functions.common.proof import ProofRequired, demand_proof
from functions.identity.arriving import owner_in, sign_in
from functions.identity.authenticators import drop_useless_codes, new_recovery_codes
from functions.identity.browsers import CsrfFailed
from functions.identity.proving import end_weaker, tell_owner
from functions.identity.second_step import StepExpired, WrongCode, check_passkey
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, SessionCreated, SessionRevoked, UserUpdated
from shared.identity.factor_policy import MAX_PASSKEYS, STEP_LIFE
from shared.identity.factor_schemas import (
    PasskeyAsked,
    PasskeyCreate,
    PasskeyCreated,
    PasskeyList,
    PasskeyPath,
    PasskeyRead,
    PasskeyRename,
    PasskeySignIn,
)
from shared.identity.schemas import SessionTokens


class PasskeyNotFound(NotFound):
    """The caller has no such passkey."""

    title = "Passkey not found"


class PasskeyRefused(ValidationFailed):
    """What the browser made is not what it was asked for, or was made before."""

    code = "passkey_refused"
    title = "This passkey cannot be used; try again"
    cure = "Ask for options again, and let the browser make another passkey from them."


class TooManyPasskeys(Conflict):
    """One person keeps twenty at the most."""

    code = "too_many_passkeys"
    title = "Remove a passkey that you do not use before you add another one"
    cure = "Remove a passkey that is not used any more, then add another one."


@route(
    "GET", "/v1/auth/passkeys", permission=Access.SIGNED_IN, without_factors=True, limits=("read",)
)
def auth_passkeys_list(ctx: Ctx) -> PasskeyList:
    """List the caller's passkeys."""
    found = ctx.db(identity.PasskeyRepository).find(ctx.viewer.user_id)
    return PasskeyList(data=[PasskeyRead.of(passkey) for passkey in found])


@route(
    "POST",
    "/v1/auth/passkeys/options",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    raises=(ProofRequired, TooManyPasskeys),
)
def auth_passkeys_options(ctx: Ctx) -> PasskeyAsked:
    """What the browser is to be asked for, so that it makes a passkey."""
    from infra.passkeys import Known, encode
    from infra.tickets import TicketKind

    demand_proof(ctx)
    viewer, challenge = ctx.viewer, secrets.token_bytes(32)
    have = ctx.db(identity.PasskeyRepository).find(viewer.user_id)
    if len(have) >= MAX_PASSKEYS:
        raise TooManyPasskeys
    me = ctx.db(identity.AccountRepository).get(viewer.user_id)
    assert me is not None, "the caller has an account"
    note = {"user": str(viewer.user_id), "challenge": encode(challenge)}
    known = [Known(passkey.credential_id, passkey.transports) for passkey in have]
    options = ctx.deps.relying_party.ask_for_new(
        challenge, viewer.user_id, me.email, me.name, known
    )
    ticket = ctx.deps.tickets.write(TicketKind.NEW_PASSKEY, note, now=ctx.now(), life=STEP_LIFE)
    return PasskeyAsked(ticket=ticket, options=options)


@route(
    "POST",
    "/v1/auth/passkeys",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    status=201,
    idempotent=False,
    emits=(UserUpdated, EmailQueued, SessionRevoked),
    raises=(PasskeyRefused, TooManyPasskeys),
)
def auth_passkeys_create(ctx: Ctx, body: PasskeyCreate) -> PasskeyCreated:
    """Keep a passkey that the browser has made. From now on a sign-in by password asks for more."""
    from infra.passkeys import InvalidPasskey, decode
    from infra.tickets import InvalidTicket, TicketKind

    user_id, now = ctx.viewer.user_id, ctx.now()
    factors = ctx.db(identity.FactorRepository)
    try:
        ticket = ctx.deps.tickets.read(TicketKind.NEW_PASSKEY, body.ticket, now=now)
        if ticket.data["user"] != str(user_id):
            raise PasskeyRefused
        made = ctx.deps.relying_party.accept_new(
            decode(ticket.data["challenge"]),
            client_data=body.client_data,
            attestation=body.attestation,
        )
    except (InvalidTicket, InvalidPasskey) as error:
        raise PasskeyRefused from error
    factors.lock(user_id)
    before = factors.get_factors(user_id)
    # Options may have been asked for many times while there was room for one more.
    if before.passkeys >= MAX_PASSKEYS:
        raise TooManyPasskeys
    row = {
        "id": ctx.new_id(),
        "name": body.name,
        "backed_up": made.backed_up,
        "last_used_at": None,
        "created_at": now,
    }
    fresh = factors.spend(ticket.id, ticket.expires_at)
    if not fresh or not ctx.db(identity.PasskeyRepository).insert(
        **row,
        user_id=user_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=body.transports,
    ):
        raise PasskeyRefused
    codes = None if before.any else new_recovery_codes(ctx)
    if not before.any:
        end_weaker(ctx)
    _announce(ctx)
    return PasskeyCreated(**row, recovery_codes=codes)


@route(
    "PUT",
    "/v1/auth/passkeys/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    raises=(PasskeyNotFound,),
)
def auth_passkeys_rename(ctx: Ctx, path: PasskeyPath, body: PasskeyRename) -> PasskeyRead:
    """Give a passkey another name."""
    renamed = ctx.db(identity.PasskeyRepository).rename(ctx.viewer.user_id, path.id, body.name)
    if renamed is None:
        raise PasskeyNotFound
    return PasskeyRead.of(renamed)


@route(
    "DELETE",
    "/v1/auth/passkeys/{id}",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    emits=(UserUpdated, EmailQueued),
    raises=(PasskeyNotFound, ProofRequired),
)
def auth_passkeys_remove(ctx: Ctx, path: PasskeyPath) -> None:
    """Remove a passkey, such as one of a lost phone: it opens nothing any more."""
    demand_proof(ctx)
    ctx.db(identity.FactorRepository).lock(ctx.viewer.user_id)
    if not ctx.db(identity.PasskeyRepository).remove(ctx.viewer.user_id, path.id):
        raise PasskeyNotFound
    drop_useless_codes(ctx)
    _announce(ctx)


@route(
    "GET",
    "/v1/auth/passkeys/sign-in",
    permission=Access.PUBLIC,
    limits=("public",),
)
def auth_passkeys_sign_in_options(ctx: Ctx) -> PasskeyAsked:
    """What the browser is to be asked for, so that somebody signs in with a passkey.

    It names nobody: the browser shows the passkeys that it has for this site.
    """
    from infra.passkeys import encode
    from infra.tickets import TicketKind

    challenge = secrets.token_bytes(32)
    note = {"challenge": encode(challenge)}
    ticket = ctx.deps.tickets.write(TicketKind.PASSKEY, note, now=ctx.now(), life=STEP_LIFE)
    return PasskeyAsked(ticket=ticket, options=ctx.deps.relying_party.ask_for_known(challenge))


@route(
    "POST",
    "/v1/auth/passkeys/sign-in",
    permission=Access.PUBLIC,
    limits=("public", "auth.step"),
    emits=(SessionCreated, SessionRevoked),
    raises=(StepExpired, WrongCode, CsrfFailed),
)
def auth_passkeys_sign_in(ctx: Ctx, body: PasskeySignIn) -> SessionTokens:
    """Sign in with a passkey alone; it has asked its owner for a fingerprint or a code itself."""
    from infra.tickets import InvalidTicket, TicketKind

    try:
        ticket = ctx.deps.tickets.read(TicketKind.PASSKEY, body.ticket, now=ctx.now())
    except InvalidTicket as error:
        raise StepExpired from error
    passkey = check_passkey(ctx, body.passkey, ticket)
    if not ctx.db(identity.FactorRepository).spend(ticket.id, ticket.expires_at):
        raise StepExpired
    account = ctx.db(identity.AccountRepository).get_credentials(passkey.user_id)
    if account is None or account.email_verified_at is None:
        raise WrongCode
    owner = owner_in(ctx, account.id, account.token_version, body.tenant)
    if owner is None:
        raise WrongCode
    return sign_in(ctx, owner, account.email)


def _announce(ctx: Ctx) -> None:
    user_id = ctx.viewer.user_id
    ctx.emit(UserUpdated(user_id=user_id, changed=["secondFactor"]), person_id=user_id)
    tell_owner(ctx)
