"""Second factors: codes of an authenticator app, recovery codes, and what counts tries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.factor_tables import (
    authenticators,
    passkeys,
    recovery_codes,
    session_proofs,
    spent_tickets,
)
from infra.postgres.identity.records import Authenticator, Factors
from infra.postgres.identity.tables import auth_sessions, users


class FactorRepository(Repository):
    """Queries on what a person proves themselves with. Schools have no part in it."""

    def lock(self, user_id: UUID) -> None:
        """Let those who change a person's factors at once follow each other.

        Before a factor itself is locked: of two who lock both, neither waits for the other then.
        """
        this = select(users.c.id).where(users.c.id == user_id)
        self._unit.execute(this.with_for_update(key_share=True))

    def get_factors(self, user_id: UUID) -> Factors:
        """Which factors somebody has."""
        a, p, r = authenticators.c, passkeys.c, recovery_codes.c
        totp = exists().where(a.user_id == user_id, a.confirmed_at.is_not(None))
        keys = select(func.count()).where(p.user_id == user_id).scalar_subquery()
        left = (
            select(func.count()).where(r.user_id == user_id, r.used_at.is_(None)).scalar_subquery()
        )
        counted = select(
            totp.label("totp"), keys.label("passkeys"), left.label("recovery_codes_left")
        )
        found = self._record(Factors, counted)
        assert found is not None, "counting always answers"
        return found

    def find_people(self, user_ids: Collection[UUID]) -> frozenset[UUID]:
        """Who of these people has a factor."""
        a, p = authenticators.c, passkeys.c
        with_app = select(a.user_id).where(a.user_id.in_(user_ids), a.confirmed_at.is_not(None))
        with_passkey = select(p.user_id).where(p.user_id.in_(user_ids))
        return frozenset(self._values(with_app.union(with_passkey)))

    def remove_all(self, user_id: UUID) -> bool:
        """Forget every factor of a person, and their recovery codes; False where there is none."""
        if not self.get_factors(user_id).any:
            return False
        for factor in (authenticators, passkeys, recovery_codes):
            self._unit.execute(delete(factor).where(factor.c.user_id == user_id))
        return True

    def lock_authenticator(self, user_id: UUID) -> Authenticator | None:
        """The person's app, locked: of two uses of a code at once one sees the other."""
        query = select(*columns_of(Authenticator, authenticators))
        mine = query.where(authenticators.c.user_id == user_id)
        return self._record(Authenticator, mine.with_for_update())

    def offer_authenticator(self, user_id: UUID, sealed: bytes, now: datetime) -> bool:
        """Keep a secret that is not confirmed yet; False where a confirmed one is in use."""
        fresh = {"secret_sealed": sealed, "created_at": now, "last_step": None, "failures": 0}
        fresh["closed_until"] = None
        return self._changed(
            upsert(authenticators)
            .values(user_id=user_id, **fresh)
            .on_conflict_do_update(
                constraint=authenticators.primary_key,
                set_=fresh,
                where=authenticators.c.confirmed_at.is_(None),
            )
        )

    def accept_step(self, user_id: UUID, step: int, now: datetime) -> None:
        """A code was right: its step is spent, and so are those before it."""
        mine = update(authenticators).where(authenticators.c.user_id == user_id)
        confirmed = func.coalesce(authenticators.c.confirmed_at, now)
        self._unit.execute(
            mine.values(last_step=step, confirmed_at=confirmed, failures=0, closed_until=None)
        )

    def count_failure(self, user_id: UUID, closed_until: datetime | None) -> None:
        """A code was wrong."""
        a = authenticators.c
        mine = update(authenticators).where(a.user_id == user_id)
        self._unit.execute(mine.values(failures=a.failures + 1, closed_until=closed_until))

    def remove_authenticator(self, user_id: UUID) -> bool:
        """Forget the app; False where there is none in use."""
        a = authenticators.c
        mine = delete(authenticators).where(a.user_id == user_id)
        return self._changed(mine.where(a.confirmed_at.is_not(None)))

    def replace_recovery_codes(self, user_id: UUID, marks: Iterable[bytes], now: datetime) -> None:
        """New codes; all earlier ones end."""
        self.remove_recovery_codes(user_id)
        rows = [{"user_id": user_id, "code_mark": mark, "created_at": now} for mark in marks]
        self._unit.execute(insert(recovery_codes).values(rows))

    def remove_recovery_codes(self, user_id: UUID) -> None:
        """End all codes: there is nothing left to recover."""
        self._unit.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))

    def use_recovery_code(self, user_id: UUID, mark: bytes, now: datetime) -> bool:
        """Spend a code; False where it is none, or was used."""
        r = recovery_codes.c
        mine = (r.user_id == user_id, r.code_mark == mark, r.used_at.is_(None))
        return self._changed(update(recovery_codes).where(*mine).values(used_at=now))

    # What holds between two requests.

    def spend(self, ticket_id: bytes, expires_at: datetime) -> bool:
        """Spend a ticket; False where it was spent before."""
        row = {"ticket_id": ticket_id, "expires_at": expires_at}
        return self._changed(upsert(spent_tickets).values(row).on_conflict_do_nothing())

    def prove(self, user_id: UUID, family_id: UUID, now: datetime) -> None:
        """On this device the person has just shown who they are."""
        row = {"family_id": family_id, "user_id": user_id, "proven_at": now}
        adding = upsert(session_proofs).values(row)
        self._unit.execute(
            adding.on_conflict_do_update(
                constraint=session_proofs.primary_key,
                set_={"proven_at": now},
                where=session_proofs.c.user_id == user_id,
            )
        )

    def is_proven(self, user_id: UUID, session_id: UUID, since: datetime) -> bool:
        """Whether the person has shown who they are on the device of the session, lately."""
        s, p = auth_sessions.c, session_proofs.c
        family = select(s.family_id).where(s.tenant_id == self.tenant, s.id == session_id)
        mine = (
            p.user_id == user_id,
            p.family_id == family.scalar_subquery(),
            p.proven_at > since,
        )
        return bool(self._value(select(exists().where(*mine))))
