"""The end of every way to sign in."""

from __future__ import annotations

from uuid import UUID

from functions.common.endings import announce_ended
from functions.identity.browsers import in_browser
from functions.identity.tokens import Owner, open_session, refresh_hash
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.identity.events import SessionCreated
from shared.identity.known_device import KnownDevice
from shared.identity.policy import email_key
from shared.identity.schemas import SessionTokens


def owner_in(
    ctx: Ctx, user_id: UUID, token_version: int, tenant: str | UUID | None
) -> Owner | None:
    """The person in one of their schools: by slug, by id, or the one used last.

    Acts for them from now on; None where they belong to no such school.
    """
    ctx.db.as_user(user_id)
    for found in ctx.db(tenants.TenantRepository).find_memberships(user_id):
        if tenant is None or tenant in {found.slug, found.tenant_id}:
            ctx.db.as_tenant(found.tenant_id)
            return Owner(user_id, found.tenant_id, found.role, token_version)
    return None


def sign_in(ctx: Ctx, owner: Owner, email: str) -> SessionTokens:
    """Open a session for somebody who has just shown who they are; the device is known from now.

    The session that the browser kept until now ends, whosever it was: its cookie is replaced, and
    nobody could sign it out any more. ``email``: the address of the account.
    """
    _end_the_one_before(ctx, owner)
    device = ctx.request.device or KnownDevice.new()
    mark = ctx.deps.token_signer.mark
    ctx.cookies.append(device.after(email_key(email), mark).set_cookie())
    opened = open_session(ctx, owner)
    ctx.db(identity.FactorRepository).prove(owner.user_id, opened.id, ctx.now())
    announce_session(ctx, owner.user_id, opened.id)
    return opened.tokens


def _end_the_one_before(ctx: Ctx, owner: Owner) -> None:
    token = ctx.request.browser.refresh_token
    if token is None or not in_browser(ctx):
        return
    before = ctx.db.begin_refresh(refresh_hash(token))
    if before is not None:
        sessions = ctx.db(identity.SessionRepository)
        ended = sessions.revoke_family(before.session_id, reason="logout", now=ctx.now())
        announce_ended(ctx, before.user_id, ended, "logout")
    ctx.db.as_user(owner.user_id)
    ctx.db.as_tenant(owner.tenant_id)


def announce_session(ctx: Ctx, user_id: UUID, session_id: UUID) -> None:
    """Tell that somebody signed in."""
    created = SessionCreated(
        user_id=user_id,
        session_id=session_id,
        ip=ctx.request.ip,
        user_agent=ctx.request.user_agent,
    )
    ctx.emit(created, person_id=user_id)
