"""Refresh sessions: one row for each token, tied to its predecessors by a family."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.records import Device, Session
from infra.postgres.identity.tables import auth_sessions as sessions
from infra.postgres.identity.tables import users
from infra.postgres.people.device_tables import device_tokens
from infra.postgres.tenants.tables import memberships, tenants
from shared.identity.policy import (
    ACCESS_LIFE_SECONDS,
    REFRESH_GRACE_SECONDS,
    STREAM_LIFE_SECONDS,
)

Ended = dict[UUID, list[UUID]]
"""Sessions that ended by school: those whose tokens and streams may still be in use."""

# The last moment of an access token may still make one for a stream.
_LONGEST_USE = timedelta(seconds=ACCESS_LIFE_SECONDS + STREAM_LIFE_SECONDS + REFRESH_GRACE_SECONDS)


class SessionRepository(Repository):
    """Queries on the sessions of the person that the unit acts for."""

    def insert(self, **values: Any) -> None:
        """Add a session."""
        self._unit.execute(insert(sessions).values(tenant_id=self.tenant, **values))

    def lock(self, session_id: UUID) -> Session | None:
        """The session, locked, so that twenty uses at once see each other."""
        s, m = sessions.c, memberships.c
        if self._value(select(s.id).where(*self._this(session_id)).with_for_update()) is None:
            return None
        school_open = tenants.c.status == "ACTIVE"
        active = and_(m.status == "ACTIVE", school_open, users.c.deleted_at.is_(None))
        query = (
            select(*columns_of(Session, sessions, users, memberships, active=active))
            .join_from(sessions, users, users.c.id == s.user_id)
            .join(tenants, tenants.c.id == s.tenant_id)
            .join(memberships, and_(m.tenant_id == s.tenant_id, m.user_id == s.user_id))
            .where(*self._this(session_id))
        )
        return self._record(Session, query)

    def replace(
        self, session: Session, *, successor_id: UUID, sealed: bytes, now: datetime
    ) -> None:
        """Retire a token in favour of its successor."""
        self._unit.execute(
            update(sessions)
            .where(*self._this(session.id))
            .values(
                replaced_by=successor_id, replaced_at=now, successor_sealed=sealed, last_used_at=now
            )
        )

    def revoke_family(self, session_id: UUID, *, reason: str, now: datetime) -> Ended:
        """End the session and all its relatives."""
        s = sessions.c
        family = select(s.family_id).where(*self._this(session_id)).scalar_subquery()
        mine = (s.tenant_id == self.tenant, s.family_id == family)
        return self._end(*mine, reason=reason, now=now)

    def find_devices(self, user_id: UUID, now: datetime) -> list[Device]:
        """Where a person is signed in, in every school; the one used last comes first."""
        s = sessions.c
        live = (
            s.user_id == user_id,
            s.revoked_at.is_(None),
            s.replaced_by.is_(None),
            s.expires_at > now,
            s.absolute_expires_at > now,
        )
        query = select(*columns_of(Device, sessions)).where(*live)
        return self._records(Device, query.order_by(s.last_used_at.desc(), s.id))

    def revoke_all(
        self, user_id: UUID, *, but: UUID | None = None, reason: str, now: datetime
    ) -> Ended:
        """End every session of a person, in every school, but for one family."""
        s = sessions.c
        others = () if but is None else (s.family_id != but,)
        return self._end(s.user_id == user_id, *others, reason=reason, now=now)

    def revoke_in_school(self, user_id: UUID, *, reason: str, now: datetime) -> Ended:
        """End a person's sessions in this school; those elsewhere go on."""
        s = sessions.c
        return self._end(s.tenant_id == self.tenant, s.user_id == user_id, reason=reason, now=now)

    def revoke_device(self, user_id: UUID, family_id: UUID, *, reason: str, now: datetime) -> Ended:
        """End one device of a person, in whichever school; empty where there is no such."""
        s = sessions.c
        return self._end(s.user_id == user_id, s.family_id == family_id, reason=reason, now=now)

    def get_family(self, session_id: UUID) -> UUID | None:
        """The family of a session of the school."""
        found: UUID | None = self._value(
            select(sessions.c.family_id).where(*self._this(session_id))
        )
        return found

    def _end(self, *which: ColumnElement[bool], reason: str, now: datetime) -> Ended:
        s = sessions.c
        ending = update(sessions).where(*which, s.revoked_at.is_(None))
        values = {"revoked_at": now, "revoked_reason": reason, "successor_sealed": None}
        # A device that is in use all week has hundreds of spent tokens. The access tokens that came
        # with them, and the streams that these opened, have ended by themselves.
        in_use = or_(s.replaced_by.is_(None), s.created_at > now - _LONGEST_USE)
        rows = self._unit.all(
            ending.values(values).returning(s.tenant_id, s.id, s.family_id, in_use.label("used"))
        )
        if rows:
            # Who is signed out on a device gets no pushes there.
            families = {row.family_id for row in rows}
            gone = delete(device_tokens).where(device_tokens.c.family_id.in_(families))
            self._unit.execute(gone)
        ended: Ended = {}
        for row in rows:
            ids = ended.setdefault(row.tenant_id, [])
            if row.used:
                ids.append(row.id)
        return ended

    def _this(self, session_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (sessions.c.tenant_id == self.tenant, sessions.c.id == session_id)
