"""Live games: their life, and the questions they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from infra.postgres.core.records import record
from infra.postgres.live.tables import live_participants as seats
from infra.postgres.live.tables import live_sessions as games

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

_GAME = (
    games.c.id,
    games.c.tenant_id,
    games.c.code,
    games.c.title,
    games.c.host_id,
    games.c.status,
    games.c.revealed,
    games.c.current_index,
    games.c.question_started_at,
    games.c.settings,
    games.c.question_count,
    games.c.state_version,
    games.c.board_tag,
    games.c.seats,
    games.c.last_seq,
    games.c.locked,
    games.c.started_at,
    games.c.ended_at,
)
_SEAT = (
    seats.c.id,
    seats.c.nickname,
    seats.c.user_id,
    seats.c.guest_id,
    seats.c.join_seq,
    seats.c.score,
    seats.c.correct,
    seats.c.answered,
    seats.c.streak,
    seats.c.previous_rank,
    seats.c.left_at,
    seats.c.kicked_at,
)

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


@dataclass(frozen=True, slots=True)
class Game:
    """A game without its questions. ``revealed`` is of the current question."""

    id: UUID
    tenant_id: UUID
    code: str
    title: str
    host_id: UUID
    status: str
    revealed: bool
    current_index: int | None
    question_started_at: datetime | None
    settings: Mapping[str, Any]
    question_count: int
    state_version: int
    board_tag: UUID
    seats: int
    last_seq: int
    locked: bool
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a game; scores are as of the last reveal."""

    id: UUID
    nickname: str
    user_id: UUID | None
    guest_id: UUID | None
    join_seq: int
    score: int
    correct: int
    answered: int
    streak: int
    previous_rank: int | None
    left_at: datetime | None
    kicked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer; see ``app.live_answer`` for the outcomes.

    ``before`` is how many were certain when it came: there may be more by now, never fewer.
    """

    outcome: str
    session_id: UUID | None
    participant_id: UUID | None
    seats: int | None
    said: Mapping[str, Any] | None
    said_ms: int | None
    before: int


class LiveGameRepository:
    """Queries on games of one school."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a game; keys are column names."""
        self._unit.execute(insert(games).values(values))

    def code_is_known(self, tenant_id: UUID, code: str) -> bool:
        """Whether the school has, or had, a game under the code."""
        query = select(games.c.id).where(games.c.tenant_id == tenant_id, games.c.code == code)
        return self._unit.one_or_none(query) is not None

    def get(self, tenant_id: UUID, caller_id: UUID, code: str) -> tuple[Game, Seat | None] | None:
        """The game, and the seat that the person or guest has, or had, in it."""
        is_callers = (seats.c.user_id == caller_id) | (seats.c.guest_id == caller_id)
        seat_of_game = (seats.c.tenant_id == games.c.tenant_id) & (seats.c.session_id == games.c.id)
        query = (
            select(*_GAME, *(column.label(f"seat_{column.name}") for column in _SEAT))
            .select_from(games.outerjoin(seats, seat_of_game & is_callers))
            .where(games.c.tenant_id == tenant_id, games.c.code == code)
        )
        row = self._unit.one_or_none(query)
        if row is None:
            return None
        values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
        seat = {c.name: values.pop(f"seat_{c.name}") for c in _SEAT}
        return Game(**values), None if seat["id"] is None else Seat(**seat)

    def lock(self, tenant_id: UUID, code: str) -> None:
        """Keep answers and other changes of the game out until the commit.

        Look at the game after this: what was seen before may have changed meanwhile.
        """
        key = func.app.live_lock(tenant_id, code)
        self._unit.execute(select(func.pg_advisory_xact_lock(key)))

    def require_snapshot(self, tenant_id: UUID, game_id: UUID) -> list[Any]:
        """The questions with their solutions; they never change."""
        query = select(games.c.quiz_snapshot).where(
            games.c.tenant_id == tenant_id, games.c.id == game_id
        )
        row = self._unit.one_or_none(query)
        assert row is not None, "the game was found before"
        found: list[Any] = row.quiz_snapshot
        return found

    def change(self, game: Game, now: datetime, **values: Any) -> Game:
        """Write columns of a locked game; returns it as it is then."""
        query = (
            update(games)
            .where(games.c.tenant_id == game.tenant_id, games.c.id == game.id)
            .values(**values, state_version=games.c.state_version + 1, updated_at=now)
            .returning(*_GAME)
        )
        row = self._unit.one_or_none(query)
        assert row is not None, "the game is locked"
        return record(Game, row)

    def settle(
        self, game: Game, question_index: int, *, scored: bool, bonuses: tuple[int, ...]
    ) -> None:
        """Add the points of a question to all totals; once for each question of a locked game."""
        values = {
            "tenant_id": game.tenant_id,
            "session_id": game.id,
            "question_index": question_index,
            "scored": scored,
            "bonuses": list(bonuses),
        }
        self._unit.execute(_SETTLE, values)

    def take_answer(self, values: dict[str, Any]) -> Taken:
        """Count an answer once, unless the question is closed; see ``app.live_answer``."""
        row = self._unit.one_or_none(_ANSWER, values)
        assert row is not None, "the function answers with one row"
        return record(Taken, row)

    def find_idle(self, tenant_id: UUID, before: datetime, limit: int) -> list[Game]:
        """Running games in which nothing has happened since then, locked; busy ones are left."""
        query = (
            select(*_GAME)
            .where(
                games.c.tenant_id == tenant_id,
                games.c.status.in_(("LOBBY", "ACTIVE")),
                games.c.updated_at < before,
            )
            .order_by(games.c.updated_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [record(Game, row) for row in self._unit.all(query)]
