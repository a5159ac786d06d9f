"""Showing again who one is, before one changes how one signs in."""

from __future__ import annotations

import secrets

from functions.common.endings import announce_ended
from functions.identity.passwords import WrongPassword
from functions.identity.second_step import (
    StepExpired,
    WrongCode,
    ask_for_passkey,
    check_app_code,
    check_passkey,
    use_recovery_code,
)
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Forbidden
from shared.http.route import Access, route
from shared.identity.events import EmailQueued
from shared.identity.factor_policy import STEP_LIFE
from shared.identity.factor_schemas import PasskeyProof, ProofAsked, ProofRequest
from shared.identity.types import MailTemplate
from shared.tenants.policy import factors_demanded_from


class CodeRequired(Forbidden):
    """The password is right, and this person has a second factor, which belongs to the proof."""

    code = "code_required"
    title = "Enter a code of your authenticator app or a recovery code too, or use a passkey"
    cure = "Ask `GET /v1/auth/prove` what the person has, and send one of them with the password."


@route("GET", "/v1/auth/prove", permission=Access.SIGNED_IN, without_factors=True, limits=("read",))
def auth_prove_options(ctx: Ctx) -> ProofAsked:
    """What the caller may show to prove who they are."""
    from infra.passkeys import encode
    from infra.tickets import TicketKind

    user_id, challenge = ctx.viewer.user_id, secrets.token_bytes(32)
    account = ctx.db(identity.AccountRepository).get_credentials(user_id)
    factors = ctx.db(identity.FactorRepository).get_factors(user_id)
    note = {"user": str(user_id), "challenge": encode(challenge)}
    return ProofAsked(
        password=account is not None and account.password_hash is not None,
        methods=factors.methods,
        passkey=ask_for_passkey(ctx, user_id, challenge) if factors.passkeys else None,
        ticket=ctx.deps.tickets.write(TicketKind.PROOF, note, now=ctx.now(), life=STEP_LIFE),
    )


@route(
    "POST",
    "/v1/auth/prove",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write", "auth.password"),
    status=204,
    emits=(EmailQueued,),
    raises=(WrongPassword, CodeRequired, WrongCode, StepExpired),
)
def auth_prove(ctx: Ctx, body: ProofRequest) -> None:
    """Show again who one is: for ten minutes this device may change how one signs in.

    Whoever has a second factor shows both, or a passkey, which is both. Somebody without a
    password and without a passkey signs in anew, which does the same.
    """
    viewer = ctx.viewer
    family = ctx.db(identity.SessionRepository).get_family(viewer.session_id)
    if family is None:
        raise WrongPassword
    if body.passkey is not None:
        _check_passkey(ctx, body.passkey)
    else:
        _check_password(ctx, body)
    ctx.db(identity.FactorRepository).prove(viewer.user_id, family, ctx.now())


def _check_passkey(ctx: Ctx, shown: PasskeyProof) -> None:
    from infra.tickets import InvalidTicket, TicketKind

    user_id = ctx.viewer.user_id
    try:
        ticket = ctx.deps.tickets.read(TicketKind.PROOF, shown.ticket, now=ctx.now())
    except InvalidTicket as error:
        raise StepExpired from error
    passkey = check_passkey(ctx, shown, ticket)
    if passkey.user_id != user_id or ticket.data["user"] != str(user_id):
        raise WrongCode
    if not ctx.db(identity.FactorRepository).spend(ticket.id, ticket.expires_at):
        raise StepExpired


def _check_password(ctx: Ctx, body: ProofRequest) -> None:
    from infra.passwords import password_matches

    user_id, rounds = ctx.viewer.user_id, ctx.deps.settings.bcrypt_rounds
    account = ctx.db(identity.AccountRepository).get_credentials(user_id)
    stored = None if account is None else account.password_hash
    if not password_matches(body.current_password or "", stored, rounds=rounds):
        raise WrongPassword
    if not ctx.db(identity.FactorRepository).get_factors(user_id).any:
        return
    if body.code is not None:
        check_app_code(ctx, user_id, body.code, confirmed=True)
    elif body.recovery_code is not None:
        use_recovery_code(ctx, user_id, body.recovery_code)
        tell_owner(ctx)
    else:
        raise CodeRequired


def end_weaker(ctx: Ctx) -> None:
    """Sign the caller out elsewhere, where the school demands the factor that they now have first.

    The other sessions were opened by a password alone, and the school wants none of these.
    """
    viewer = ctx.viewer
    if factors_demanded_from(viewer.tenant_settings, viewer.role) is None:
        return
    sessions = ctx.db(identity.SessionRepository)
    family = sessions.get_family(viewer.session_id)
    ended = sessions.revoke_all(viewer.user_id, but=family, reason="revoked", now=ctx.now())
    announce_ended(ctx, viewer.user_id, ended, "revoked")


def tell_owner(ctx: Ctx) -> None:
    """Queue a mail to the caller: how they sign in was changed."""
    viewer = ctx.viewer
    queued = EmailQueued(
        template_key=MailTemplate.SECURITY_CHANGED,
        to_user_id=viewer.user_id,
        locale=viewer.locale,
    )
    ctx.emit(queued, person_id=viewer.user_id)
