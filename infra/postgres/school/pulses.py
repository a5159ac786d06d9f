"""Pulse surveys of one school, and their urns."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, any_, case, func, insert, literal, null, select, tuple_, update

from infra.postgres.school.pulse_tables import pulse_questions, pulse_urns
from shared.http.paging import Position
from shared.school.pulses.policy import Urn, empty_urn
from shared.school.pulses.types import Scale

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pulse:
    """A pulse, and whether the viewer has answered it; None once that was forgotten."""

    id: UUID
    text: str
    text_kh: str | None
    scale: Scale
    closes_at: datetime
    created_at: datetime
    answered: bool | None

    @property
    def position(self) -> Position:
        """Where this pulse stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Box:
    """A locked urn with its ballots."""

    salt: bytes | None
    ballots: Sequence[bytes]
    responses: int
    urn: Urn

    def ballot_of(self, person: UUID) -> bytes:
        """What stands for a person in this pulse alone."""
        assert self.salt is not None, "an open pulse has a salt"
        return _hash(self.salt, person)


class PulseRepository:
    """Queries on pulses of one school."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any], scale: Scale) -> None:
        """Add a pulse with an empty urn; keys are column names."""
        urn = empty_urn(scale)
        self._unit.execute(insert(pulse_questions).values(**values, scale=scale))
        self._unit.execute(
            insert(pulse_urns).values(
                tenant_id=values["tenant_id"],
                pulse_id=values["id"],
                salt=secrets.token_bytes(_SALT_BYTES),
                counts=list(urn.counts),
                waiting_counts=list(urn.waiting_counts),
            )
        )

    def get(self, tenant_id: UUID, viewer_id: UUID, pulse_id: UUID) -> Pulse | None:
        """One pulse."""
        query = _pulses(tenant_id, viewer_id).where(pulse_questions.c.id == pulse_id)
        row = self._unit.one_or_none(query)
        return None if row is None else _pulse(row)

    def find(
        self, tenant_id: UUID, viewer_id: UUID, *, before: Position | None, limit: int
    ) -> list[Pulse]:
        """Newest first, ``limit + 1`` rows."""
        p, query = pulse_questions.c, _pulses(tenant_id, viewer_id)
        if before is not None:
            query = query.where(tuple_(p.created_at, p.id) < (before.at, before.id))
        query = query.order_by(p.created_at.desc(), p.id.desc()).limit(limit + 1)
        return [_pulse(row) for row in self._unit.all(query)]

    def get_box(self, tenant_id: UUID, pulse_id: UUID, *, lock: bool) -> Box:
        """The urn of an existing pulse, locked for an answer or just to look at the figures."""
        u = pulse_urns.c
        query = select(pulse_urns).where(u.tenant_id == tenant_id, u.pulse_id == pulse_id)
        row = self._unit.one_or_none(query.with_for_update() if lock else query)
        assert row is not None, "a pulse has an urn"
        urn = Urn(
            tuple(row.counts),
            tuple(row.comments),
            tuple(row.waiting_counts),
            tuple(row.waiting_comments),
        )
        return Box(row.salt, row.ballots, row.responses, urn)

    def store(self, tenant_id: UUID, pulse_id: UUID, ballots: Sequence[bytes], urn: Urn) -> None:
        """Put a locked urn back. Ballots are sorted: their order would be the order of answers."""
        u = pulse_urns.c
        self._unit.execute(
            update(pulse_urns)
            .where(u.tenant_id == tenant_id, u.pulse_id == pulse_id)
            .values(
                ballots=sorted(ballots),
                responses=urn.counted + urn.waiting,
                counts=list(urn.counts),
                comments=list(urn.comments),
                waiting_counts=list(urn.waiting_counts),
                waiting_comments=list(urn.waiting_comments),
            )
        )

    def forget_ballots(self, tenant_id: UUID, now: datetime) -> int:
        """Erase who answered from every pulse that has closed; returns how many there were."""
        p, u = pulse_questions.c, pulse_urns.c
        closed = select(p.id).where(p.tenant_id == tenant_id, p.closes_at <= now)
        statement = (
            update(pulse_urns)
            .where(u.tenant_id == tenant_id, u.salt.is_not(None), u.pulse_id.in_(closed))
            .values(salt=None, ballots=[])
        )
        return len(self._unit.all(statement.returning(u.pulse_id)))


def _hash(salt: bytes, person: UUID) -> bytes:
    return hashlib.sha256(salt + person.bytes).digest()


def _pulses(tenant_id: UUID, viewer_id: UUID) -> Select[Any]:
    p, u = pulse_questions.c, pulse_urns.c
    ballot = func.sha256(u.salt.op("||")(literal(viewer_id.bytes)))
    answered = case((u.salt.is_(None), null()), else_=ballot == any_(u.ballots))
    return (
        select(
            p.id, p.text, p.text_kh, p.scale, p.closes_at, p.created_at, answered.label("answered")
        )
        .join_from(
            pulse_questions,
            pulse_urns,
            and_(u.tenant_id == p.tenant_id, u.pulse_id == p.id),
        )
        .where(p.tenant_id == tenant_id)
    )


def _pulse(row: Any) -> Pulse:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    return Pulse(**{**values, "scale": Scale(row.scale)})
