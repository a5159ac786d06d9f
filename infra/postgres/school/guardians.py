"""Guardians of one school: records of their own, tied to pupils, with or without an account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.student_records import Guardian, GuardianContact
from infra.postgres.school.tables import guardians, student_guardians
from infra.postgres.tenants.tables import memberships


class GuardianRepository(Repository):
    """Queries on guardians."""

    def find_of(self, student_id: UUID) -> list[Guardian]:
        """The guardians of a pupil, the first to be called first."""
        k, g = student_guardians.c, guardians.c
        query = self._tied().where(k.student_id == student_id)
        ordered = query.order_by(k.is_primary.desc(), k.created_at, g.id)
        return self._records(Guardian, ordered)

    def get_of(self, student_id: UUID, guardian_id: UUID) -> Guardian | None:
        """A guardian of a pupil."""
        k = student_guardians.c
        query = self._tied().where(k.student_id == student_id, k.guardian_id == guardian_id)
        return self._record(Guardian, query)

    def find_contacts(self, student_ids: Iterable[UUID]) -> list[GuardianContact]:
        """Whom to tell of these pupils, the first to be called first."""
        k, g, m = student_guardians.c, guardians.c, memberships.c
        tied = and_(g.tenant_id == k.tenant_id, g.id == k.guardian_id)
        # Who left the school or may not come in reads nothing there, and is called instead.
        reads = and_(m.tenant_id == g.tenant_id, m.user_id == g.user_id, m.status == "ACTIVE")
        columns = columns_of(GuardianContact, student_guardians, guardians, user_id=m.user_id)
        query = (
            select(*columns)
            .join_from(student_guardians, guardians, tied)
            .outerjoin(memberships, reads)
            .where(k.tenant_id == self.tenant, k.student_id.in_(list(student_ids)))
        )
        ordered = query.order_by(k.student_id, k.is_primary.desc(), k.created_at, g.id)
        return self._records(GuardianContact, ordered)

    def exists(self, guardian_id: UUID) -> bool:
        """Whether the school knows this guardian."""
        query = select(guardians.c.id).where(*self._this(guardian_id))
        return self._value(query) is not None

    def insert(self, **values: Any) -> None:
        """Add a guardian."""
        self._unit.execute(insert(guardians).values(tenant_id=self.tenant, **values))

    def change(self, guardian_id: UUID, version: int | None = None, **values: Any) -> bool:
        """Change a guardian, who is still as they were read where a version is given."""
        this = [*self._this(guardian_id)]
        if version is not None:
            this.append(guardians.c.version == version)
        changing = update(guardians).where(*this)
        return self._changed(changing.values(version=guardians.c.version + 1, **values))

    def link(self, student_id: UUID, guardian_id: UUID, **values: Any) -> None:
        """Tie a guardian to a pupil, or change how they are tied."""
        key = {"tenant_id": self.tenant, "student_id": student_id, "guardian_id": guardian_id}
        adding = upsert(student_guardians).values(**key, **values)
        self._unit.execute(adding.on_conflict_do_update(index_elements=list(key), set_=values))

    def leave_primary(self, student_id: UUID, guardian_id: UUID) -> None:
        """Let no other guardian of the pupil be the first to be called, nor become it now."""
        k = student_guardians.c
        self._wait_for_turn("guardians", student_id)
        others = (
            k.tenant_id == self.tenant,
            k.student_id == student_id,
            k.guardian_id != guardian_id,
        )
        self._unit.execute(update(student_guardians).where(*others).values(is_primary=False))

    def unlink(self, student_id: UUID, guardian_id: UUID) -> None:
        """Untie a guardian from a pupil; the record of the guardian stays."""
        k = student_guardians.c
        this = (
            k.tenant_id == self.tenant,
            k.student_id == student_id,
            k.guardian_id == guardian_id,
        )
        self._unit.execute(delete(student_guardians).where(*this))

    def find_user_ids(self, student_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
        """The accounts of guardians, by pupil."""
        found: dict[UUID, list[UUID]] = {}
        for contact in self.find_contacts(student_ids):
            if contact.user_id is not None:
                found.setdefault(contact.student_id, []).append(contact.user_id)
        return found

    def _tied(self) -> Select[Any]:
        k, g = student_guardians.c, guardians.c
        tied = and_(g.tenant_id == k.tenant_id, g.id == k.guardian_id)
        columns = columns_of(Guardian, guardians, student_guardians)
        joined = select(*columns).join_from(student_guardians, guardians, tied)
        return joined.where(k.tenant_id == self.tenant)

    def _this(self, guardian_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (guardians.c.tenant_id == self.tenant, guardians.c.id == guardian_id)
