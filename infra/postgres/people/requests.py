"""How two people stand, and requests to follow."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import not_blocked
from infra.postgres.people.records import Asking
from infra.postgres.people.tables import follows
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position
from shared.people.policy import Relation
from shared.people.types import FollowStatus


class FollowRequestRepository(Repository):
    """Queries on requests to follow, and on how two people stand."""

    def get_relation(self, viewer_id: UUID, user_id: UUID) -> Relation:
        """How the viewer stands to a person."""
        f = follows.c
        between = or_(
            and_(f.follower_id == viewer_id, f.following_id == user_id),
            and_(f.follower_id == user_id, f.following_id == viewer_id),
        )
        rows = self._unit.all(
            select(f.follower_id, f.status).where(f.tenant_id == self.tenant, between)
        )
        found = {row.follower_id: row.status for row in rows}
        return Relation(viewer_id == user_id, found.get(viewer_id), found.get(user_id))

    def find(self, user_id: UUID, *, before: Position | None, limit: int) -> list[Asking]:
        """Who asks to follow a person, newest first, ``limit + 1`` rows."""
        f, m = follows.c, memberships.c
        query = (
            select(*columns_of(Asking, users, memberships, since=f.created_at))
            .join_from(follows, users, users.c.id == f.follower_id)
            .join(memberships, and_(m.tenant_id == f.tenant_id, m.user_id == f.follower_id))
            .where(
                f.tenant_id == self.tenant,
                f.following_id == user_id,
                f.status == FollowStatus.PENDING,
                m.status == "ACTIVE",
                users.c.deleted_at.is_(None),
                not_blocked(f.follower_id, user_id, self.tenant),
            )
        )
        page = newest_first(query, f.created_at, f.follower_id, before=before, limit=limit)
        return self._records(Asking, page)

    def accept(self, follower_id: UUID, following_id: UUID) -> bool:
        """Let somebody follow who has asked; False where nobody asks."""
        asked = update(follows).where(*self._asked(follower_id, following_id))
        return self._changed(asked.values(status=FollowStatus.ACCEPTED))

    def reject(self, follower_id: UUID, following_id: UUID) -> bool:
        """Refuse a request; False where nobody asks. They may ask again."""
        return self._changed(delete(follows).where(*self._asked(follower_id, following_id)))

    def _asked(self, follower_id: UUID, following_id: UUID) -> tuple[ColumnElement[bool], ...]:
        f = follows.c
        return (
            f.tenant_id == self.tenant,
            f.follower_id == follower_id,
            f.following_id == following_id,
            f.status == FollowStatus.PENDING,
        )
