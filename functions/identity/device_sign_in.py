"""Signing a program in by a code: it shows one, and somebody who is signed in lets it in.

In the spirit of RFC 8628: no password is typed into a terminal, a second factor is shown where it
works, and the program gets a session of its own, in the list of devices like any other.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from functions.identity.arriving import announce_session
from functions.identity.browsers import CsrfFailed
from functions.identity.tokens import Owner, open_session
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Conflict, Forbidden, NotFound, RateLimited, Unauthenticated
from shared.http.route import Access, route
from shared.identity.codes import normalise_code
from shared.identity.device_policy import FIRST_INTERVAL, SIGN_IN_LIFE, next_interval
from shared.identity.device_schemas import (
    DeviceSignInAsked,
    DeviceSignInDecide,
    DeviceSignInRead,
    DeviceSignInStart,
    DeviceTokenRequest,
)
from shared.identity.events import SessionCreated
from shared.identity.factor_policy import typed_code
from shared.identity.schemas import SessionTokens
from shared.identity.types import DeviceDecision

if TYPE_CHECKING:
    from infra.postgres.identity import DeviceSignIn

_CONTEXT = b"device"


class AuthorizationPending(Conflict):
    """Nobody has decided yet whether the program may come in."""

    code = "authorization_pending"
    title = "Nobody has decided yet"
    cure = "Ask again after as many seconds as `Retry-After` says."
    commits = True


class SlowDown(RateLimited):
    """The program asked sooner than it was told to."""

    code = "slow_down"
    title = "Ask less often whether somebody has decided"
    cure = "Leave as many seconds as `Retry-After` says between two questions from now on."
    commits = True


class AccessDenied(Forbidden):
    """Somebody has said no, or may not let anybody in any more."""

    code = "access_denied"
    title = "The sign-in was refused"
    cure = "Stop asking, and tell whoever runs the program. Begin anew only when they say so."


class DeviceCodeExpired(Unauthenticated):
    """Nobody decided in time, the session was given out already, or there is no such code."""

    code = "expired_token"
    title = "Begin to sign in again"
    cure = "Begin anew: the codes live for ten minutes, and give one session."
    guess = True


class UserCodeNotValid(NotFound):
    """No program waits with this code: it expired, was decided on, or is mistyped."""

    code = "user_code_not_valid"
    title = "No program waits with this code"
    cure = "Compare the code with the one that the program shows, or let it begin anew."
    guess = True


@route("POST", "/v1/auth/device", permission=Access.PUBLIC, limits=("public", "auth.device"))
def auth_device_start(ctx: Ctx, body: DeviceSignInStart) -> DeviceSignInAsked:
    """Begin to sign a program in that has no browser: it shows the code and the address.

    Whoever is signed in there lets it in or not; ``auth_device_token`` says which.
    """
    now, device_code = ctx.now(), secrets.token_urlsafe(32)
    user_code = typed_code(secrets.token_bytes(10))
    ctx.db(identity.DeviceSignInRepository).insert(
        id=ctx.new_id(),
        device_hash=_hash(device_code),
        code_mark=_mark(ctx, user_code),
        program=body.program,
        host=body.host,
        ip=ctx.request.ip,
        interval_seconds=FIRST_INTERVAL,
        expires_at=now + SIGN_IN_LIFE,
        created_at=now,
    )
    address = f"{ctx.deps.settings.public_app_url}/device"
    return DeviceSignInAsked(
        device_code=device_code,
        user_code=user_code,
        verification_uri=address,
        verification_uri_complete=f"{address}#{user_code}",
        expires_in=int(SIGN_IN_LIFE.total_seconds()),
        interval=FIRST_INTERVAL,
    )


@route(
    "POST",
    "/v1/auth/device/token",
    permission=Access.PUBLIC,
    limits=("public", "auth.code"),
    emits=(SessionCreated,),
    raises=(AuthorizationPending, SlowDown, AccessDenied, DeviceCodeExpired, CsrfFailed),
)
def auth_device_token(ctx: Ctx, body: DeviceTokenRequest) -> SessionTokens:
    """Ask whether the program was let in; once it was, its session is given out, once.

    The session is of the school in which it was let in, and ends with the sign-out of the device
    in the list like any other.
    """
    now, waiting = ctx.now(), ctx.db(identity.DeviceSignInRepository)
    asked = waiting.lock_of_program(_hash(body.device_code), now)
    if asked is None or asked.collected_at is not None:
        raise DeviceCodeExpired
    if asked.decision is DeviceDecision.DENIED:
        raise AccessDenied
    if asked.decision is None:
        interval = next_interval(asked.interval_seconds, asked.polled_at, now)
        waiting.change(asked.id, polled_at=now, interval_seconds=interval)
        slower = interval > asked.interval_seconds
        raise (SlowDown if slower else AuthorizationPending)(headers={"Retry-After": str(interval)})
    owner = _owner(ctx, asked)
    waiting.change(asked.id, collected_at=now)
    opened = open_session(ctx, owner)
    announce_session(ctx, owner.user_id, opened.id)
    return opened.tokens


@route(
    "POST",
    "/v1/auth/device/decision",
    permission=Access.SIGNED_IN,
    limits=("write", "claim"),
    raises=(UserCodeNotValid,),
)
def auth_device_decide(ctx: Ctx, body: DeviceSignInDecide) -> DeviceSignInRead:
    """See which program asks to act as the caller in this school, and let it in or refuse it."""
    viewer, now, waiting = ctx.viewer, ctx.now(), ctx.db(identity.DeviceSignInRepository)
    asked = waiting.lock_undecided(_mark(ctx, body.user_code), now)
    if asked is None:
        raise UserCodeNotValid
    if body.decision is not None:
        waiting.change(
            asked.id,
            decision=body.decision,
            user_id=viewer.user_id,
            school_id=viewer.tenant_id,
            session_id=viewer.session_id,
        )
    return DeviceSignInRead.of(
        asked,
        decision=body.decision,
        same_address=asked.ip == ctx.request.ip,
        asked_at=asked.created_at,
    )


def _owner(ctx: Ctx, asked: DeviceSignIn) -> Owner:
    """Whoever let the program in, if their own session still holds; raises AccessDenied."""
    assert asked.school_id is not None
    assert asked.session_id is not None
    ctx.db.as_tenant(asked.school_id)
    session = ctx.db(identity.SessionRepository).lock(asked.session_id)
    if session is None or session.revoked_at or session.role is None or not session.active:
        raise AccessDenied
    ctx.db.as_user(session.user_id)
    return Owner(session.user_id, session.tenant_id, session.role, session.token_version)


def _hash(device_code: str) -> bytes:
    """How a device code is kept: 256 random bits need no salt."""
    return hashlib.sha256(device_code.encode()).digest()


def _mark(ctx: Ctx, user_code: str) -> bytes:
    return ctx.deps.sealer.mark(normalise_code(user_code), _CONTEXT)
