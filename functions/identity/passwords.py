"""Passwords: forgotten and changed."""

from __future__ import annotations

from functions.common.endings import announce_ended
from functions.identity.confirmation import (
    LinkNotValid,
    require_token,
    send_link,
    show_owner,
    take_over,
)
from functions.identity.hashing import new_hash
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Forbidden
from shared.http.route import Access, route
from shared.identity.events import EmailQueued, SessionRevoked, UserUpdated
from shared.identity.schemas import (
    AddressRequest,
    AddressTaken,
    NewPasswordRequest,
    OwnerRead,
    PasswordChange,
)
from shared.identity.types import MailTemplate, TokenPurpose


class WrongPassword(Forbidden):
    """The password of now is another one."""

    code = "wrong_password"
    title = "The present password is wrong"
    cure = "Ask for the present password again, or offer to send a link for a new one."
    commits = True
    guess = True


@route(
    "POST",
    "/v1/auth/forgot-password",
    permission=Access.PUBLIC,
    limits=("public", "auth.recover"),
    status=202,
    emits=(EmailQueued,),
)
def auth_forgot_password(ctx: Ctx, body: AddressRequest) -> AddressTaken:
    """Ask for a link to choose another password. The answer is the same for every address."""
    send_link(ctx, body.email, MailTemplate.RESET_PASSWORD)
    return AddressTaken()


@route(
    "POST",
    "/v1/auth/reset-password",
    permission=Access.PUBLIC,
    limits=("public", "auth.link"),
    emits=(UserUpdated, SessionRevoked),
    raises=(LinkNotValid,),
)
def auth_reset_password(ctx: Ctx, body: NewPasswordRequest) -> OwnerRead:
    """Choose another password with a mailed link; every session ends.

    Who reads the mail owns the address, so it is confirmed as well.
    """
    mailed = require_token(ctx, body.token)
    if mailed.purpose is not TokenPurpose.RESET or not ctx.db(identity.OneTimeTokenRepository).use(
        body.token, ctx.now()
    ):
        raise LinkNotValid
    take_over(ctx, mailed, body.password)
    return show_owner(ctx, mailed)


@route(
    "POST",
    "/v1/auth/change-password",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write", "auth.password"),
    status=204,
    emits=(SessionRevoked, EmailQueued),
    raises=(WrongPassword,),
)
def auth_change_password(ctx: Ctx, body: PasswordChange) -> None:
    """Change the password. Other devices are signed out; the one that asks goes on."""
    from infra.passwords import password_matches

    viewer, now, rounds = ctx.viewer, ctx.now(), ctx.deps.settings.bcrypt_rounds
    accounts, sessions = ctx.db(identity.AccountRepository), ctx.db(identity.SessionRepository)
    account = accounts.get_credentials(viewer.user_id)
    stored = account.password_hash if account else None
    if account is None or not password_matches(body.current_password, stored, rounds=rounds):
        raise WrongPassword
    chosen = new_hash(ctx, body.new_password, "newPassword")
    accounts.change_password(viewer.user_id, chosen, now)
    family = sessions.get_family(viewer.session_id)
    ended = sessions.revoke_all(viewer.user_id, but=family, reason="password_changed", now=now)
    ctx.db(identity.OneTimeTokenRepository).spend_all(viewer.user_id, now)
    announce_ended(ctx, viewer.user_id, ended, "password_changed")
    ctx.emit(
        EmailQueued(
            template_key=MailTemplate.PASSWORD_CHANGED,
            to_user_id=viewer.user_id,
            locale=account.locale,
        ),
        person_id=viewer.user_id,
    )
