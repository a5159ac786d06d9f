"""Who belongs to a school, as those who run it see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.tenants.records import Member, Suspension
from infra.postgres.tenants.tables import memberships, role_assignments, suspensions, tenants
from shared.auth.roles import Role
from shared.tenants.policy import MEMBERS_QUOTA, MemberPlace
from shared.tenants.types import MembershipStatus

_COUNTED = (MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED)


class MemberRepository(Repository):
    """Queries on the members of the school."""

    def find(
        self,
        *,
        q: str | None,
        role: Role | None,
        status: MembershipStatus | None,
        after: MemberPlace | None,
        limit: int,
    ) -> list[Member]:
        """Members by name, ``limit + 1`` rows; who has left only where ``status`` says so."""
        m = memberships.c
        query = self._members()
        if q:
            pattern = q.lower()
            found = (func.lower(users.c.name), users.c.email)
            query = query.where(or_(*(c.contains(pattern, autoescape=True) for c in found)))
        if role is not None:
            query = query.where(m.role == role)
        query = query.where(m.status != "LEFT" if status is None else m.status == status)
        name = _sort_name()
        if after is not None:
            query = query.where(tuple_(name, m.user_id) > (after.name, after.id))
        return self._records(Member, query.order_by(name, m.user_id).limit(limit + 1))

    def get(self, user_id: UUID) -> Member | None:
        """A member who has not left."""
        m = memberships.c
        return self._record(Member, self._members().where(m.user_id == user_id, m.status != "LEFT"))

    def lock(self, user_id: UUID) -> Member | None:
        """The member and all administrators, locked: changes follow each other."""
        m = memberships.c
        theirs = or_(m.user_id == user_id, m.role == Role.ADMIN)
        locking = select(m.user_id).where(m.tenant_id == self.tenant, theirs)
        self._values(locking.order_by(m.user_id).with_for_update())
        return self.get(user_id)

    def has_other_admin(self, user_id: UUID) -> bool:
        """Whether somebody else runs the school too."""
        m = memberships.c
        others = select(m.user_id).where(
            m.tenant_id == self.tenant,
            m.role == Role.ADMIN,
            m.status == "ACTIVE",
            m.user_id != user_id,
        )
        return self._value(others.limit(1)) is not None

    def change(self, user_id: UUID, **values: Any) -> None:
        """Change a membership."""
        self._unit.execute(update(memberships).where(*self._this(user_id)).values(values))

    def end(self, user_id: UUID, now: datetime) -> None:
        """End a membership, with what was held for parts of the school. The row stays."""
        self.change(user_id, status=MembershipStatus.LEFT, left_at=now)
        a = role_assignments.c
        self._unit.execute(
            delete(role_assignments).where(a.tenant_id == self.tenant, a.user_id == user_id)
        )

    def admit(self, *, id: UUID, user_id: UUID, role: Role, now: datetime) -> None:  # noqa: A002 - as the column
        """Make somebody a member, who was none or has left."""
        values = {"role": role, "status": MembershipStatus.ACTIVE, "joined_at": now}
        adding = upsert(memberships).values(
            tenant_id=self.tenant, id=id, user_id=user_id, left_at=None, **values
        )
        key = [memberships.c.tenant_id, memberships.c.user_id]
        self._unit.execute(
            adding.on_conflict_do_update(index_elements=key, set_={**values, "left_at": None})
        )

    def status_of(self, user_id: UUID) -> MembershipStatus | None:
        """Where the person stands in the school; None for a stranger."""
        found: MembershipStatus | None = self._value(
            select(memberships.c.status).where(*self._this(user_id))
        )
        return found

    def role_of(self, user_id: UUID) -> Role | None:
        """The role of an active member."""
        found: Role | None = self._value(
            select(memberships.c.role).where(*self._this(user_id), memberships.c.status == "ACTIVE")
        )
        return found

    def has_room(self) -> bool:
        """Whether the school may have another member; whoever else comes waits for the commit."""
        quota = select(tenants.c.quotas[MEMBERS_QUOTA].as_integer())
        this = quota.where(tenants.c.id == self.tenant)
        # Not its key, which every new row of the school refers to: those do not wait.
        limit: int | None = self._value(this.with_for_update(key_share=True))
        return limit is None or self.count() < limit

    def count(self) -> int:
        """How many belong to the school."""
        m = memberships.c
        counting = select(func.count()).where(m.tenant_id == self.tenant, m.status.in_(_COUNTED))
        return int(self._value(counting))

    def suspend(self, **values: Any) -> None:
        """Keep why somebody is shut out."""
        self._unit.execute(insert(suspensions).values(tenant_id=self.tenant, **values))

    def lift(self, user_id: UUID, now: datetime) -> None:
        """End what shuts somebody out."""
        s = suspensions.c
        theirs = (s.tenant_id == self.tenant, s.user_id == user_id, s.lifted_at.is_(None))
        self._unit.execute(update(suspensions).where(*theirs).values(lifted_at=now))

    def find_suspensions(self, user_ids: Iterable[UUID]) -> list[Suspension]:
        """What shuts these people out, the newest last."""
        s = suspensions.c
        query = select(*columns_of(Suspension, suspensions)).where(
            s.tenant_id == self.tenant, s.user_id.in_(list(user_ids)), s.lifted_at.is_(None)
        )
        return self._records(Suspension, query.order_by(s.created_at))

    def lift_ended(self, now: datetime) -> list[UUID]:
        """Let in whose suspension has run out, and whom no other holds; returns who."""
        s, m = suspensions.c, memberships.c
        over = (s.tenant_id == self.tenant, s.lifted_at.is_(None), s.until <= now)
        lifted = self._values(
            update(suspensions).where(*over).values(lifted_at=now).returning(s.user_id)
        )
        held = select(s.user_id).where(s.tenant_id == self.tenant, s.lifted_at.is_(None))
        free = (
            m.tenant_id == self.tenant,
            m.user_id.in_(lifted),
            m.user_id.not_in(held),
            m.status == MembershipStatus.SUSPENDED,
        )
        return self._values(
            update(memberships)
            .where(*free)
            .values(status=MembershipStatus.ACTIVE)
            .returning(m.user_id)
        )

    def _members(self) -> Select[Any]:
        m = memberships.c
        columns = columns_of(Member, memberships, users, sort_name=_sort_name())
        return (
            select(*columns)
            .join_from(memberships, users, users.c.id == m.user_id)
            .where(m.tenant_id == self.tenant, users.c.deleted_at.is_(None))
        )

    def _this(self, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
        m = memberships.c
        return (m.tenant_id == self.tenant, m.user_id == user_id)


def _sort_name() -> ColumnElement[str]:
    return func.left(func.lower(users.c.name), 80)
