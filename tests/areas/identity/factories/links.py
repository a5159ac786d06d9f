"""Links as mails carry them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from infra.postgres.identity.tables import one_time_tokens, users
from shared.identity.types import TokenPurpose
from tests.support.api import Api, ok


def mailed_link(
    api: Api, email: str, purpose: TokenPurpose = TokenPurpose.CONFIRM, *, hours: float = 24
) -> str:
    """The token of a link for whoever has the address."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    owner = select(users.c.id).where(users.c.email == email).scalar_subquery()
    with api.scene() as connection:
        connection.execute(
            insert(one_time_tokens).values(
                token_hash=hashlib.sha256(token.encode()).digest(),
                user_id=owner,
                purpose=purpose,
                created_at=now,
                expires_at=now + timedelta(hours=hours),
            )
        )
    return token


def confirm(api: Api, email: str, password: str) -> Any:
    """Follow the link of a welcome mail."""
    body = {"token": mailed_link(api, email), "password": password}
    return ok(api.anonymous().post("/v1/auth/verify-email", json=body))


def read_link(api: Api, token: str) -> TestResponse:
    """What the page of a mailed link asks first."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return api.anonymous().get(f"/v1/auth/verify-email/{digest}")


def reset(api: Api, token: str, password: str) -> TestResponse:
    """Choose another password by the link of a mail."""
    body = {"token": token, "password": password}
    return api.anonymous().post("/v1/auth/reset-password", json=body)
