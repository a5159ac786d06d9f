"""What a school tells the filter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.moderation.tables import moderation_rules
from shared.moderation.rules import Rules


class RulesRepository(Repository):
    """Queries on the rules of a school; they are one row, or none."""

    def get(self) -> Rules:
        """The rules as they are now."""
        r = moderation_rules.c
        query = select(r.rules, r.updated_at).where(r.tenant_id == self.tenant)
        row = self._unit.one_or_none(query)
        return Rules() if row is None else Rules.of(row.rules, row.updated_at)

    def put(self, rules: Mapping[str, Any], by: UUID, now: datetime) -> None:
        """Set the rules, whole."""
        row = {"rules": rules, "updated_by": by, "updated_at": now}
        adding = insert(moderation_rules).values(tenant_id=self.tenant, **row)
        key = [moderation_rules.c.tenant_id]
        self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=row))
