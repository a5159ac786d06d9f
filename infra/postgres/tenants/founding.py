"""A new school with its first administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository
from infra.postgres.identity.tables import profiles, users
from infra.postgres.tenants.tables import memberships
from infra.postgres.tenants.tenants import TenantRepository
from shared.auth.roles import Role
from shared.ids import uuid7
from shared.tenants.types import MembershipStatus


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator. Not ``confirmed``: they are one with the link in a mail."""

    user_id: UUID
    confirmed: bool


class FoundingRepository(Repository):
    """Adds the school that the unit acts for, whose id is new."""

    def found(
        self, *, email: str, first_name: str, last_name: str, now: datetime, **school: Any
    ) -> Founder | None:
        """Add the school and invite its first administrator; None when the slug is taken.

        Nobody gets a right by an address that its owner has not confirmed: the administrator is
        invited, and becomes one with the link in a mail, where they choose their password. A
        password that somebody chose with the address before ends with that. Whoever has confirmed
        the address already is the administrator at once.
        """
        if not self._unit(TenantRepository).insert(**school, created_at=now):
            return None
        founder = self._ensure_user(email, first_name, last_name, now)
        self._unit.execute(
            insert(memberships).values(
                tenant_id=self.tenant,
                id=uuid7(now),
                user_id=founder.user_id,
                role=Role.ADMIN,
                status=MembershipStatus.ACTIVE if founder.confirmed else MembershipStatus.INVITED,
                joined_at=now if founder.confirmed else None,
            )
        )
        return founder

    def _ensure_user(self, email: str, first_name: str, last_name: str, now: datetime) -> Founder:
        """The account of the address, and whether its owner has confirmed it."""
        user_id = uuid7(now)
        names = {"first_name": first_name, "last_name": last_name}
        adding = upsert(users).values(id=user_id, email=email, **names)
        if self._changed(adding.on_conflict_do_nothing(index_elements=["email"])):
            self._unit.execute(insert(profiles).values(user_id=user_id))
        known = self._unit.one_or_none(
            select(users.c.id, users.c.email_verified_at).where(
                users.c.email == email, users.c.deleted_at.is_(None)
            )
        )
        assert known is not None, "an account that is erased keeps no address"
        return Founder(known.id, known.email_verified_at is not None)
