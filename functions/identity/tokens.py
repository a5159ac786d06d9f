"""Minting of sessions and access tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from functions.identity.browsers import in_browser
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.identity.browsers import csrf_token, session_cookie
from shared.identity.policy import ACCESS_LIFE_SECONDS, REFRESH_ABSOLUTE_DAYS, REFRESH_LIFE_DAYS
from shared.identity.schemas import SessionTokens


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom and for which school a session is made."""

    user_id: UUID
    tenant_id: UUID
    role: str
    token_version: int


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session and its first tokens. ``refresh_token``: also where a browser gets a cookie."""

    id: UUID
    refresh_token: str
    tokens: SessionTokens


def refresh_hash(token: str) -> bytes:
    """How a refresh token is stored: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def open_session(
    ctx: Ctx,
    owner: Owner,
    *,
    family_id: UUID | None = None,
    absolute_expires_at: datetime | None = None,
) -> OpenedSession:
    """Make a session of the owner, and its first tokens."""
    now, session_id = ctx.now(), ctx.new_id()
    ends = absolute_expires_at or now + timedelta(days=REFRESH_ABSOLUTE_DAYS)
    token = secrets.token_urlsafe(32)
    ctx.db(identity.SessionRepository).insert(
        id=session_id,
        user_id=owner.user_id,
        family_id=family_id or session_id,
        refresh_hash=refresh_hash(token),
        ip=ctx.request.ip,
        user_agent=ctx.request.user_agent,
        last_used_at=now,
        expires_at=min(now + timedelta(days=REFRESH_LIFE_DAYS), ends),
        absolute_expires_at=ends,
        created_at=now,
    )
    return OpenedSession(session_id, token, mint(ctx, owner, session_id, token))


def mint(ctx: Ctx, owner: Owner, session_id: UUID, refresh_token: str) -> SessionTokens:
    """The pair of tokens of an existing session; a browser gets the one to keep as a cookie."""
    from infra.tokens import Claims

    kept = in_browser(ctx)
    seed = ctx.request.browser.seed or secrets.token_urlsafe(16)
    if kept:
        seconds = int(timedelta(days=REFRESH_LIFE_DAYS).total_seconds())
        ctx.cookies.append(session_cookie(refresh_token, seed, seconds))
    issued_at = int(ctx.now().timestamp())
    claims = Claims(
        user_id=owner.user_id,
        tenant_id=owner.tenant_id,
        session_id=session_id,
        token_version=owner.token_version,
        role=owner.role,
        token_id=ctx.new_id(),
        issued_at=issued_at,
        expires_at=issued_at + ACCESS_LIFE_SECONDS,
        audience="api",
    )
    return SessionTokens(
        access_token=ctx.deps.token_signer.sign(claims),
        refresh_token=None if kept else refresh_token,
        csrf_token=csrf_token(seed) if kept else None,
        expires_in=ACCESS_LIFE_SECONDS,
        tenant_id=owner.tenant_id,
        user_id=owner.user_id,
    )
