"""Stored answers by idempotency key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.tables import idempotency_keys as keys

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeyRef:
    """Whose key it is, and on which route; ``user_id`` and ``key`` are digests."""

    tenant_id: UUID
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


class IdempotencyRepository:
    """Claims keys and keeps answers, in the transaction of the effect."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def claim(self, ref: KeyRef, digest: bytes, now: datetime) -> bool:
        """Take the key; False when it was used within the last day.

        Blocks while another transaction holds it: the unique index is the lock.
        """
        fresh = {"request_hash": digest, "created_at": now, "expires_at": now + KEPT}
        statement = (
            insert(keys)
            .values(**asdict(ref), **fresh)
            .on_conflict_do_update(
                constraint=keys.primary_key,
                set_=fresh | {"response_status": None, "response_body": None},
                where=keys.c.expires_at < now,
            )
            .returning(keys.c.key)
        )
        return self._unit.one_or_none(statement) is not None

    def require(self, ref: KeyRef) -> StoredAnswer:
        """The stored answer of a used key."""
        row = self._unit.one_or_none(select(keys).where(_is(ref)))
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
            .where(_is(ref))
            .values(response_status=status, response_headers=dict(headers), response_body=body)
        )


def _is(ref: KeyRef) -> ColumnElement[bool]:
    return and_(*(keys.c[name] == value for name, value in asdict(ref).items()))
