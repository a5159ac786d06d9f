"""Guests of one game or board, and the codes that lead to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.records import record
from infra.postgres.identity.guest_tables import guest_passes, join_codes

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

# Spelled out, because a unit refuses tables of schools while none is chosen.
_FIND = text("SELECT tenant_id, object_id FROM app.join_codes WHERE kind = :kind AND code = :code")

_SCHOOLS = text(
    "SELECT DISTINCT tenant_id FROM app.join_codes WHERE kind = :kind AND created_at < :before"
)


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a code leads: the school, and the game or board in it."""

    tenant_id: UUID
    object_id: UUID


class GuestRepository:
    """Passes belong to a school; codes are looked up before one is known."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def find_code(self, kind: str, code: str) -> Joined | None:
        """Where a code leads now."""
        row = self._unit.one_or_none(_FIND, {"kind": kind, "code": code})
        return None if row is None else record(Joined, row)

    def find_schools(self, kind: str, before: datetime) -> list[UUID]:
        """Schools with a code of this kind that is older."""
        rows = self._unit.all(_SCHOOLS, {"kind": kind, "before": before})
        return [row.tenant_id for row in rows]

    def reserve_code(self, kind: str, code: str, tenant_id: UUID, object_id: UUID) -> bool:
        """Let a code lead to a game or board; False when it leads elsewhere already."""
        row = {"kind": kind, "code": code, "tenant_id": tenant_id, "object_id": object_id}
        statement = (
            upsert(join_codes).values(row).on_conflict_do_nothing().returning(join_codes.c.code)
        )
        return self._unit.one_or_none(statement) is not None

    def release_codes(self, tenant_id: UUID, object_id: UUID) -> None:
        """Free the codes of a game or board."""
        c = join_codes.c
        self._unit.execute(
            delete(join_codes).where(c.tenant_id == tenant_id, c.object_id == object_id)
        )

    def insert_pass(self, values: dict[str, Any]) -> None:
        """Add a pass; keys are column names."""
        self._unit.execute(insert(guest_passes).values(values))

    def revoke(self, tenant_id: UUID, pass_id: UUID, now: datetime) -> None:
        """End a pass: its token opens nothing any more."""
        g = guest_passes.c
        self._unit.execute(
            update(guest_passes)
            .where(g.tenant_id == tenant_id, g.id == pass_id, g.revoked_at.is_(None))
            .values(revoked_at=now)
        )
