"""API keys of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.key_tables import api_keys as keys
from infra.postgres.identity.records import ApiKey


class ApiKeyRepository(Repository):
    """Queries on keys in the school that they are for."""

    def insert(self, **values: Any) -> None:
        """Add a key."""
        self._unit.execute(insert(keys).values(tenant_id=self.tenant, **values))

    def find(self, user_id: UUID) -> list[ApiKey]:
        """Keys of a person that were not revoked, the newest first."""
        query = select(*columns_of(ApiKey, keys)).where(*self._of(user_id))
        return self._records(ApiKey, query.order_by(keys.c.created_at.desc(), keys.c.id))

    def count(self, user_id: UUID) -> int:
        """How many of those there are; whoever else makes one for the person waits."""
        self._wait_for_turn("api-keys", user_id)
        return int(self._value(select(func.count()).where(*self._of(user_id))))

    def revoke(self, user_id: UUID, key_id: UUID, now: datetime) -> bool:
        """End a key; False where the person has no such key."""
        ending = update(keys).where(*self._of(user_id), keys.c.id == key_id)
        return self._changed(ending.values(revoked_at=now))

    def revoke_all(self, user_id: UUID, now: datetime) -> None:
        """End every key of a person, in every school."""
        mine = (keys.c.user_id == user_id, keys.c.revoked_at.is_(None))
        self._unit.execute(update(keys).where(*mine).values(revoked_at=now))

    def _of(self, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
        k = keys.c
        return (k.tenant_id == self.tenant, k.user_id == user_id, k.revoked_at.is_(None))
