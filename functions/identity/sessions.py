"""Signing in and out, and keeping a session alive."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from functions.common.endings import announce_ended
from functions.identity.arriving import announce_session, sign_in
from functions.identity.browsers import CsrfFailed, forget_session, in_browser
from functions.identity.second_step import second_step
from functions.identity.tokens import OpenedSession, Owner, mint, open_session, refresh_hash
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.http.problem import Forbidden, NotFound, Unauthenticated
from shared.http.route import Access, route
from shared.identity.events import SessionCreated, SessionRevoked
from shared.identity.factor_schemas import SecondStepRead
from shared.identity.policy import REFRESH_GRACE_SECONDS, email_key
from shared.identity.schemas import (
    LoginRequest,
    RefreshRequest,
    SessionTokens,
    SwitchTenantRequest,
)

if TYPE_CHECKING:
    from infra.postgres.identity import Session
    from infra.postgres.tenants import Membership


class WrongCredentials(Unauthenticated):
    """Address, password or school do not fit together. Nobody learns which."""

    code = "wrong_credentials"
    title = "The e-mail address or the password is wrong"
    cure = "Ask the person once more, or offer to send a link for a new password."
    commits = True
    guess = True


class AddressNotConfirmed(Forbidden):
    """The password is right, and the owner of the address has not confirmed it yet."""

    code = "address_not_confirmed"
    title = "Follow the link in the mail we sent you first"
    cure = (
        "Ask the person to open the link in the mail; `POST /v1/auth/verify-email/resend` sends "
        "another one."
    )
    commits = True


class InvalidRefreshToken(Unauthenticated):
    """The refresh token is unknown, expired, revoked or used twice."""

    code = "invalid_refresh_token"
    title = "Sign in again to continue"
    cure = "Forget the refresh token and ask the person to sign in."
    commits = True


class MembershipNotFound(NotFound):
    """The caller does not belong to this school."""

    title = "School not found"


@route(
    "POST",
    "/v1/auth/login",
    permission=Access.PUBLIC,
    limits=("public", "auth.login"),
    emits=(SessionCreated, SessionRevoked),
    raises=(WrongCredentials, AddressNotConfirmed, CsrfFailed),
)
def auth_login(ctx: Ctx, body: LoginRequest) -> SessionTokens | SecondStepRead:
    """Sign in with an e-mail address and a password.

    Who has a second factor is asked for it, and goes on with ``auth_mfa_challenge``.
    """
    from infra.passwords import password_matches

    now, email = ctx.now(), email_key(body.email)
    accounts = ctx.db(identity.AccountRepository)
    account = accounts.get_by_email(email)
    known = account.password_hash if account else None
    matches = password_matches(body.password, known, rounds=ctx.deps.settings.bcrypt_rounds)
    membership = None
    if account is not None and matches and account.email_verified_at is not None:
        ctx.db.as_user(account.id)
        found = ctx.db(tenants.TenantRepository).find_memberships(account.id)
        membership = _choose(found, body.tenant)
    accounts.record_attempt(
        id=ctx.new_id(),
        email_hash=hashlib.sha256(email.encode()).digest(),
        ip=ctx.request.ip,
        ok=membership is not None,
        at=now,
    )
    if account is not None and matches and account.email_verified_at is None:
        raise AddressNotConfirmed
    if account is None or membership is None:
        raise WrongCredentials
    ctx.db.as_tenant(membership.tenant_id)
    owner = Owner(account.id, membership.tenant_id, membership.role, account.token_version)
    return second_step(ctx, owner) or sign_in(ctx, owner, account.email)


@route(
    "POST",
    "/v1/auth/refresh",
    permission=Access.PUBLIC,
    limits=("auth.refresh",),
    emits=(SessionRevoked,),
    raises=(InvalidRefreshToken, CsrfFailed),
)
def auth_refresh(ctx: Ctx, body: RefreshRequest) -> SessionTokens:
    """Change a refresh token, or the cookie of a browser, for new tokens.

    Each token works once. For ten seconds a repetition gets the same successor again, because an
    answer can be lost; after that a second use means theft, and the whole family is revoked.
    """
    token = body.refresh_token
    if token is None and in_browser(ctx):
        token = ctx.request.browser.refresh_token
    presented = None if token is None else ctx.db.begin_refresh(refresh_hash(token))
    if presented is None:
        raise InvalidRefreshToken
    session = ctx.db(identity.SessionRepository).lock(presented.session_id)
    now = ctx.now()
    if (
        session is None
        or session.role is None
        or not session.active
        or session.revoked_at is not None
        or min(session.expires_at, session.absolute_expires_at) <= now
    ):
        raise InvalidRefreshToken
    owner = Owner(session.user_id, session.tenant_id, session.role, session.token_version)
    if session.replaced_by is not None:
        return _repeat(ctx, session, owner)
    successor = open_session(
        ctx, owner, family_id=session.family_id, absolute_expires_at=session.absolute_expires_at
    )
    _retire(ctx, session, successor)
    return successor.tokens


@route(
    "POST",
    "/v1/auth/logout",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    status=204,
    emits=(SessionRevoked,),
    raises=(CsrfFailed,),
)
def auth_logout(ctx: Ctx) -> None:
    """Sign out: the session, its refresh tokens and its streams end."""
    forget_session(ctx)
    _revoke(ctx, ctx.viewer.session_id, ctx.viewer.user_id, "logout")


@route(
    "POST",
    "/v1/auth/switch-tenant",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    emits=(SessionCreated, SessionRevoked),
    raises=(MembershipNotFound, CsrfFailed),
)
def auth_switch_tenant(ctx: Ctx, body: SwitchTenantRequest) -> SessionTokens:
    """Open a session in another of the caller's schools.

    The present session stays; but a browser keeps one, so there the new one takes its place.
    """
    viewer = ctx.viewer
    found = ctx.db(tenants.TenantRepository).find_memberships(viewer.user_id)
    chosen = next((m for m in found if m.tenant_id == body.tenant_id), None)
    if chosen is None:
        raise MembershipNotFound
    if in_browser(ctx):
        _revoke(ctx, viewer.session_id, viewer.user_id, "logout")
    ctx.db.as_tenant(chosen.tenant_id)
    owner = Owner(viewer.user_id, chosen.tenant_id, chosen.role, viewer.token_version)
    opened = open_session(ctx, owner)
    announce_session(ctx, owner.user_id, opened.id)
    return opened.tokens


def _choose(memberships: list[Membership], slug: str | None) -> Membership | None:
    if slug is None:
        return memberships[0] if memberships else None
    return next((m for m in memberships if m.slug == slug), None)


def _retire(ctx: Ctx, session: Session, successor: OpenedSession) -> None:
    sealed = ctx.deps.sealer.seal(successor.refresh_token, session.id.bytes)
    ctx.db(identity.SessionRepository).replace(
        session, successor_id=successor.id, sealed=sealed, now=ctx.now()
    )


def _repeat(ctx: Ctx, session: Session, owner: Owner) -> SessionTokens:
    """The second use of a token: a lost answer, or theft."""
    assert session.replaced_at is not None
    age = (ctx.now() - session.replaced_at).total_seconds()
    same_client = session.user_agent == ctx.request.user_agent
    if age > REFRESH_GRACE_SECONDS or not same_client or session.successor_sealed is None:
        _revoke(ctx, session.id, session.user_id, "token_reuse")
        raise InvalidRefreshToken
    token = ctx.deps.sealer.open(session.successor_sealed, session.id.bytes)
    assert session.replaced_by is not None
    return mint(ctx, owner, session.replaced_by, token)


def _revoke(
    ctx: Ctx,
    session_id: UUID,
    user_id: UUID,
    reason: Literal["logout", "token_reuse"],
) -> None:
    sessions = ctx.db(identity.SessionRepository)
    ended = sessions.revoke_family(session_id, reason=reason, now=ctx.now())
    announce_ended(ctx, user_id, ended, reason)
