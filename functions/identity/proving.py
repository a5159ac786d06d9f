"""Showing again who one is, before one changes how one signs in."""

from __future__ import annotations

from functions.identity.passwords import WrongPassword
from functions.runtime.context import Ctx
from functions.runtime.endings import announce_ended
from infra.postgres import identity
from shared.http.route import Access, route
from shared.identity.events import EmailQueued
from shared.identity.factor_schemas import ProofRequest
from shared.identity.types import MailTemplate
from shared.tenants.policy import factors_demanded_from


@route(
    "POST",
    "/v1/auth/prove",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write", "auth.password"),
    status=204,
    raises=(WrongPassword,),
)
def auth_prove(ctx: Ctx, body: ProofRequest) -> None:
    """Enter the password again: for ten minutes this device may change how one signs in.

    Somebody without a password signs in anew, which does the same.
    """
    from infra.passwords import password_matches

    viewer = ctx.viewer
    account = ctx.db(identity.AccountRepository).get_credentials(viewer.user_id)
    stored = None if account is None else account.password_hash
    rounds = ctx.deps.settings.bcrypt_rounds
    family = ctx.db(identity.SessionRepository).get_family(viewer.session_id)
    if not password_matches(body.current_password, stored, rounds=rounds) or family is None:
        raise WrongPassword
    ctx.db(identity.FactorRepository).prove(viewer.user_id, family, ctx.now())


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
