"""Letting in somebody without an account: a pass for one game or one board."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import ValidationFailed
from shared.http.schema import ResponseModel
from shared.identity.policy import GUEST_LIFE_SECONDS


class NicknameRefused(ValidationFailed):
    """The name is not one for a classroom."""

    code = "nickname_refused"
    title = "Choose another nickname"


class GuestPassRead(ResponseModel):
    """A token that opens one game or board, and its stream, until it expires."""

    guest_id: UUID
    token: str
    expires_at: datetime


def issue_guest_pass(ctx: Ctx, tenant_id: UUID, scope: str, nickname: str) -> GuestPassRead:
    """Write a pass for the scope, such as ``live:123456``, in the school of the unit."""
    from infra.tokens import Claims

    now, pass_id = ctx.now(), ctx.new_id()
    expires_at = now + timedelta(seconds=GUEST_LIFE_SECONDS)
    ctx.db(identity.GuestRepository).insert_pass(
        id=pass_id, scope=scope, nickname=nickname, created_at=now, expires_at=expires_at
    )
    claims = Claims(
        user_id=pass_id,
        tenant_id=tenant_id,
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
