"""Links that are mailed, and codes on paper: each opens one thing, once, for a while."""

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

    def keep(self, code_mark: bytes, user_id: UUID, life: timedelta, now: datetime) -> None:
        """A code on paper, by its mark; earlier ones of the person end."""
        t = one_time_tokens.c
        mine = (t.user_id == user_id, t.purpose == TokenPurpose.PAPER, t.used_at.is_(None))
        self._unit.execute(update(one_time_tokens).where(*mine).values(used_at=now))
        self._unit.execute(
            insert(one_time_tokens).values(
                token_hash=code_mark,
                user_id=user_id,
                purpose=TokenPurpose.PAPER,
                created_at=now,
                expires_at=now + life,
            )
        )

    def get(self, token: str, now: datetime) -> MailedToken | None:
        """What an unused token opens, and for whom."""
        return self._get(_hash(token), now)

    def get_mailed(self, token_hash: bytes, now: datetime) -> MailedToken | None:
        """What an unused link opens, by the hash of its token: it cannot be opened by it."""
        found = self._get(token_hash, now)
        return None if found is None or found.purpose is TokenPurpose.PAPER else found

    def get_paper(self, code_mark: bytes, now: datetime) -> MailedToken | None:
        """Whose password an unused code on paper replaces."""
        return self._get(code_mark, now)

    def _get(self, token_hash: bytes, now: datetime) -> MailedToken | None:
        t = one_time_tokens.c
        query = (
            select(*columns_of(MailedToken, one_time_tokens, users))
            .join_from(one_time_tokens, users, users.c.id == t.user_id)
            .where(
                t.token_hash == token_hash,
                t.used_at.is_(None),
                t.expires_at > now,
                users.c.deleted_at.is_(None),
            )
        )
        return self._record(MailedToken, query)

    def use(self, token: str, now: datetime) -> bool:
        """Spend a token; False when somebody else has just done so."""
        return self._use(_hash(token), now)

    def use_paper(self, code_mark: bytes, now: datetime) -> bool:
        """Spend a code on paper; False when somebody else has just done so."""
        return self._use(code_mark, now)

    def _use(self, token_hash: bytes, now: datetime) -> bool:
        t = one_time_tokens.c
        mine = (t.token_hash == token_hash, t.used_at.is_(None))
        return self._changed(update(one_time_tokens).where(*mine).values(used_at=now))

    def spend_all(self, user_id: UUID, now: datetime) -> None:
        """Spend every token of a person: what they were for has happened."""
        t = one_time_tokens.c
        mine = (t.user_id == user_id, t.used_at.is_(None))
        self._unit.execute(update(one_time_tokens).where(*mine).values(used_at=now))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
