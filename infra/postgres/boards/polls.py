"""Polls of boards and their votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.boards.tables import board_poll_votes, board_polls
from shared.boards.types import PollKind, PollStatus

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll without its votes."""

    id: UUID
    board_id: UUID
    kind: PollKind
    prompt: str
    options: Sequence[str]
    multiple: bool
    status: PollStatus
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Votes:
    """How often each answer was given, and by how many people in all."""

    by_answer: Counter[str]
    total: int


class PollRepository:
    """Queries on polls; the caller has checked that the board may be read."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Open a poll; keys are column names."""
        self._unit.execute(insert(board_polls).values(**values))

    def get(self, tenant_id: UUID, poll_id: UUID) -> Poll | None:
        """A poll, whoever asks."""
        row = self._unit.one_or_none(_polls(tenant_id).where(board_polls.c.id == poll_id))
        return None if row is None else _poll(row)

    def lock_open(self, tenant_id: UUID, poll_id: UUID) -> bool:
        """Keep a poll open for this vote; False when it has closed."""
        p = board_polls.c
        query = (
            select(p.id)
            .where(p.tenant_id == tenant_id, p.id == poll_id, p.status == PollStatus.OPEN)
            .with_for_update(read=True, key_share=True)
        )
        return self._unit.one_or_none(query) is not None

    def find_newest(self, tenant_id: UUID, board_id: UUID, limit: int) -> list[Poll]:
        """The newest polls of a board."""
        p = board_polls.c
        query = (
            _polls(tenant_id)
            .where(p.board_id == board_id)
            .order_by(p.opened_at.desc(), p.id.desc())
            .limit(limit)
        )
        return [_poll(row) for row in self._unit.all(query)]

    def vote(self, tenant_id: UUID, poll_id: UUID, voter_key: str, answer: list[str]) -> None:
        """Answer a poll, or answer it anew."""
        row = {"tenant_id": tenant_id, "poll_id": poll_id, "voter_key": voter_key}
        statement = upsert(board_poll_votes).values({**row, "answer": answer})
        self._unit.execute(
            statement.on_conflict_do_update(
                constraint=board_poll_votes.primary_key, set_={"answer": answer}
            )
        )

    def count(self, tenant_id: UUID, poll_id: UUID) -> Votes:
        """The votes so far."""
        v = board_poll_votes.c
        given = (
            select(func.unnest(v.answer).label("answer"))
            .where(v.tenant_id == tenant_id, v.poll_id == poll_id)
            .subquery()
        )
        by_answer = self._unit.all(
            select(given.c.answer, func.count().label("n")).group_by(given.c.answer)
        )
        total = self._unit.one_or_none(
            select(func.count()).where(v.tenant_id == tenant_id, v.poll_id == poll_id)
        )
        assert total is not None, "a count has a row"
        return Votes(Counter({row.answer: row.n for row in by_answer}), int(total[0]))

    def has_voted(self, tenant_id: UUID, poll_id: UUID, voter_key: str) -> bool:
        """Whether somebody answered the poll."""
        v = board_poll_votes.c
        query = select(v.poll_id).where(
            v.tenant_id == tenant_id, v.poll_id == poll_id, v.voter_key == voter_key
        )
        return self._unit.one_or_none(query) is not None

    def close(self, tenant_id: UUID, poll_id: UUID, now: datetime) -> bool:
        """Close a poll; False when it was closed."""
        p = board_polls.c
        statement = (
            update(board_polls)
            .where(p.tenant_id == tenant_id, p.id == poll_id, p.status == PollStatus.OPEN)
            .values(status=PollStatus.CLOSED, closed_at=now)
            .returning(p.id)
        )
        return self._unit.one_or_none(statement) is not None


def _polls(tenant_id: UUID) -> Select[Any]:
    p = board_polls.c
    return select(
        p.id,
        p.board_id,
        p.kind,
        p.prompt,
        p.options,
        p.multiple,
        p.status,
        p.opened_at,
        p.closed_at,
    ).where(p.tenant_id == tenant_id)


def _poll(row: Any) -> Poll:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    return Poll(**values | {"kind": PollKind(row.kind), "status": PollStatus(row.status)})
