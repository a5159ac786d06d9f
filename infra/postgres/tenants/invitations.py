"""Invitations by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.tenants.records import Invitation
from infra.postgres.tenants.tables import invitations
from shared.http.paging import Position


class InvitationRepository(Repository):
    """Queries on the invitations of the school."""

    def insert(self, **values: Any) -> None:
        """Add an invitation."""
        self._unit.execute(insert(invitations).values(tenant_id=self.tenant, **values))

    def get(self, invitation_id: UUID) -> Invitation | None:
        """An invitation, whatever became of it."""
        query = select(*columns_of(Invitation, invitations)).where(*self._this(invitation_id))
        return self._record(Invitation, query)

    def lock_open(self, invitation_id: UUID, now: datetime) -> Invitation | None:
        """An invitation that still lets somebody in, locked."""
        query = select(*columns_of(Invitation, invitations)).where(
            *self._this(invitation_id), *_pending(now)
        )
        return self._record(Invitation, query.with_for_update())

    def find_pending(self, email: str, now: datetime) -> list[UUID]:
        """Invitations to an address that still let somebody in; who else invites it waits."""
        i = invitations.c
        self._wait_for_turn("invitations", email)
        query = select(i.id).where(i.tenant_id == self.tenant, i.email == email, *_pending(now))
        return self._values(query)

    def find(self, *, before: Position | None, limit: int) -> list[Invitation]:
        """All invitations, newest first, ``limit + 1`` rows."""
        i = invitations.c
        query = select(*columns_of(Invitation, invitations)).where(i.tenant_id == self.tenant)
        page = newest_first(query, i.created_at, i.id, before=before, limit=limit)
        return self._records(Invitation, page)

    def accept(self, invitation_id: UUID, user_id: UUID, now: datetime) -> None:
        """The invitation has done what it was for."""
        self._change(invitation_id, accepted_by=user_id, accepted_at=now)

    def revoke(self, invitation_id: UUID, now: datetime) -> None:
        """Take an invitation back."""
        self._change(invitation_id, revoked_at=now)

    def _change(self, invitation_id: UUID, **values: Any) -> None:
        self._unit.execute(update(invitations).where(*self._this(invitation_id)).values(values))

    def _this(self, invitation_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (invitations.c.tenant_id == self.tenant, invitations.c.id == invitation_id)


def _pending(now: datetime) -> tuple[ColumnElement[bool], ...]:
    i = invitations.c
    return (i.accepted_at.is_(None), i.revoked_at.is_(None), i.expires_at > now)
