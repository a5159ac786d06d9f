"""The second step of a sign-in: something that one has, after the password that one knows."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.identity.arriving import owner_in, sign_in
from functions.identity.browsers import CsrfFailed
from functions.identity.tokens import Owner
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Forbidden, RateLimited, Unauthenticated
from shared.http.route import Access, route
from shared.identity.codes import normalise_code
from shared.identity.events import EmailQueued, SessionCreated, SessionRevoked
from shared.identity.factor_policy import STEP_LIFE, closed_for
from shared.identity.factor_schemas import PasskeyAssertion, SecondStepRead, SecondStepRequest
from shared.identity.schemas import SessionTokens
from shared.identity.types import MailTemplate

if TYPE_CHECKING:
    from infra.postgres.identity import Passkey
    from infra.tickets import Ticket


class StepExpired(Unauthenticated):
    """The first step was too long ago, was used already, or does not hold any more."""

    code = "sign_in_expired"
    title = "Begin to sign in again"
    cure = "Begin anew with the first step: a ticket lives for minutes and serves once."


class WrongCode(Forbidden):
    """The code is not the one of now, or was used; or it is no passkey of this person."""

    code = "wrong_code"
    title = "This code is wrong, or was used already"
    cure = "Ask for the code that the app shows now, or for a recovery code that was not used yet."
    commits = True
    guess = True


def second_step(ctx: Ctx, owner: Owner) -> SecondStepRead | None:
    """What has to follow the password; None where it is enough."""
    factors = ctx.db(identity.FactorRepository).get_factors(owner.user_id)
    if not factors.any:
        return None
    from infra.passkeys import encode
    from infra.tickets import TicketKind

    challenge = secrets.token_bytes(32)
    note = {
        "user": str(owner.user_id),
        "tenant": str(owner.tenant_id),
        "version": owner.token_version,
        "challenge": encode(challenge),
    }
    return SecondStepRead(
        mfa_token=ctx.deps.tickets.write(
            TicketKind.SECOND_STEP, note, now=ctx.now(), life=STEP_LIFE
        ),
        methods=factors.methods,
        passkey=ask_for_passkey(ctx, owner.user_id, challenge) if factors.passkeys else None,
        expires_in=int(STEP_LIFE.total_seconds()),
    )


def ask_for_passkey(ctx: Ctx, user_id: UUID, challenge: bytes) -> dict[str, Any]:
    """What the browser is to be asked for, so that one of the person's passkeys signs."""
    from infra.passkeys import Known

    have = ctx.db(identity.PasskeyRepository).find(user_id)
    known = [Known(passkey.credential_id, passkey.transports) for passkey in have]
    return ctx.deps.relying_party.ask_for_known(challenge, known)


@route(
    "POST",
    "/v1/auth/mfa/challenge",
    permission=Access.PUBLIC,
    limits=("public", "auth.step"),
    emits=(SessionCreated, SessionRevoked, EmailQueued),
    raises=(StepExpired, WrongCode, CsrfFailed),
)
def auth_mfa_challenge(ctx: Ctx, body: SecondStepRequest) -> SessionTokens:
    """Sign in with the second step, after ``auth_login`` has asked for one."""
    from infra.tickets import InvalidTicket, TicketKind

    now = ctx.now()
    try:
        ticket = ctx.deps.tickets.read(TicketKind.SECOND_STEP, body.mfa_token, now=now)
    except InvalidTicket as error:
        raise StepExpired from error
    user_id, version = UUID(ticket.data["user"]), ticket.data["version"]
    account = ctx.db(identity.AccountRepository).get_credentials(user_id)
    owner = owner_in(ctx, user_id, version, UUID(ticket.data["tenant"]))
    if account is None or owner is None or account.token_version != version:
        raise StepExpired
    _check(ctx, user_id, body, ticket)
    if not ctx.db(identity.FactorRepository).spend(ticket.id, ticket.expires_at):
        raise StepExpired
    if body.recovery_code is not None:
        queued = EmailQueued(
            template_key=MailTemplate.SECURITY_CHANGED, to_user_id=user_id, locale=account.locale
        )
        ctx.emit(queued, person_id=user_id)
    return sign_in(ctx, owner, account.email)


def _check(ctx: Ctx, user_id: UUID, body: SecondStepRequest, ticket: Ticket) -> None:
    if body.code is not None:
        check_app_code(ctx, user_id, body.code, confirmed=True)
    elif body.recovery_code is not None:
        use_recovery_code(ctx, user_id, body.recovery_code)
    elif body.passkey is not None:
        passkey = check_passkey(ctx, body.passkey, ticket)
        if passkey.user_id != user_id:
            raise WrongCode


def use_recovery_code(ctx: Ctx, user_id: UUID, code: str) -> None:
    """Spend a recovery code of the person; raises WrongCode."""
    mark = ctx.deps.sealer.mark(normalise_code(code), user_id.bytes)
    if not ctx.db(identity.FactorRepository).use_recovery_code(user_id, mark, ctx.now()):
        raise WrongCode


def check_app_code(ctx: Ctx, user_id: UUID, code: str, *, confirmed: bool) -> None:
    """Accept a code of the person's app once; raises WrongCode, or RateLimited after many."""
    from infra.authenticator import step_of

    now, factors = ctx.now(), ctx.db(identity.FactorRepository)
    app = factors.lock_authenticator(user_id)
    if app is None or (confirmed and app.confirmed_at is None):
        raise WrongCode
    if app.closed_until is not None and app.closed_until > now:
        seconds = int((app.closed_until - now).total_seconds()) + 1
        raise RateLimited(headers={"Retry-After": str(seconds)})
    step = step_of(ctx.deps.sealer.open(app.secret_sealed, user_id.bytes), code, now)
    if step is None or (app.last_step is not None and step <= app.last_step):
        factors.count_failure(user_id, _closed_until(app.failures + 1, now))
        raise WrongCode
    factors.accept_step(user_id, step, now)


def _closed_until(failures: int, now: datetime) -> datetime | None:
    wait = closed_for(failures)
    return now + wait if wait else None


def check_passkey(ctx: Ctx, shown: PasskeyAssertion, ticket: Ticket) -> Passkey:
    """The passkey that has signed the challenge of the ticket; raises WrongCode."""
    from infra.passkeys import InvalidPasskey, decode

    passkeys = ctx.db(identity.PasskeyRepository)
    try:
        passkey = passkeys.lock(decode(shown.id))
        if passkey is None:
            raise WrongCode
        used = ctx.deps.relying_party.accept_known(
            decode(ticket.data["challenge"]),
            credential_id=passkey.credential_id,
            client_data=shown.client_data,
            authenticator_data=shown.authenticator_data,
            signature=shown.signature,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
        )
    except InvalidPasskey as error:
        raise WrongCode from error
    passkeys.record_use(
        passkey.id, sign_count=used.sign_count, backed_up=used.backed_up, now=ctx.now()
    )
    return passkey
