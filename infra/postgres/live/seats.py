"""Seats of live games: who plays, what they said, and where they stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.live.records import Game, Given, Place, Seat
from infra.postgres.live.tables import live_answers as answers
from infra.postgres.live.tables import live_participants as seats
from infra.postgres.live.tables import live_sessions as games

_TAKEN = and_(seats.c.left_at.is_(None), seats.c.kicked_at.is_(None))
_RANKED = and_(seats.c.kicked_at.is_(None), or_(seats.c.left_at.is_(None), seats.c.answered > 0))
_OF_SEAT = and_(seats.c.tenant_id == answers.c.tenant_id, seats.c.id == answers.c.participant_id)
_ORDER = (seats.c.score.desc(), seats.c.join_seq)


class SeatRepository(Repository):
    """Queries on the seats of games and their answers."""

    def insert(self, **values: Any) -> None:
        """Add a seat. Raises UniqueViolation on a taken nickname."""
        self._unit.execute(insert(seats).values(tenant_id=self.tenant, **values))

    def get(self, game: Game, participant_id: UUID) -> Seat | None:
        """A seat of the game."""
        query = select(*columns_of(Seat, seats)).where(self._in(game), seats.c.id == participant_id)
        return self._record(Seat, query)

    def nickname_is_taken(self, game: Game, nickname_key: str) -> bool:
        """Whether somebody has, or had, a name that looks the same; a banned name stays taken."""
        query = select(seats.c.id).where(self._in(game), seats.c.nickname_key == nickname_key)
        return self._value(query) is not None

    def was_sent_away(self, game: Game, origin: bytes) -> bool:
        """Whether somebody from this address was sent away."""
        sent = (self._in(game), seats.c.origin == origin, seats.c.kicked_at.is_not(None))
        return self._value(select(seats.c.id).where(*sent).limit(1)) is not None

    def forgive(self, game: Game) -> None:
        """Let newcomers in again from where somebody was sent away; who was, stays away."""
        sent = (self._in(game), seats.c.kicked_at.is_not(None))
        self._unit.execute(update(seats).where(*sent).values(origin=None))

    def get_returning(self, game: Game, return_hash: bytes, now: datetime) -> Seat | None:
        """The seat of the guest whom the host lets back with this code."""
        query = select(*columns_of(Seat, seats)).where(
            self._in(game),
            seats.c.return_hash == return_hash,
            seats.c.return_until > now,
            seats.c.kicked_at.is_(None),
        )
        return self._record(Seat, query)

    def change(self, game: Game, participant_id: UUID, **values: Any) -> None:
        """Write columns of a seat."""
        change = update(seats).where(self._in(game), seats.c.id == participant_id)
        self._unit.execute(change.values(**values))

    def find_taken(self, game: Game, limit: int) -> list[Seat]:
        """Seats whose people are here, in the order of coming."""
        query = select(*columns_of(Seat, seats)).where(self._in(game), _TAKEN)
        return self._records(Seat, query.order_by(seats.c.join_seq).limit(limit))

    def find_places(self, game: Game) -> list[Place]:
        """The whole leaderboard: all but the banned, and those who left without an answer."""
        rank = func.row_number().over(order_by=_ORDER)
        # The tag in the statement that reads the board, so that the two belong together.
        columns = columns_of(Place, seats, rank=rank, tag=games.c.board_tag)
        same_game = and_(games.c.tenant_id == seats.c.tenant_id, games.c.id == seats.c.session_id)
        query = select(*columns).join_from(seats, games, same_game).where(self._in(game), _RANKED)
        return self._records(Place, query.order_by(*_ORDER))

    def find_accounts(self, game: Game) -> list[Seat]:
        """The ranked seats of people with an account: those whose score can be a grade."""
        query = select(*columns_of(Seat, seats)).where(
            self._in(game), _RANKED, seats.c.user_id.is_not(None)
        )
        return self._records(Seat, query.order_by(seats.c.join_seq))

    def count_ahead(self, game: Game, seat: Seat) -> tuple[int, int]:
        """How many stand before a seat, and how many are ranked."""
        before = or_(
            seats.c.score > seat.score,
            and_(seats.c.score == seat.score, seats.c.join_seq < seat.join_seq),
        )
        counts = (func.count().filter(before).label("ahead"), func.count().label("total"))
        row = self._unit.execute(select(*counts).where(self._in(game), _RANKED)).one()
        return row.ahead, row.total

    def get_answer(self, game: Game, index: int, participant_id: UUID) -> Given | None:
        """What a seat answered to a question."""
        query = select(*columns_of(Given, answers)).where(
            self._answer_in(game.id),
            answers.c.question_index == index,
            answers.c.participant_id == participant_id,
        )
        return self._record(Given, query)

    def find_answers(self, game: Game, index: int | None = None) -> list[Given]:
        """All answers to one question, or to all, but those of banned seats."""
        query = (
            select(*columns_of(Given, answers))
            .join_from(answers, seats, _OF_SEAT)
            .where(self._answer_in(game.id), seats.c.kicked_at.is_(None))
        )
        if index is not None:
            query = query.where(answers.c.question_index == index)
        return self._records(Given, query)

    def count_answered(self, game_id: UUID, index: int) -> int:
        """How many of the seats whose people are here have answered a question."""
        query = select(func.count()).join_from(answers, seats, _OF_SEAT)
        here = (self._answer_in(game_id), answers.c.question_index == index, _TAKEN)
        return int(self._value(query.where(*here)))

    def _in(self, game: Game) -> ColumnElement[bool]:
        return and_(seats.c.tenant_id == self.tenant, seats.c.session_id == game.id)

    def _answer_in(self, game_id: UUID) -> ColumnElement[bool]:
        return and_(answers.c.tenant_id == self.tenant, answers.c.session_id == game_id)
