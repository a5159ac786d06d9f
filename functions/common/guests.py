"""Letting in somebody without an account: a pass for one game or one board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import Forbidden, ValidationFailed
from shared.http.schema import ResponseModel
from shared.identity.policy import GUEST_LIFE_SECONDS
from shared.identity.types import CodeKind
from shared.people.names import NameRefused
from shared.realtime.events import AccessChanged


class AskTheHost(Forbidden):
    """Somebody was sent away from here who came from the same address, and may be the same.

    Without a token nothing else tells them apart. Who has a seat or a pass is not asked.
    """

    code = "ask_the_host"
    title = "Somebody from your address was sent away: ask the host to let you in"
    cure = (
        "Ask the host to let the person in; whoever signs in is told apart from others at this "
        "address."
    )


class NicknameRefused(ValidationFailed):
    """The name is not one for a classroom."""

    code = "nickname_refused"
    title = "Choose another nickname"
    cure = "Choose a nickname that is one for a classroom."

    @classmethod
    def because(cls, refusal: NameRefused) -> Self:
        """With the reason, at its field."""
        return cls(errors=[{"field": "nickname", "code": "refused", "message": str(refusal)}])


class GuestPassRead(ResponseModel):
    """A token that opens one game or board, and its stream, until it expires."""

    guest_id: UUID
    token: str
    expires_at: datetime


def enter_by_code(ctx: Ctx, kind: CodeKind, code: str) -> UUID | None:
    """The game or board that a code leads to now; the unit acts for its school from then on."""
    joined = ctx.db(identity.GuestRepository).find_code(kind, code)
    if joined is None:
        return None
    ctx.db.as_tenant(joined.tenant_id)
    return joined.object_id


def origin_of(ctx: Ctx, scope: str) -> bytes:
    """Marks the caller's address for one game or board."""
    return ctx.deps.token_signer.mark(f"{scope} {ctx.request.origin}")


def end_streams(ctx: Ctx, guest_ids: Iterable[UUID]) -> None:
    """Let relays look again at the streams of guests whose passes have ended."""
    for guest_id in guest_ids:
        ctx.emit(AccessChanged(user_id=guest_id), user_id=guest_id)


def issue_guest_pass(ctx: Ctx, scope: str, nickname: str) -> GuestPassRead:
    """Write a pass for the scope, such as ``live:123456``, in the school of the unit."""
    from infra.tokens import Claims

    now, pass_id = ctx.now(), ctx.new_id()
    expires_at = now + timedelta(seconds=GUEST_LIFE_SECONDS)
    ctx.db(identity.GuestRepository).insert_pass(
        id=pass_id,
        scope=scope,
        nickname=nickname,
        origin=origin_of(ctx, scope),
        created_at=now,
        expires_at=expires_at,
    )
    claims = Claims(
        user_id=pass_id,
        tenant_id=ctx.db.tenant,
        session_id=pass_id,
        token_version=0,
        role="GUEST",
        token_id=ctx.new_id(),
        issued_at=int(now.timestamp()),
        expires_at=int(expires_at.timestamp()),
        audience="api",
    )
    token = ctx.deps.token_signer.sign(claims)
    return GuestPassRead(guest_id=pass_id, token=token, expires_at=expires_at)
