"""Live games: their life, and the questions they were made from."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.live.records import Game, Seat, Taken
from infra.postgres.live.tables import live_participants as seats
from infra.postgres.live.tables import live_sessions as games
from shared.live.policy import GameStatus

# Points enter the totals here and nowhere else, for all seats at once; who said nothing loses the
# streak. ``bonuses`` are the extra points for the 1st, 2nd, … correct answer in a row.
_SETTLE = text(
    """
    WITH before AS (
        SELECT p.id, row_number() OVER (PARTITION BY p.left_at IS NULL OR p.answered > 0
                                  ORDER BY p.score DESC, p.join_seq) AS rank
          FROM app.live_participants AS p
         WHERE p.tenant_id = :tenant_id AND p.session_id = :session_id AND p.kicked_at IS NULL
    ), said AS (
        SELECT a.participant_id, a.correct, a.points,
               CASE WHEN a.correct
                    THEN (:bonuses)[least(p.streak + 1, cardinality(:bonuses))] ELSE 0 END AS bonus
          FROM app.live_answers AS a
          JOIN app.live_participants AS p
            ON p.tenant_id = a.tenant_id AND p.id = a.participant_id
         WHERE a.tenant_id = :tenant_id AND a.session_id = :session_id
           AND a.question_index = :question_index
    ), paid AS (
        UPDATE app.live_answers AS a
           SET bonus = said.bonus
          FROM said
         WHERE a.tenant_id = :tenant_id AND a.session_id = :session_id
           AND a.question_index = :question_index AND a.participant_id = said.participant_id
           AND said.bonus > 0
    )
    UPDATE app.live_participants AS p
       SET previous_rank = CASE WHEN :question_index > 0 THEN before.rank END,
           answered = p.answered + CASE WHEN said.participant_id IS NULL THEN 0 ELSE 1 END,
           correct = p.correct + CASE WHEN said.correct THEN 1 ELSE 0 END,
           streak = CASE WHEN NOT :scored THEN p.streak
                         WHEN said.correct THEN p.streak + 1 ELSE 0 END,
           score = p.score + COALESCE(said.points + said.bonus, 0)
      FROM before LEFT JOIN said ON said.participant_id = before.id
     WHERE p.tenant_id = :tenant_id AND p.id = before.id
    """
).bindparams(bindparam("bonuses", type_=ARRAY(Integer)))

_ANSWER = text(
    """
    SELECT taken.*,
           (SELECT count(*) FROM app.live_answers AS a
             WHERE a.tenant_id = :tenant_id AND a.session_id = taken.session_id
               AND a.question_index = :question_index) AS before
      FROM app.live_answer(:tenant_id, :caller_id, :code, :question_index, :in_time, :answer,
                           :correct, :points, :time_ms, :at) AS taken
    """
).bindparams(bindparam("answer", type_=JSONB))


class GameRepository(Repository):
    """Queries on games."""

    def insert(self, **values: Any) -> None:
        """Add a game."""
        self._unit.execute(insert(games).values(tenant_id=self.tenant, **values))

    def code_is_known(self, code: str) -> bool:
        """Whether the school has, or had, a game under the code."""
        query = select(games.c.id).where(games.c.tenant_id == self.tenant, games.c.code == code)
        return self._value(query) is not None

    def get(self, caller_id: UUID, code: str) -> tuple[Game, Seat | None] | None:
        """The game, and the seat that the person or guest has, or had, in it."""
        values = {"tenant_id": self.tenant, "caller_id": caller_id, "code": code}
        row = self._unit.one_or_none(_with_seat(), values)
        if row is None:
            return None
        size = len(fields(Game))
        game, seat = row[:size], row[size:]
        return Game(*game), None if seat[0] is None else Seat(*seat)

    def lock(self, code: str) -> None:
        """Keep answers and other changes of the game out until the commit.

        Look at the game after this: what was seen before may have changed meanwhile.
        """
        key = func.app.live_lock(self.tenant, code)
        self._unit.execute(select(func.pg_advisory_xact_lock(key)))

    def may_take_step(self, code: str) -> bool:
        """Whether nobody else takes a step of the game now: of many, one goes on to :meth:`lock`.

        Others need not wait in a queue for what will be done then.
        """
        key = func.app.live_lock(self.tenant, f"{code}/step")
        return bool(self._value(select(func.pg_try_advisory_xact_lock(key))))

    def require_snapshot(self, game_id: UUID) -> list[Any]:
        """The questions with their solutions; they never change."""
        found: list[Any] = self._value(select(games.c.quiz_snapshot).where(*self._this(game_id)))
        assert found is not None, "the game was found before"
        return found

    def is_host(self, person_id: UUID, game_id: UUID) -> bool:
        """Whether somebody leads, or led, a game."""
        query = select(games.c.id).where(*self._this(game_id), games.c.host_id == person_id)
        return self._value(query) is not None

    def quiz_of(self, game_id: UUID) -> UUID | None:
        """The quiz that it was made from, if it was."""
        found: UUID | None = self._value(select(games.c.quiz_id).where(*self._this(game_id)))
        return found

    def change(self, game: Game, now: datetime, **values: Any) -> Game:
        """Write columns of a locked game; returns it as it is then."""
        values |= {"state_version": games.c.state_version + 1, "updated_at": now}
        change = update(games).where(*self._this(game.id)).values(**values)
        changed = self._record(Game, change.returning(*columns_of(Game, games)))
        assert changed is not None, "the game is locked"
        return changed

    def settle(
        self, game: Game, question_index: int, *, scored: bool, bonuses: tuple[int, ...]
    ) -> None:
        """Add the points of a question to all totals; once for each question of a locked game."""
        values = {
            "tenant_id": self.tenant,
            "session_id": game.id,
            "question_index": question_index,
            "scored": scored,
            "bonuses": list(bonuses),
        }
        self._unit.execute(_SETTLE, values)

    def take_answer(self, **values: Any) -> Taken:
        """Count an answer once, unless the question is closed; see ``app.live_answer``."""
        taken = self._record(Taken, _ANSWER, tenant_id=self.tenant, **values)
        assert taken is not None, "the function answers with one row"
        return taken

    def find_idle(self, before: datetime, limit: int) -> list[Game]:
        """Running games in which nothing has happened since then, locked; busy ones are left."""
        query = select(*columns_of(Game, games)).where(
            games.c.tenant_id == self.tenant,
            games.c.status.in_([status for status in GameStatus if status.running]),
            games.c.updated_at < before,
        )
        oldest = query.order_by(games.c.updated_at).limit(limit)
        return self._records(Game, oldest.with_for_update(skip_locked=True))

    def _this(self, game_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (games.c.tenant_id == self.tenant, games.c.id == game_id)


@cache
def _with_seat() -> Select[Any]:
    """The game ``code`` and the seat of ``caller_id``: every answer and every screen asks."""
    caller = bindparam("caller_id", type_=Uuid())
    mine = or_(seats.c.user_id == caller, seats.c.guest_id == caller)
    of_game = (seats.c.tenant_id == games.c.tenant_id) & (seats.c.session_id == games.c.id)
    return (
        select(*columns_of(Game, games), *columns_of(Seat, seats))
        .select_from(games.outerjoin(seats, of_game & mine))
        .where(
            games.c.tenant_id == bindparam("tenant_id", type_=Uuid()),
            games.c.code == bindparam("code", type_=Text()),
        )
    )
