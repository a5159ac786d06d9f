"""Clubs, as one person sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from infra.postgres.clubs.records import Club
from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import Repository, columns_of, newest_first
from shared.clubs.types import ClubMode, ClubStatus
from shared.http.paging import Position


class ClubRepository(Repository):
    """Queries on clubs."""

    def insert(self, **values: Any) -> None:
        """Add a club; keys are column names."""
        self._unit.execute(insert(clubs).values(tenant_id=self.tenant, **values))

    def get(self, viewer_id: UUID, club_id: UUID) -> Club | None:
        """A club, and how the viewer stands to it; whether they may know of it is not asked."""
        return self._record(Club, self._seen_by(viewer_id).where(clubs.c.id == club_id))

    def lock(self, club_id: UUID) -> bool:
        """Keep the club and who is in it as they are until the end; False where it is gone."""
        found = select(clubs.c.id).where(*self._this(club_id), clubs.c.deleted_at.is_(None))
        return self._value(found.with_for_update()) is not None

    def find(
        self,
        viewer_id: UUID,
        *,
        mine: bool,
        everything: bool,
        category: str | None,
        before: Position | None,
        limit: int,
    ) -> list[Club]:
        """Those that the viewer may know of, newest first, ``limit + 1`` rows."""
        c, m = clubs.c, club_members.c
        inside = m.status.in_([ClubStatus.ACTIVE, ClubStatus.INVITED])
        query = self._seen_by(viewer_id)
        if mine:
            query = query.where(m.status.in_([*ClubStatus]), m.status != ClubStatus.REMOVED)
        if not everything:
            query = query.where(or_(c.mode != ClubMode.INVITE_ONLY, inside))
        if category is not None:
            query = query.where(c.category == category)
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(Club, page)

    def change(self, club_id: UUID, **values: Any) -> None:
        """Write columns of a club."""
        self._unit.execute(update(clubs).where(*self._this(club_id)).values(**values))

    def _seen_by(self, viewer_id: UUID) -> Select[Any]:
        c, m, asking = clubs.c, club_members.c, club_members.alias("asking")
        waiting = (
            select(func.count())
            .select_from(asking)
            .where(
                asking.c.tenant_id == self.tenant,
                asking.c.club_id == c.id,
                asking.c.status == ClubStatus.PENDING,
            )
            .scalar_subquery()
        )
        own = and_(m.tenant_id == c.tenant_id, m.club_id == c.id, m.user_id == viewer_id)
        columns = columns_of(Club, clubs, role=m.role, status=m.status, waiting=waiting)
        query = select(*columns).outerjoin_from(clubs, club_members, own)
        return query.where(c.tenant_id == self.tenant, c.deleted_at.is_(None))

    def _this(self, club_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (clubs.c.tenant_id == self.tenant, clubs.c.id == club_id)
