"""Accounts: a person exists once, however many schools they belong to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.records import Account, Me
from infra.postgres.identity.tables import login_attempts, users


class AccountRepository(Repository):
    """Queries on accounts, before and after somebody is known."""

    def get_by_email(self, email: str) -> Account | None:
        """A live account."""
        u = users.c
        query = select(*columns_of(Account, users)).where(u.email == email, u.deleted_at.is_(None))
        return self._record(Account, query)

    def get(self, user_id: UUID) -> Me | None:
        """The person's own account."""
        u = users.c
        query = select(*columns_of(Me, users)).where(u.id == user_id, u.deleted_at.is_(None))
        return self._record(Me, query)

    def insert(self, **values: Any) -> bool:
        """Add an account; False when the address is taken."""
        adding = upsert(users).values(**values)
        return self._changed(adding.on_conflict_do_nothing(index_elements=["email"]))

    def record_attempt(self, **values: Any) -> None:
        """Keep a sign-in attempt."""
        self._unit.execute(insert(login_attempts).values(**values))
