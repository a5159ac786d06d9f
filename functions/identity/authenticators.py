"""Authenticator apps and recovery codes."""

from __future__ import annotations

import secrets

from functions.common.proof import ProofRequired, demand_proof
from functions.identity.proving import end_weaker, tell_owner
from functions.identity.second_step import WrongCode, check_app_code
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Conflict, NotFound
from shared.http.route import Access, route
from shared.identity.codes import normalise_code
from shared.identity.events import EmailQueued, SessionRevoked, UserUpdated
from shared.identity.factor_policy import RECOVERY_CODES, typed_code
from shared.identity.factor_schemas import (
    AppCodeRequest,
    AuthenticatorOffer,
    FactorsRead,
    RecoveryCodes,
)


class AuthenticatorInUse(Conflict):
    """An app makes codes already; it has to be removed before another one comes."""

    code = "authenticator_in_use"
    title = "You have an authenticator app already; remove it first"
    cure = "Remove the app with `DELETE /v1/auth/mfa/totp`, then offer another one."


class AuthenticatorNotFound(NotFound):
    """No app makes codes for the caller, or none was offered."""

    code = "authenticator_not_found"
    title = "You have no authenticator app"
    cure = "Offer an app first with `POST /v1/auth/mfa/totp`."


class NoFactors(Conflict):
    """There is nothing that recovery codes could stand for."""

    code = "no_second_factor"
    title = "Set up an authenticator app or a passkey first"
    cure = "Set up an authenticator app or a passkey first."


@route("GET", "/v1/auth/mfa", permission=Access.SIGNED_IN, without_factors=True, limits=("read",))
def auth_mfa_get(ctx: Ctx) -> FactorsRead:
    """What the caller has besides a password."""
    return FactorsRead.of(ctx.db(identity.FactorRepository).get_factors(ctx.viewer.user_id))


@route(
    "POST",
    "/v1/auth/mfa/totp",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write", "auth.password"),
    raises=(ProofRequired, AuthenticatorInUse),
)
def auth_mfa_enroll(ctx: Ctx) -> AuthenticatorOffer:
    """Offer a secret for an authenticator app, in the place of one that was not confirmed.

    It asks nothing of anybody before ``auth_mfa_verify`` has seen a first code.
    """
    from infra.authenticator import address_of, new_secret
    from infra.qr import qr_svg

    demand_proof(ctx)
    user_id, factors = ctx.viewer.user_id, ctx.db(identity.FactorRepository)
    me = ctx.db(identity.AccountRepository).get(user_id)
    assert me is not None, "the caller has an account"
    factors.lock(user_id)
    secret = new_secret()
    sealed = ctx.deps.sealer.seal(secret, user_id.bytes)
    if not factors.offer_authenticator(user_id, sealed, ctx.now()):
        raise AuthenticatorInUse
    address = address_of(secret, me.email)
    return AuthenticatorOffer(
        secret=secret,
        otpauth_uri=address,
        qr_svg=qr_svg(address),
        recovery_codes=None if factors.get_factors(user_id).any else new_recovery_codes(ctx),
    )


@route(
    "POST",
    "/v1/auth/mfa/totp/verify",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write", "auth.password"),
    status=204,
    emits=(UserUpdated, EmailQueued, SessionRevoked),
    raises=(AuthenticatorNotFound, AuthenticatorInUse, WrongCode),
)
def auth_mfa_verify(ctx: Ctx, body: AppCodeRequest) -> None:
    """Confirm the offered app with its first code: from now on sign-ins ask for one."""
    user_id, factors = ctx.viewer.user_id, ctx.db(identity.FactorRepository)
    factors.lock(user_id)
    offered = factors.lock_authenticator(user_id)
    if offered is None:
        raise AuthenticatorNotFound
    if offered.confirmed_at is not None:
        raise AuthenticatorInUse
    first = not factors.get_factors(user_id).any
    check_app_code(ctx, user_id, body.code, confirmed=False)
    if first:
        end_weaker(ctx)
    _announce(ctx)


@route(
    "DELETE",
    "/v1/auth/mfa/totp",
    permission=Access.SIGNED_IN,
    limits=("write",),
    status=204,
    emits=(UserUpdated, EmailQueued),
    raises=(ProofRequired, AuthenticatorNotFound),
)
def auth_mfa_disable(ctx: Ctx) -> None:
    """Remove the authenticator app. Recovery codes go with the last factor."""
    demand_proof(ctx)
    user_id, factors = ctx.viewer.user_id, ctx.db(identity.FactorRepository)
    factors.lock(user_id)
    if not factors.remove_authenticator(user_id):
        raise AuthenticatorNotFound
    drop_useless_codes(ctx)
    _announce(ctx)


@route(
    "POST",
    "/v1/auth/mfa/recovery-codes",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(EmailQueued,),
    raises=(ProofRequired, NoFactors),
)
def auth_mfa_recovery_codes(ctx: Ctx) -> RecoveryCodes:
    """Get ten new recovery codes; all earlier ones end."""
    demand_proof(ctx)
    factors = ctx.db(identity.FactorRepository)
    factors.lock(ctx.viewer.user_id)
    if not factors.get_factors(ctx.viewer.user_id).any:
        raise NoFactors
    codes = new_recovery_codes(ctx)
    tell_owner(ctx)
    return RecoveryCodes(recovery_codes=codes)


def new_recovery_codes(ctx: Ctx) -> list[str]:
    """New codes of the caller, in the place of all earlier ones."""
    user_id = ctx.viewer.user_id
    codes = [typed_code(secrets.token_bytes(10)) for _ in range(RECOVERY_CODES)]
    marks = [ctx.deps.sealer.mark(normalise_code(code), user_id.bytes) for code in codes]
    ctx.db(identity.FactorRepository).replace_recovery_codes(user_id, marks, ctx.now())
    return codes


def drop_useless_codes(ctx: Ctx) -> None:
    """End the recovery codes of somebody who has no factor left."""
    user_id, factors = ctx.viewer.user_id, ctx.db(identity.FactorRepository)
    if not factors.get_factors(user_id).any:
        factors.remove_recovery_codes(user_id)


def _announce(ctx: Ctx) -> None:
    user_id = ctx.viewer.user_id
    ctx.emit(UserUpdated(user_id=user_id, changed=["secondFactor"]), person_id=user_id)
    tell_owner(ctx)
