"""Schools, and who belongs to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.tenants.records import Membership, School
from infra.postgres.tenants.tables import memberships, tenants


class TenantRepository(Repository):
    """Queries on schools and memberships; of other schools a person sees their own rows only."""

    def get(self, slug: str) -> School | None:
        """A school by its slug."""
        query = select(*columns_of(School, tenants)).where(tenants.c.slug == slug)
        return self._record(School, query)

    def find_ids(self) -> list[UUID]:
        """All schools, for jobs that go from one to the next."""
        return self._values(select(tenants.c.id).order_by(tenants.c.id))

    def join(self, **values: Any) -> None:
        """Add a membership."""
        self._unit.execute(insert(memberships).values(tenant_id=self.tenant, **values))

    def find_memberships(self, user_id: UUID) -> list[Membership]:
        """Active memberships in active schools, the oldest first."""
        m, t = memberships.c, tenants.c
        columns = columns_of(Membership, memberships, tenants, tenant_status=t.status)
        query = (
            select(*columns)
            .join_from(memberships, tenants, t.id == m.tenant_id)
            .where(m.user_id == user_id, m.status == "ACTIVE", t.status == "ACTIVE")
            .order_by(m.joined_at, m.tenant_id)
        )
        return self._records(Membership, query)
