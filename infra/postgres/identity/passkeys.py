"""Passkeys of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.factor_tables import passkeys
from infra.postgres.identity.records import Passkey


class PasskeyRepository(Repository):
    """Queries on passkeys; they are of a person, whatever the school."""

    def insert(self, **values: Any) -> bool:
        """Keep a passkey; False where its id is taken."""
        adding = insert(passkeys).values(**values)
        return self._changed(adding.on_conflict_do_nothing(index_elements=["credential_id"]))

    def find(self, user_id: UUID) -> list[Passkey]:
        """All of a person, the oldest first."""
        query = select(*columns_of(Passkey, passkeys)).where(passkeys.c.user_id == user_id)
        return self._records(Passkey, query.order_by(passkeys.c.created_at, passkeys.c.id))

    def lock(self, credential_id: bytes) -> Passkey | None:
        """The passkey of this id, locked: its counter only grows."""
        query = select(*columns_of(Passkey, passkeys))
        return self._record(
            Passkey, query.where(passkeys.c.credential_id == credential_id).with_for_update()
        )

    def record_use(
        self, passkey_id: UUID, *, sign_count: int, backed_up: bool, now: datetime
    ) -> None:
        """It has just signed."""
        change = update(passkeys).where(passkeys.c.id == passkey_id)
        self._unit.execute(
            change.values(sign_count=sign_count, backed_up=backed_up, last_used_at=now)
        )

    def rename(self, user_id: UUID, passkey_id: UUID, name: str) -> Passkey | None:
        """Give it another name; None where the person has no such passkey."""
        mine = (passkeys.c.user_id == user_id, passkeys.c.id == passkey_id)
        change = update(passkeys).where(*mine).values(name=name)
        return self._record(Passkey, change.returning(*columns_of(Passkey, passkeys)))

    def remove(self, user_id: UUID, passkey_id: UUID) -> bool:
        """Forget it; False where the person has no such passkey."""
        mine = (passkeys.c.user_id == user_id, passkeys.c.id == passkey_id)
        return self._changed(delete(passkeys).where(*mine))
