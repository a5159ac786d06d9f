"""Polls of boards and their votes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.boards.records import Poll, Votes
from infra.postgres.boards.tables import board_poll_votes, board_polls
from infra.postgres.core.repository import Repository, columns_of
from shared.boards.types import PollStatus


class PollRepository(Repository):
    """Queries on polls; the caller has checked that the board may be read."""

    def insert(self, **values: Any) -> None:
        """Open a poll."""
        self._unit.execute(insert(board_polls).values(tenant_id=self.tenant, **values))

    def get(self, poll_id: UUID) -> Poll | None:
        """A poll, whoever asks."""
        query = select(*columns_of(Poll, board_polls)).where(*self._this(poll_id))
        return self._record(Poll, query)

    def lock_open(self, poll_id: UUID) -> bool:
        """Keep a poll open for this vote; False when it has closed.

        Votes do not wait for one another, and who closes it waits for those that are under way.
        """
        query = select(board_polls.c.id).where(*self._open(poll_id))
        return self._value(query.with_for_update(read=True)) is not None

    def find_newest(self, board_id: UUID, limit: int) -> list[Poll]:
        """The newest polls of a board."""
        p = board_polls.c
        query = select(*columns_of(Poll, board_polls)).where(
            p.tenant_id == self.tenant, p.board_id == board_id
        )
        return self._records(Poll, query.order_by(p.opened_at.desc(), p.id.desc()).limit(limit))

    def vote(self, poll_id: UUID, voter_key: str, answer: list[str]) -> None:
        """Answer a poll, or answer it anew."""
        row = {"tenant_id": self.tenant, "poll_id": poll_id, "voter_key": voter_key}
        voting = upsert(board_poll_votes).values({**row, "answer": answer})
        self._unit.execute(
            voting.on_conflict_do_update(
                constraint=board_poll_votes.primary_key, set_={"answer": answer}
            )
        )

    def count(self, poll_id: UUID, voter_key: str) -> Votes:
        """The votes so far, and whether one is of this voter."""
        v = board_poll_votes.c
        of_poll = (v.tenant_id == self.tenant, v.poll_id == poll_id)
        given = select(func.unnest(v.answer).label("answer")).where(*of_poll).subquery()
        by_answer = select(given.c.answer, func.count().label("n")).group_by(given.c.answer)
        voters = select(
            func.count().label("total"),
            func.coalesce(func.bool_or(v.voter_key == voter_key), False).label("voted"),
        ).where(*of_poll)
        all_in_all = self._unit.execute(voters).one()
        counted = Counter({row.answer: row.n for row in self._unit.all(by_answer)})
        return Votes(counted, all_in_all.total, all_in_all.voted)

    def close(self, poll_id: UUID, now: datetime) -> bool:
        """Close a poll; False when it was closed."""
        change = update(board_polls).where(*self._open(poll_id))
        return self._changed(change.values(status=PollStatus.CLOSED, closed_at=now))

    def _this(self, poll_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (board_polls.c.tenant_id == self.tenant, board_polls.c.id == poll_id)

    def _open(self, poll_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (*self._this(poll_id), board_polls.c.status == PollStatus.OPEN)
