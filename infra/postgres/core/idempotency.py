"""Stored answers by idempotency key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.repository import Repository
from infra.postgres.core.tables import idempotency_keys as keys

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeyRef:
    """Whose key it is, and on which route; ``user_id`` and ``key`` are digests."""

    user_id: UUID
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The first answer under a key."""

    request_hash: bytes
    status: int
    headers: Mapping[str, str]
    body: str


class IdempotencyRepository(Repository):
    """Claims keys and keeps answers, in the transaction of the effect."""

    def claim(self, ref: KeyRef, digest: bytes, now: datetime) -> bool:
        """Take the key; False when it was used within the last day.

        Blocks while another transaction holds it: the unique index is the lock.
        """
        fresh = {"request_hash": digest, "created_at": now, "expires_at": now + KEPT}
        statement = (
            insert(keys)
            .values(tenant_id=self.tenant, **asdict(ref), **fresh)
            .on_conflict_do_update(
                constraint=keys.primary_key,
                set_=fresh | {"response_status": None, "response_body": None},
                where=keys.c.expires_at < now,
            )
        )
        return self._changed(statement)

    def require(self, ref: KeyRef) -> StoredAnswer:
        """The stored answer of a used key."""
        row = self._unit.one_or_none(select(keys).where(self._is(ref)))
        assert row is not None, "a used key has a row"
        headers = row.response_headers
        return StoredAnswer(
            request_hash=bytes(row.request_hash),
            status=row.response_status,
            headers=json.loads(headers) if isinstance(headers, str) else headers,
            body=row.response_body,
        )

    def store(self, ref: KeyRef, *, status: int, headers: Mapping[str, str], body: str) -> None:
        """Write the answer beside the claimed key."""
        self._unit.execute(
            update(keys)
            .where(self._is(ref))
            .values(response_status=status, response_headers=dict(headers), response_body=body)
        )

    def _is(self, ref: KeyRef) -> ColumnElement[bool]:
        named = (keys.c[name] == value for name, value in asdict(ref).items())
        return and_(keys.c.tenant_id == self.tenant, *named)
