"""API keys in the database."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from functions.runtime.authenticate import key_digest
from infra.postgres.identity.key_tables import api_keys
from shared.auth.permissions import Permission
from tests.areas.people.factories.people import new_id
from tests.support.api import Api
from tests.support.scene import Member


def insert_api_key(
    api: Api, member: Member, permissions: Iterable[str] = tuple(Permission), **columns: Any
) -> tuple[UUID, str]:
    """A key of the person with these permissions: its id and its secret."""
    key_id, secret = new_id(), f"stk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    row = {
        "tenant_id": member.tenant.id,
        "id": key_id,
        "user_id": member.id,
        "name": "Script",
        "prefix": secret[:12],
        "key_hash": key_digest(secret),
        "permissions": list(permissions),
        "expires_at": datetime.now(UTC) + timedelta(days=1),
    }
    with api.scene() as connection:
        connection.execute(insert(api_keys).values({**row, **columns}))
    return key_id, secret
