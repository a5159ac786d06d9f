"""Links that are mailed: each opens one thing, once, for a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.records import MailedToken
from infra.postgres.identity.tables import one_time_tokens, users
from shared.identity.types import TokenPurpose


class OneTimeTokenRepository(Repository):
    """Queries on mailed tokens. Of a token only its hash is kept: 256 random bits need no salt."""

    def mint(self, user_id: UUID, purpose: TokenPurpose, life: timedelta, now: datetime) -> str:
        """A new token; earlier ones of the person stay good until they expire."""
        token = secrets.token_urlsafe(32)
        self._unit.execute(
            insert(one_time_tokens).values(
                token_hash=_hash(token),
                user_id=user_id,
                purpose=purpose,
                created_at=now,
                expires_at=now + life,
            )
        )
        return token

    def get(self, token: str, now: datetime) -> MailedToken | None:
        """What an unused token opens, and for whom."""
        t = one_time_tokens.c
        query = (
            select(*columns_of(MailedToken, one_time_tokens, users))
            .join_from(one_time_tokens, users, users.c.id == t.user_id)
            .where(
                t.token_hash == _hash(token),
                t.used_at.is_(None),
                t.expires_at > now,
                users.c.deleted_at.is_(None),
            )
        )
        return self._record(MailedToken, query)

    def use(self, token: str, now: datetime) -> bool:
        """Spend a token; False when somebody else has just done so."""
        t = one_time_tokens.c
        mine = (t.token_hash == _hash(token), t.used_at.is_(None))
        return self._changed(update(one_time_tokens).where(*mine).values(used_at=now))

    def spend_all(self, user_id: UUID, now: datetime) -> None:
        """Spend every token of a person: what they were for has happened."""
        t = one_time_tokens.c
        mine = (t.user_id == user_id, t.used_at.is_(None))
        self._unit.execute(update(one_time_tokens).where(*mine).values(used_at=now))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
