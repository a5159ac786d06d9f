"""Seats of live games: who plays, what they said, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from infra.postgres.core.records import record
from infra.postgres.live.games import _SEAT, Game, Seat
from infra.postgres.live.tables import live_answers as answers
from infra.postgres.live.tables import live_participants as seats
from infra.postgres.live.tables import live_sessions as games

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Place:
    """A seat on the leaderboard; ``tag`` names the state of the board that it is from."""

    rank: int
    id: UUID
    nickname: str
    join_seq: int
    score: int
    correct: int
    answered: int
    streak: int
    previous_rank: int | None
    tag: UUID
    caller_id: UUID


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that counts."""

    question_index: int
    participant_id: UUID
    answer: Mapping[str, Any]
    correct: bool | None
    points: int
    bonus: int
    time_ms: int


class LiveSeatRepository:
    """Queries on the seats of one school's games."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> None:
        """Add a seat; keys are column names. Raises UniqueViolation on a taken nickname."""
        self._unit.execute(insert(seats).values(values))

    def get(self, game: Game, participant_id: UUID) -> Seat | None:
        """A seat of the game."""
        query = select(*_SEAT).where(_in(game), seats.c.id == participant_id)
        row = self._unit.one_or_none(query)
        return None if row is None else record(Seat, row)

    def nickname_is_taken(self, game: Game, nickname_key: str) -> bool:
        """Whether somebody has, or had, a name that looks the same; a banned name stays taken."""
        query = select(seats.c.id).where(_in(game), seats.c.nickname_key == nickname_key)
        return self._unit.one_or_none(query) is not None

    def change(self, game: Game, participant_id: UUID, **values: Any) -> None:
        """Write columns of a seat."""
        self._unit.execute(
            update(seats).where(_in(game), seats.c.id == participant_id).values(**values)
        )

    def find_taken(self, game: Game, limit: int) -> list[Seat]:
        """Seats whose people are here, in the order of coming."""
        query = select(*_SEAT).where(_in(game), _is_taken()).order_by(seats.c.join_seq).limit(limit)
        return [record(Seat, row) for row in self._unit.all(query)]

    def find_places(self, game: Game) -> list[Place]:
        """The whole leaderboard: all but the banned, and those who left without an answer."""
        rank = func.row_number().over(order_by=(seats.c.score.desc(), seats.c.join_seq))
        query = (
            select(
                rank.label("rank"),
                seats.c.id,
                seats.c.nickname,
                seats.c.join_seq,
                seats.c.score,
                seats.c.correct,
                seats.c.answered,
                seats.c.streak,
                seats.c.previous_rank,
                # In the statement that reads the board, so that the two belong together.
                games.c.board_tag.label("tag"),
                func.coalesce(seats.c.user_id, seats.c.guest_id).label("caller_id"),
            )
            .select_from(seats.join(games, _same_game()))
            .where(_in(game), _is_ranked())
            .order_by(seats.c.score.desc(), seats.c.join_seq)
        )
        return [record(Place, row) for row in self._unit.all(query)]

    def count_ahead(self, game: Game, seat: Seat) -> tuple[int, int]:
        """How many stand before a seat, and how many are ranked."""
        before = or_(
            seats.c.score > seat.score,
            and_(seats.c.score == seat.score, seats.c.join_seq < seat.join_seq),
        )
        query = select(
            func.count().filter(before).label("ahead"), func.count().label("total")
        ).where(_in(game), _is_ranked())
        row = self._unit.one_or_none(query)
        assert row is not None, "an aggregate has a row"
        return row.ahead, row.total

    def get_answer(self, game: Game, index: int, participant_id: UUID) -> Given | None:
        """What a seat answered to a question."""
        query = _given().where(
            _answer_in(game),
            answers.c.question_index == index,
            answers.c.participant_id == participant_id,
        )
        row = self._unit.one_or_none(query)
        return None if row is None else record(Given, row)

    def find_answers(self, game: Game, index: int | None = None) -> list[Given]:
        """All answers to one question, or to all, but those of banned seats."""
        query = (
            _given()
            .join(seats, _seat_of_answer())
            .where(_answer_in(game), seats.c.kicked_at.is_(None))
        )
        if index is not None:
            query = query.where(answers.c.question_index == index)
        return [record(Given, row) for row in self._unit.all(query)]

    def count_answered(self, tenant_id: UUID, game_id: UUID, index: int) -> int:
        """How many of the seats whose people are here have answered a question."""
        query = (
            select(func.count().label("answered"))
            .select_from(answers.join(seats, _seat_of_answer()))
            .where(
                answers.c.tenant_id == tenant_id,
                answers.c.session_id == game_id,
                answers.c.question_index == index,
                _is_taken(),
            )
        )
        row = self._unit.one_or_none(query)
        assert row is not None, "an aggregate has a row"
        answered: int = row.answered
        return answered


def _in(game: Game) -> ColumnElement[bool]:
    return and_(seats.c.tenant_id == game.tenant_id, seats.c.session_id == game.id)


def _answer_in(game: Game) -> ColumnElement[bool]:
    return and_(answers.c.tenant_id == game.tenant_id, answers.c.session_id == game.id)


def _seat_of_answer() -> ColumnElement[bool]:
    return and_(seats.c.tenant_id == answers.c.tenant_id, seats.c.id == answers.c.participant_id)


def _same_game() -> ColumnElement[bool]:
    return and_(games.c.tenant_id == seats.c.tenant_id, games.c.id == seats.c.session_id)


def _is_taken() -> ColumnElement[bool]:
    return and_(seats.c.left_at.is_(None), seats.c.kicked_at.is_(None))


def _is_ranked() -> ColumnElement[bool]:
    return and_(seats.c.kicked_at.is_(None), or_(seats.c.left_at.is_(None), seats.c.answered > 0))


def _given() -> Any:
    return select(
        answers.c.question_index,
        answers.c.participant_id,
        answers.c.answer,
        answers.c.correct,
        answers.c.points,
        answers.c.bonus,
        answers.c.time_ms,
    )
