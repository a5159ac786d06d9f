"""Schools, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.tenants.records import Membership, School, SchoolDetails
from infra.postgres.tenants.tables import memberships, tenants
from shared.http.paging import Position
from shared.tenants.types import MembershipStatus, TenantStatus


class TenantRepository(Repository):
    """Queries on schools and memberships; of other schools a person sees their own rows only."""

    def get(self, slug: str) -> School | None:
        """A school by its slug."""
        query = select(*columns_of(School, tenants)).where(tenants.c.slug == slug)
        return self._record(School, query)

    def insert(self, **values: Any) -> bool:
        """Add the school that the unit acts for; False when the slug is taken."""
        adding = upsert(tenants).values(id=self.tenant, **values)
        return self._changed(adding.on_conflict_do_nothing(index_elements=["slug"]))

    def details(self) -> SchoolDetails:
        """The school that the unit acts for."""
        found = self.get_details(self.tenant)
        assert found is not None, "the unit acts for a school that exists"
        return found

    def is_open(self) -> bool:
        """Whether the school that the unit acts for is not suspended."""
        t = tenants.c
        return bool(self._value(select(t.status == "ACTIVE").where(t.id == self.tenant)))

    def get_details(self, tenant_id: UUID) -> SchoolDetails | None:
        """Any school, for those who operate the platform."""
        query = select(*columns_of(SchoolDetails, tenants)).where(tenants.c.id == tenant_id)
        return self._record(SchoolDetails, query)

    def find(
        self,
        *,
        q: str | None,
        status: TenantStatus | None,
        before: Position | None,
        limit: int,
    ) -> list[SchoolDetails]:
        """All schools, newest first, ``limit + 1`` rows."""
        t = tenants.c
        query = select(*columns_of(SchoolDetails, tenants))
        if q:
            names = (func.lower(t.name), func.lower(t.name_kh), t.slug)
            query = query.where(or_(*(c.contains(q.lower(), autoescape=True) for c in names)))
        if status is not None:
            query = query.where(t.status == status)
        page = newest_first(query, t.created_at, t.id, before=before, limit=limit)
        return self._records(SchoolDetails, page)

    def change(self, *, version: int | None = None, **values: Any) -> bool:
        """Change the school; False where its settings are not those of the version any more.

        With ``version`` the settings get the next one.
        """
        t = tenants.c
        changing = update(tenants).where(t.id == self.tenant).values(values)
        if version is not None:
            changing = changing.where(t.settings_version == version)
            changing = changing.values(settings_version=t.settings_version + 1)
        return self._changed(changing)

    def drop_logo(self, keys: Collection[str]) -> None:
        """Let go of the logo, if it is one of these objects of the store."""
        t = tenants.c
        change = update(tenants).where(t.id == self.tenant, t.logo.in_(keys))
        self._unit.execute(change.values(logo=None))

    def find_ids(self) -> list[UUID]:
        """All schools, for jobs that go from one to the next."""
        return self._values(select(tenants.c.id).order_by(tenants.c.id))

    def join(self, *, only_if: bool = True, **values: Any) -> None:
        """Add a membership; the statement is the same where nobody joins."""
        row = {"tenant_id": self.tenant, **values}
        given = [literal(value, memberships.c[name].type) for name, value in row.items()]
        adding = insert(memberships).from_select([*row], select(*given).where(literal(only_if)))
        self._unit.execute(adding)

    def find_memberships(self, user_id: UUID) -> list[Membership]:
        """Active memberships in active schools, the oldest first."""
        return self._records(Membership, _active_memberships(), user_id=user_id)

    def activate(self, user_id: UUID, now: datetime) -> None:
        """Turn what a person was invited to in this school into a membership."""
        m = memberships.c
        invited = (m.tenant_id == self.tenant, m.user_id == user_id, m.status == "INVITED")
        change = update(memberships).where(*invited)
        self._unit.execute(change.values(status=MembershipStatus.ACTIVE, joined_at=now))

    def find_invited(self, user_id: UUID) -> list[UUID]:
        """Schools that a person was invited to; shows own rows."""
        m = memberships.c
        return self._values(select(m.tenant_id).where(m.user_id == user_id, m.status == "INVITED"))

    def home_of(self, user_id: UUID) -> UUID | None:
        """Where an event about a person is kept: a school of theirs, or some school for nobody.

        None where the platform has no school yet.
        """
        m = memberships.c
        own = select(m.tenant_id).where(m.user_id == user_id).order_by(m.joined_at, m.tenant_id)
        found: UUID | None = self._value(own.limit(1))
        some: UUID | None = self._value(select(tenants.c.id).order_by(tenants.c.id).limit(1))
        return found or some


# Building a statement takes longer than running it, and every page of the app begins with this one.
@cache
def _active_memberships() -> Select[Any]:
    m, t = memberships.c, tenants.c
    columns = columns_of(Membership, memberships, tenants, tenant_status=t.status)
    mine = m.user_id == bindparam("user_id", type_=Uuid())
    return (
        select(*columns)
        .join_from(memberships, tenants, t.id == m.tenant_id)
        .where(mine, m.status == "ACTIVE", t.status == "ACTIVE")
        .order_by(m.joined_at, m.tenant_id)
    )
