"""Who is in a club, and who wants to be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.clubs.records import ClubMember, Standing
from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import beside, not_blocked
from infra.postgres.tenants.tables import memberships
from shared.clubs.types import ClubRole, ClubStatus
from shared.http.paging import Position


class ClubMemberRepository(Repository):
    """Queries on people of clubs. Whoever changes them has locked the club."""

    def get(self, club_id: UUID, user_id: UUID) -> Standing | None:
        """How somebody stands to a club."""
        query = select(*columns_of(Standing, club_members)).where(*self._one(club_id, user_id))
        return self._record(Standing, query)

    def put(
        self, club_id: UUID, user_id: UUID, status: ClubStatus, role: ClubRole, now: datetime
    ) -> None:
        """Somebody stands so to a club from now on."""
        row = {"status": status, "role": role, "updated_at": now}
        if status is ClubStatus.ACTIVE:
            row["joined_at"] = now
        adding = insert(club_members).values(
            tenant_id=self.tenant, club_id=club_id, user_id=user_id, **row
        )
        keys = ["tenant_id", "club_id", "user_id"]
        self._unit.execute(adding.on_conflict_do_update(index_elements=keys, set_=row))
        self._count(club_id)

    def set_role(self, club_id: UUID, user_id: UUID, role: ClubRole) -> None:
        """Give somebody who is in a club another role."""
        change = update(club_members).where(*self._one(club_id, user_id))
        self._unit.execute(change.values(role=role))

    def forget(self, club_id: UUID, user_id: UUID) -> None:
        """Nothing ties somebody to a club any more."""
        self._unit.execute(delete(club_members).where(*self._one(club_id, user_id)))
        self._count(club_id)

    def find_owners(self, club_id: UUID) -> list[UUID]:
        """Who owns a club, and is in the school."""
        m = club_members.c
        owners = (m.status == ClubStatus.ACTIVE, m.role == ClubRole.OWNER)
        query = beside(select(m.user_id), club_members, "user_id")
        return self._values(query.where(*self._of(club_id), *owners, *_here()))

    def find(
        self,
        viewer_id: UUID,
        club_id: UUID,
        status: ClubStatus,
        *,
        before: Position | None,
        limit: int,
    ) -> list[ClubMember]:
        """Who stands so to a club, the latest first, ``limit + 1`` rows."""
        m = club_members.c
        named = {"id": m.user_id, "name": users.c.name, "avatar": users.c.avatar}
        columns = columns_of(ClubMember, club_members, **named, school_role=memberships.c.role)
        query = beside(select(*columns), club_members, "user_id").where(
            *self._of(club_id),
            m.status == status,
            *_here(),
            not_blocked(m.user_id, viewer_id, self.tenant),
        )
        page = newest_first(query, m.updated_at, m.user_id, before=before, limit=limit)
        return self._records(ClubMember, page)

    def _count(self, club_id: UUID) -> None:
        inside = select(func.count()).select_from(club_members)
        inside = inside.where(*self._of(club_id), club_members.c.status == ClubStatus.ACTIVE)
        change = update(clubs).where(clubs.c.tenant_id == self.tenant, clubs.c.id == club_id)
        self._unit.execute(change.values(members_count=inside.scalar_subquery()))

    def _of(self, club_id: UUID) -> tuple[ColumnElement[bool], ...]:
        m = club_members.c
        return (m.tenant_id == self.tenant, m.club_id == club_id)

    def _one(self, club_id: UUID, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (*self._of(club_id), club_members.c.user_id == user_id)


def _here() -> tuple[ColumnElement[bool], ...]:
    return (memberships.c.status == "ACTIVE", users.c.deleted_at.is_(None))
