"""Accounts: a person exists once, however many schools they belong to."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.records import Account, Me
from infra.postgres.identity.tables import login_attempts, users


class AccountRepository(Repository):
    """Queries on accounts, before and after somebody is known."""

    def get_by_email(self, email: str) -> Account | None:
        """The live account of an address, for whoever claims to own it."""
        return self._record(Account, _live(Account, "email"), sought=email)

    def get_credentials(self, user_id: UUID) -> Account | None:
        """What checking the password of a known person needs."""
        return self._record(Account, _live(Account, "id"), sought=user_id)

    def get(self, user_id: UUID) -> Me | None:
        """The person's own account."""
        return self._record(Me, _live(Me, "id"), sought=user_id)

    def insert(self, **values: Any) -> bool:
        """Add an account; False when the address is taken."""
        adding = upsert(users).values(**values)
        return self._changed(adding.on_conflict_do_nothing(index_elements=["email"]))

    def record_attempt(self, **values: Any) -> None:
        """Keep a sign-in attempt."""
        self._unit.execute(insert(login_attempts).values(**values))

    def confirm(self, user_id: UUID, *, password_hash: str, replaced: bool, now: datetime) -> None:
        """The owner of the address has come, with a password; a replaced one ends all tokens."""
        u = users.c
        version = u.token_version + 1 if replaced else u.token_version
        self._unit.execute(
            update(users)
            .where(u.id == user_id)
            .values(
                email_verified_at=func.coalesce(u.email_verified_at, now),
                password_hash=password_hash,
                token_version=version,
                updated_at=now,
            )
        )

    def change_password(self, user_id: UUID, password_hash: str, now: datetime) -> None:
        """Put another password in the place of the old one."""
        change = update(users).where(users.c.id == user_id)
        self._unit.execute(change.values(password_hash=password_hash, updated_at=now))

    def plan_erasure(self, user_id: UUID, at: datetime) -> datetime:
        """Erase the account then; asked for again, it stays with the first time."""
        u = users.c
        change = update(users).where(u.id == user_id)
        found: datetime = self._value(
            change.values(erase_after=func.coalesce(u.erase_after, at)).returning(u.erase_after)
        )
        return found

    def keep(self, user_id: UUID) -> bool:
        """Do not erase the account; False where it was not going to be."""
        u = users.c
        change = update(users).where(u.id == user_id, u.erase_after.is_not(None))
        return self._changed(change.values(erase_after=None))


# Building a statement takes longer than running it, and every page of the app begins with this one.
@cache
def _live(kind: type[Any], by: Literal["id", "email"]) -> Select[Any]:
    column = users.c[by]
    sought = column == bindparam("sought", type_=column.type)
    return select(*columns_of(kind, users)).where(sought, users.c.deleted_at.is_(None))
