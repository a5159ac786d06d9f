"""What one school announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.people.beside import beside, person_columns
from infra.postgres.school.accounts import pupils_in
from infra.postgres.school.announcement_tables import announcement_acks, announcements
from infra.postgres.school.tables import class_enrollments, classes, guardians, students
from infra.postgres.school.tables import student_guardians as related
from shared.auth.roles import Role
from shared.http.paging import Position
from shared.school.announcements.types import AnnouncementPriority


@dataclass(frozen=True, slots=True)
class SchoolAnnouncement:
    """An announcement, as somebody reads it."""

    id: UUID
    author_id: UUID
    author_name: str
    author_avatar: str | None
    author_role: Role
    title: str
    title_kh: str | None
    body: str
    body_kh: str | None
    class_id: UUID | None
    class_name: str | None
    priority: AnnouncementPriority
    requires_ack: bool
    publish_at: datetime
    published_at: datetime | None
    expires_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged: int
    created_at: datetime

    @property
    def position(self) -> Position:
        """Where it stands in the list."""
        return Position(self.publish_at, self.id)


class SchoolAnnouncementRepository(Repository):
    """Queries on announcements of the whole school and of its classes."""

    def insert(self, **values: Any) -> None:
        """Add one; keys are column names."""
        self._unit.execute(insert(announcements).values(tenant_id=self.tenant, **values))

    def find(
        self,
        viewer_id: UUID,
        *,
        manages: bool,
        now: datetime,
        before: Position | None,
        limit: int,
    ) -> list[SchoolAnnouncement]:
        """Newest first, ``limit + 1`` rows; who manages sees also what is to come or over."""
        a = announcements.c
        query = self._seen(viewer_id, manages=manages, now=now)
        page = newest_first(query, a.publish_at, a.id, before=before, limit=limit)
        return self._records(SchoolAnnouncement, page)

    def get(
        self, viewer_id: UUID, announcement_id: UUID, *, manages: bool, now: datetime
    ) -> SchoolAnnouncement | None:
        """One that the viewer may see."""
        query = self._seen(viewer_id, manages=manages, now=now)
        return self._record(SchoolAnnouncement, query.where(announcements.c.id == announcement_id))

    def acknowledge(self, announcement_id: UUID, user_id: UUID, now: datetime) -> datetime:
        """Write down that somebody has read it; returns when they first said so."""
        k = announcement_acks
        row = {
            "tenant_id": self.tenant,
            "announcement_id": announcement_id,
            "user_id": user_id,
            "acked_at": now,
        }
        self._unit.execute(upsert(k).values(row).on_conflict_do_nothing())
        said: datetime = self._value(
            select(k.c.acked_at).where(
                k.c.tenant_id == self.tenant,
                k.c.announcement_id == announcement_id,
                k.c.user_id == user_id,
            )
        )
        return said

    def delete(self, announcement_id: UUID) -> None:
        """Take one back, with who had read it."""
        for one, column in ((announcement_acks, "announcement_id"), (announcements, "id")):
            self._unit.execute(
                delete(one).where(one.c.tenant_id == self.tenant, one.c[column] == announcement_id)
            )

    def lock_due(self, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Author and id of those whose time has come and that nobody was told of, locked."""
        a = announcements.c
        query = (
            select(a.author_id, a.id)
            .where(a.tenant_id == self.tenant, a.published_at.is_(None), a.publish_at <= now)
            .order_by(a.publish_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.author_id, row.id) for row in self._unit.execute(query)]

    def mark_published(self, announcement_id: UUID, now: datetime) -> None:
        """It is told."""
        a = announcements.c
        change = update(announcements).where(a.tenant_id == self.tenant, a.id == announcement_id)
        self._unit.execute(change.values(published_at=now))

    def find_families(self, class_id: UUID) -> list[UUID]:
        """Accounts of a class's pupils and of their guardians."""
        pupils = pupils_in(self.tenant, [class_id]).with_only_columns(students.c.user_id)
        rows = self._values(pupils.union(self._parents(class_id)))
        return [user_id for user_id in rows if user_id is not None]

    def _parents(self, class_id: UUID) -> Select[tuple[Any]]:
        g, r, e = guardians.c, related.c, class_enrollments.c
        relation = and_(r.tenant_id == g.tenant_id, r.guardian_id == g.id)
        same = and_(e.tenant_id == r.tenant_id, e.student_id == r.student_id)
        return (
            select(g.user_id)
            .join_from(guardians, related, relation)
            .join(class_enrollments, same)
            .where(g.tenant_id == self.tenant, e.class_id == class_id, e.ended_on.is_(None))
        )

    def _children_classes(self, viewer_id: UUID) -> Select[tuple[UUID]]:
        g, r, e = guardians.c, related.c, class_enrollments.c
        relation = and_(r.tenant_id == g.tenant_id, r.guardian_id == g.id)
        same = and_(e.tenant_id == r.tenant_id, e.student_id == r.student_id)
        return (
            select(e.class_id)
            .join_from(guardians, related, relation)
            .join(class_enrollments, same)
            .where(g.tenant_id == self.tenant, g.user_id == viewer_id, e.ended_on.is_(None))
        )

    def _seen(self, viewer_id: UUID, *, manages: bool, now: datetime) -> Select[Any]:
        a, k, c = announcements.c, announcement_acks.c, classes.c
        mine = and_(
            k.tenant_id == a.tenant_id, k.announcement_id == a.id, k.user_id == literal(viewer_id)
        )
        said = select(k.acked_at).where(mine).scalar_subquery()
        everybody = and_(k.tenant_id == a.tenant_id, k.announcement_id == a.id)
        count = select(func.count()).select_from(announcement_acks).where(everybody)
        query = beside(
            select(
                *columns_of(
                    SchoolAnnouncement,
                    announcements,
                    person_columns("author"),
                    class_name=c.name,
                    acknowledged_at=said,
                    acknowledged=count.scalar_subquery(),
                )
            ),
            announcements,
            "author_id",
        )
        query = query.join(
            classes, and_(c.tenant_id == a.tenant_id, c.id == a.class_id), isouter=True
        ).where(a.tenant_id == self.tenant)
        return query if manages else query.where(*self._told(viewer_id, now))

    def _told(self, viewer_id: UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
        a = announcements.c
        return (
            a.published_at.is_not(None),
            or_(a.expires_at.is_(None), a.expires_at > now),
            or_(
                a.class_id.is_(None),
                a.class_id.in_(select(func.app.classes_of(self.tenant, viewer_id))),
                a.class_id.in_(self._children_classes(viewer_id)),
            ),
        )
