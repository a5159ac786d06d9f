"""People whom a text names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.beside import not_blocked
from infra.postgres.tenants.tables import memberships
from shared.auth.roles import Role


@dataclass(frozen=True, slots=True)
class Named:
    """A member, as a list of names shows them."""

    id: UUID
    name: str
    avatar: str | None
    role: Role


class NamedRepository(Repository):
    """Queries on members by id or by the beginning of a name."""

    def find(self, viewer_id: UUID, user_ids: Sequence[UUID]) -> list[Named]:
        """Those of the people whom the viewer may know of, and who are here."""
        return self._records(Named, self._shown(viewer_id).where(users.c.id.in_(user_ids)))

    def find_by_name(self, viewer_id: UUID, beginning: str, limit: int) -> list[Named]:
        """Members one of whose names begins so, in the order of their names."""
        start = _escaped(beginning.lower())
        name = func.lower(users.c.name)
        begins = or_(name.like(f"{start}%", escape="\\"), name.like(f"% {start}%", escape="\\"))
        query = self._shown(viewer_id).where(begins, users.c.id != viewer_id)
        return self._records(Named, query.order_by(users.c.name, users.c.id).limit(limit))

    def _shown(self, viewer_id: UUID) -> Select[Any]:
        m = memberships.c
        return (
            select(*columns_of(Named, users, memberships))
            .join_from(memberships, users, users.c.id == m.user_id)
            .where(
                m.tenant_id == self.tenant,
                m.status == "ACTIVE",
                users.c.deleted_at.is_(None),
                not_blocked(users.c.id, viewer_id, self.tenant),
            )
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
