"""Pulse surveys of one school, and their urns."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    case,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.school.pulse_tables import pulse_questions, pulse_urns
from infra.postgres.school.records import Box, Pulse
from shared.http.paging import Position
from shared.school.pulses.policy import Urn, empty_urn
from shared.school.pulses.types import Scale

_SALT_BYTES = 32


class PulseRepository(Repository):
    """Queries on pulses of one school."""

    def insert(self, pulse_id: UUID, *, scale: Scale, **values: Any) -> None:
        """Add a pulse with an empty urn; keys are column names."""
        asked = insert(pulse_questions).values(tenant_id=self.tenant, id=pulse_id, scale=scale)
        urn = insert(pulse_urns).values(tenant_id=self.tenant, pulse_id=pulse_id)
        self._unit.execute(asked.values(**values))
        salt = secrets.token_bytes(_SALT_BYTES)
        self._unit.execute(urn.values(salt=salt, **_columns_of(empty_urn(scale))))

    def get(self, viewer_id: UUID, pulse_id: UUID) -> Pulse | None:
        """One pulse."""
        return self._record(Pulse, self._pulses(viewer_id).where(pulse_questions.c.id == pulse_id))

    def find(self, viewer_id: UUID, *, before: Position | None, limit: int) -> list[Pulse]:
        """Newest first, ``limit + 1`` rows."""
        p, query = pulse_questions.c, self._pulses(viewer_id)
        page = newest_first(query, p.created_at, p.id, before=before, limit=limit)
        return self._records(Pulse, page)

    def get_box(self, pulse_id: UUID, *, lock: bool) -> Box:
        """The urn of an existing pulse, locked for an answer or just to look at the figures."""
        query = select(*columns_of(Box, pulse_urns)).where(*self._urn(pulse_id))
        box = self._record(Box, query.with_for_update() if lock else query)
        assert box is not None, "a pulse has an urn"
        return box

    def store(self, pulse_id: UUID, ballots: Sequence[bytes], urn: Urn) -> None:
        """Put a locked urn back. Ballots are sorted: their order would be the order of answers."""
        change = update(pulse_urns).where(*self._urn(pulse_id))
        self._unit.execute(change.values(ballots=sorted(ballots), **_columns_of(urn)))

    def forget_ballots(self, now: datetime) -> int:
        """Erase who answered from every pulse that has closed; returns how many there were."""
        p, u = pulse_questions.c, pulse_urns.c
        closed = select(p.id).where(p.tenant_id == self.tenant, p.closes_at <= now)
        kept = (u.tenant_id == self.tenant, u.salt.is_not(None), u.pulse_id.in_(closed))
        forgetting = update(pulse_urns).where(*kept).values(salt=None, ballots=[])
        return len(self._values(forgetting.returning(u.pulse_id)))

    def _urn(self, pulse_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (pulse_urns.c.tenant_id == self.tenant, pulse_urns.c.pulse_id == pulse_id)

    def _pulses(self, viewer_id: UUID) -> Select[Any]:
        p, u = pulse_questions.c, pulse_urns.c
        ballot = func.sha256(u.salt.op("||")(literal(viewer_id.bytes)))
        answered = case((u.salt.is_(None), null()), else_=ballot == any_(u.ballots))
        own = and_(u.tenant_id == p.tenant_id, u.pulse_id == p.id)
        columns = columns_of(Pulse, pulse_questions, answered=answered)
        joined = select(*columns).join_from(pulse_questions, pulse_urns, own)
        return joined.where(p.tenant_id == self.tenant)


def _columns_of(urn: Urn) -> dict[str, Any]:
    return {
        "responses": urn.counted + urn.waiting,
        "counts": list(urn.counts),
        "comments": list(urn.comments),
        "waiting_counts": list(urn.waiting_counts),
        "waiting_comments": list(urn.waiting_comments),
    }
