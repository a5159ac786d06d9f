"""Votes on questions: one for each participant, counted beside the question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text

from infra.postgres.boards.records import Vote
from infra.postgres.boards.tables import question_upvotes
from infra.postgres.core.repository import Repository

# The lock comes first: who freezes or merges the question waits for this vote, or this vote for
# them and then sees what they did. One statement, for every other voter waits for its end.
_OPEN = """
    open AS MATERIALIZED (
      SELECT q.id, q.board_id FROM app.questions AS q
       WHERE q.tenant_id = :tenant_id AND q.id = :question_id
         AND q.status IN ('OPEN', 'ANSWERED') AND NOT q.is_frozen
         FOR NO KEY UPDATE
    )"""
_VOTE = text(
    f"""
    WITH {_OPEN}, vote AS (
      INSERT INTO app.question_upvotes (tenant_id, question_id, voter_key, board_id, created_at)
      SELECT :tenant_id, open.id, :voter_key, open.board_id, CAST(:at AS timestamptz) FROM open
      ON CONFLICT (tenant_id, question_id, voter_key) DO NOTHING
      RETURNING question_id
    )
    UPDATE app.questions AS q SET upvotes = q.upvotes + (SELECT count(*) FROM vote)
      FROM open
     WHERE q.tenant_id = :tenant_id AND q.id = open.id
    RETURNING q.upvotes, EXISTS (SELECT FROM vote) AS changed
    """  # noqa: S608 - parts of this module
)
_UNVOTE = text(
    f"""
    WITH {_OPEN}, vote AS (
      DELETE FROM app.question_upvotes AS v USING open
       WHERE v.tenant_id = :tenant_id AND v.question_id = open.id AND v.voter_key = :voter_key
      RETURNING v.question_id
    )
    UPDATE app.questions AS q SET upvotes = q.upvotes - (SELECT count(*) FROM vote)
      FROM open
     WHERE q.tenant_id = :tenant_id AND q.id = open.id
    RETURNING q.upvotes, EXISTS (SELECT FROM vote) AS changed
    """  # noqa: S608 - parts of this module
)
_MOVE = text(
    """
    WITH gone AS (
      DELETE FROM app.question_upvotes WHERE tenant_id = :tenant_id AND question_id = :source_id
      RETURNING voter_key, board_id, created_at
    ), moved AS (
      INSERT INTO app.question_upvotes (tenant_id, question_id, voter_key, board_id, created_at)
      SELECT :tenant_id, :target_id, voter_key, board_id, created_at FROM gone
      ON CONFLICT (tenant_id, question_id, voter_key) DO NOTHING
      RETURNING question_id
    )
    UPDATE app.questions AS q
       SET upvotes = CASE WHEN q.id = :source_id THEN 0
                          ELSE q.upvotes + (SELECT count(*) FROM moved) END
     WHERE q.tenant_id = :tenant_id AND q.id IN (:source_id, :target_id)
    RETURNING q.id, q.upvotes
    """
)


class VoteRepository(Repository):
    """Votes of participants, known by their key on the board."""

    def vote(self, question_id: UUID, voter_key: str, at: datetime | None) -> Vote | None:
        """Vote for a question; None when it takes no votes (any more)."""
        values = {"tenant_id": self.tenant, "question_id": question_id, "voter_key": voter_key}
        return self._record(Vote, _VOTE, **values, at=at)

    def unvote(self, question_id: UUID, voter_key: str) -> Vote | None:
        """Take a vote back; None when the question takes no votes (any more)."""
        values = {"tenant_id": self.tenant, "question_id": question_id, "voter_key": voter_key}
        return self._record(Vote, _UNVOTE, **values)

    def wait_for_turn(self, board_id: UUID, voter_key: str) -> None:
        """Let only one request of a participant count votes on the board at a time."""
        self._wait_for_turn("votes", board_id, voter_key)

    def count_held(self, board_id: UUID, voter_key: str) -> int:
        """How many votes somebody holds on a board."""
        v = question_upvotes.c
        mine = (v.tenant_id == self.tenant, v.board_id == board_id, v.voter_key == voter_key)
        return int(self._value(select(func.count()).where(*mine)))

    def move(self, source_id: UUID, target_id: UUID) -> int:
        """Give the votes of one question to another, once per person; returns the new count.

        Both questions are locked by the caller.
        """
        values = {"tenant_id": self.tenant, "source_id": source_id, "target_id": target_id}
        counts = {row.id: row.upvotes for row in self._unit.all(_MOVE, values)}
        return int(counts[target_id])
