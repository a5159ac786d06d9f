"""Classes of one school."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from infra.postgres.core.repository import Repository
from infra.postgres.school.tables import classes


class ClassRepository(Repository):
    """Queries on classes."""

    def is_open(self, class_id: UUID, *, to: UUID | None) -> bool:
        """Whether the school has the class, and the person, where one is named, is in it."""
        c = classes.c
        query = select(c.id).where(
            c.tenant_id == self.tenant, c.id == class_id, c.archived_at.is_(None)
        )
        if to is not None:
            query = query.where(c.id.in_(select(func.app.classes_of(self.tenant, to))))
        return self._value(query) is not None
