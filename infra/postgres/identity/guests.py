"""Guests of one game or board, and the codes that lead to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.guest_tables import guest_passes, join_codes
from infra.postgres.identity.records import GuestPass, Joined
from shared.identity.types import CodeKind

# Spelled out, because a unit refuses tables of schools while none is chosen.
_FIND = text("SELECT tenant_id, object_id FROM app.join_codes WHERE kind = :kind AND code = :code")

_SCHOOLS = text(
    "SELECT DISTINCT tenant_id FROM app.join_codes WHERE kind = :kind AND created_at < :before"
)


class GuestRepository(Repository):
    """Passes belong to a school; codes are looked up before one is known."""

    def find_code(self, kind: CodeKind, code: str) -> Joined | None:
        """Where a code leads now."""
        return self._record(Joined, _FIND, kind=kind, code=code)

    def find_schools(self, kind: CodeKind, before: datetime) -> list[UUID]:
        """Schools with a code of this kind that is older."""
        return self._values(_SCHOOLS, kind=kind, before=before)

    def reserve_code(self, kind: CodeKind, code: str, object_id: UUID) -> bool:
        """Let a code lead to a game or board; False when it leads elsewhere already."""
        row = {"kind": kind, "code": code, "tenant_id": self.tenant, "object_id": object_id}
        return self._changed(upsert(join_codes).values(row).on_conflict_do_nothing())

    def add_codes(self, kind: CodeKind, leads: Mapping[str, UUID]) -> None:
        """Let new codes lead to their objects: random ones, which nobody has."""
        rows = [
            {"kind": kind, "code": code, "tenant_id": self.tenant, "object_id": object_id}
            for code, object_id in leads.items()
        ]
        self._unit.execute(insert(join_codes).values(rows))

    def release_codes(self, object_id: UUID) -> None:
        """Free the codes of a game or board."""
        c = join_codes.c
        mine = (c.tenant_id == self.tenant, c.object_id == object_id)
        self._unit.execute(delete(join_codes).where(*mine))

    def release_all(self, object_ids: Sequence[UUID]) -> None:
        """Free the codes of many objects."""
        c = join_codes.c
        theirs = (c.tenant_id == self.tenant, c.object_id.in_(object_ids))
        self._unit.execute(delete(join_codes).where(*theirs))

    def insert_pass(self, **values: Any) -> None:
        """Add a pass."""
        self._unit.execute(insert(guest_passes).values(tenant_id=self.tenant, **values))

    def find_present(self, scope: str, now: datetime) -> list[GuestPass]:
        """Passes that open the game or board now."""
        query = select(*columns_of(GuestPass, guest_passes)).where(*self._valid(scope, now))
        return self._records(GuestPass, query.order_by(guest_passes.c.id))

    def find_everybody(self, now: datetime) -> list[UUID]:
        """Who is a guest of the school now, of whichever game or board."""
        g = guest_passes.c
        live = (g.tenant_id == self.tenant, g.revoked_at.is_(None), g.expires_at > now)
        return self._values(select(g.id).where(*live).order_by(g.id))

    def end_all(self, scope: str, now: datetime) -> list[UUID]:
        """End all passes of a game or board; returns whose they were."""
        ending = update(guest_passes).where(*self._valid(scope, now)).values(revoked_at=now)
        return self._values(ending.returning(guest_passes.c.id))

    def end_kind(self, kind: str, now: datetime) -> list[UUID]:
        """End all passes of the school for games, or for boards; returns whose they were."""
        g = guest_passes.c
        live = (
            g.tenant_id == self.tenant,
            g.scope.startswith(f"{kind}:"),
            g.revoked_at.is_(None),
            g.expires_at > now,
        )
        ending = update(guest_passes).where(*live).values(revoked_at=now)
        return self._values(ending.returning(g.id))

    def revoke(self, pass_id: UUID, now: datetime) -> None:
        """End a pass: its token opens nothing any more."""
        g = guest_passes.c
        live = (g.tenant_id == self.tenant, g.id == pass_id, g.revoked_at.is_(None))
        self._unit.execute(update(guest_passes).where(*live).values(revoked_at=now))

    def send_away(self, scope: str, pass_id: UUID, now: datetime) -> bool:
        """End a pass, and let nobody in from its address; False when it opens nothing now."""
        this = (*self._valid(scope, now), guest_passes.c.id == pass_id)
        ending = update(guest_passes).where(*this)
        return self._changed(ending.values(revoked_at=now, sent_away_at=now))

    def was_sent_away(self, scope: str, origin: bytes) -> bool:
        """Whether somebody from this address was sent away."""
        g = guest_passes.c
        theirs = (*self._for(scope), g.origin == origin, g.sent_away_at.is_not(None))
        return self._value(select(g.id).where(*theirs).limit(1)) is not None

    def forgive(self, scope: str) -> None:
        """Let people in again from where somebody was sent away."""
        sent = (*self._for(scope), guest_passes.c.sent_away_at.is_not(None))
        self._unit.execute(update(guest_passes).where(*sent).values(sent_away_at=None))

    def _for(self, scope: str) -> tuple[ColumnElement[bool], ...]:
        return (guest_passes.c.tenant_id == self.tenant, guest_passes.c.scope == scope)

    def _valid(self, scope: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
        g = guest_passes.c
        return (*self._for(scope), g.revoked_at.is_(None), g.expires_at > now)
