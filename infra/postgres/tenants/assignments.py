"""Roles for a part of the school."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.boards.tables import boards
from infra.postgres.clubs.tables import clubs
from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.tables import classes
from infra.postgres.tenants.records import HeldAssignment
from infra.postgres.tenants.tables import role_assignments, tenants
from shared.auth.assignments import ScopeType
from shared.tenants.policy import ASSIGNABLE


class AssignmentRepository(Repository):
    """Queries on the roles that the school gives; those of the platform stay out of sight."""

    def scope_exists(self, scope_type: ScopeType, scope_id: UUID) -> bool:
        """Whether the school has this board, class or club, or is it."""
        if scope_type is ScopeType.TENANT:
            return scope_id == self.tenant
        table = {
            ScopeType.BOARD: boards,
            ScopeType.CLASS: classes,
            ScopeType.CLUB: clubs,
        }.get(scope_type)
        if table is None:
            return False
        found = select(table.c.id).where(table.c.tenant_id == self.tenant, table.c.id == scope_id)
        return self._value(found) is not None

    def add(self, **values: Any) -> bool:
        """Give a role; False when the person had it."""
        adding = insert(role_assignments).values(tenant_id=self.tenant, **values)
        return self._changed(adding.on_conflict_do_nothing())

    def find(self, user_ids: Iterable[UUID]) -> list[HeldAssignment]:
        """What these people hold, in the order of giving."""
        a = role_assignments.c
        held = self._held().where(a.user_id.in_(list(user_ids)))
        return self._records(HeldAssignment, held.order_by(a.created_at, a.id))

    def get_same(
        self, user_id: UUID, role: str, scope_type: ScopeType, scope_id: UUID
    ) -> HeldAssignment | None:
        """The assignment of this role for this part, if the person has it."""
        a = role_assignments.c
        same = (
            a.user_id == user_id,
            a.role == role,
            a.scope_type == scope_type,
            a.scope_id == scope_id,
        )
        return self._record(HeldAssignment, self._held().where(*same))

    def get(self, assignment_id: UUID) -> HeldAssignment | None:
        """An assignment of the school."""
        return self._record(
            HeldAssignment, self._held().where(role_assignments.c.id == assignment_id)
        )

    def remove(self, assignment_id: UUID) -> None:
        """Take a role back."""
        a = role_assignments.c
        this = (a.tenant_id == self.tenant, a.id == assignment_id)
        self._unit.execute(delete(role_assignments).where(*this))

    def _held(self) -> Select[Any]:
        a = role_assignments.c

        def of(scope_type: ScopeType, table: Any, key: ColumnElement[UUID]) -> ColumnElement[bool]:
            return and_(a.scope_type == scope_type, key == a.tenant_id, table.c.id == a.scope_id)

        name = func.coalesce(boards.c.title, classes.c.name, tenants.c.name)
        return (
            select(*columns_of(HeldAssignment, role_assignments, scope_name=name))
            .outerjoin_from(
                role_assignments, boards, of(ScopeType.BOARD, boards, boards.c.tenant_id)
            )
            .outerjoin(classes, of(ScopeType.CLASS, classes, classes.c.tenant_id))
            .outerjoin(tenants, of(ScopeType.TENANT, tenants, tenants.c.id))
            .where(a.tenant_id == self.tenant, a.role.in_(ASSIGNABLE))
        )
