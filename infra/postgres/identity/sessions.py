"""Refresh sessions: one row for each token, tied to its predecessors by a family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, insert, select, update

from infra.postgres.core.records import record
from infra.postgres.identity.tables import auth_sessions as sessions
from infra.postgres.identity.tables import users
from infra.postgres.tenants.tables import memberships, tenants

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Session:
    """A refresh token's row, with what minting needs to know of its owner."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    family_id: UUID
    user_agent: str | None
    replaced_by: UUID | None
    replaced_at: datetime | None
    successor_sealed: bytes | None
    expires_at: datetime
    absolute_expires_at: datetime
    revoked_at: datetime | None
    token_version: int
    role: str | None
    active: bool


class SessionRepository:
    """Queries on the sessions of the person that the unit acts for."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a session; keys are column names."""
        self._unit.execute(insert(sessions).values(**values))

    def lock(self, tenant_id: UUID, session_id: UUID) -> Session | None:
        """The session, locked, so that twenty uses at once see each other."""
        s = sessions.c
        locked = self._unit.one_or_none(
            select(s.id).where(s.tenant_id == tenant_id, s.id == session_id).with_for_update()
        )
        if locked is None:
            return None
        query = (
            select(
                s.id,
                s.tenant_id,
                s.user_id,
                s.family_id,
                s.user_agent,
                s.replaced_by,
                s.replaced_at,
                s.successor_sealed,
                s.expires_at,
                s.absolute_expires_at,
                s.revoked_at,
                users.c.token_version,
                memberships.c.role,
                and_(
                    memberships.c.status == "ACTIVE",
                    tenants.c.status == "ACTIVE",
                    users.c.deleted_at.is_(None),
                ).label("active"),
            )
            .join_from(sessions, users, users.c.id == s.user_id)
            .join(tenants, tenants.c.id == s.tenant_id)
            .join(
                memberships,
                and_(memberships.c.tenant_id == s.tenant_id, memberships.c.user_id == s.user_id),
            )
            .where(s.tenant_id == tenant_id, s.id == session_id)
        )
        row = self._unit.one_or_none(query)
        return None if row is None else record(Session, row)

    def replace(
        self, session: Session, *, successor_id: UUID, sealed: bytes, now: datetime
    ) -> None:
        """Retire a token in favour of its successor."""
        self._unit.execute(
            update(sessions)
            .where(sessions.c.tenant_id == session.tenant_id, sessions.c.id == session.id)
            .values(
                replaced_by=successor_id, replaced_at=now, successor_sealed=sealed, last_used_at=now
            )
        )

    def revoke_family(
        self, tenant_id: UUID, session_id: UUID, *, reason: str, now: datetime
    ) -> list[UUID]:
        """End the session and all its relatives; returns those that were alive."""
        s = sessions.c
        family = (
            select(s.family_id)
            .where(s.tenant_id == tenant_id, s.id == session_id)
            .scalar_subquery()
        )
        statement = (
            update(sessions)
            .where(s.tenant_id == tenant_id, s.family_id == family, s.revoked_at.is_(None))
            .values(revoked_at=now, revoked_reason=reason, successor_sealed=None)
            .returning(s.id)
        )
        return [row.id for row in self._unit.all(statement)]
