"""A game as its host or a player may see it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.live.copies import asked, read_places
from functions.live.questions import (
    full_points,
    limit_ms,
    pictures_of,
    questions_of,
    settings_of,
    shown,
)
from functions.runtime.context import Ctx
from infra.postgres import live
from shared.learning.quizzes.grading import distribution, solution
from shared.learning.quizzes.questions import Question, stored_answer
from shared.learning.quizzes.shown import PublicQuestion
from shared.live.policy import (
    MAX_PLAYERS,
    REVEAL_SECONDS,
    TOP,
    GameStatus,
    Phase,
    movement,
    phase_at,
)
from shared.live.schemas import (
    GameRead,
    GameSettings,
    LeaderboardRead,
    PlaceRead,
    PlayerRead,
    RevealRead,
    SeatRead,
)

if TYPE_CHECKING:
    from infra.postgres.live import Game, Place, Seat
    from infra.redis.live import Standing

LOBBY_NAMES = 100
"""Names that players are shown in the lobby; the host sees all."""


def read_game(ctx: Ctx, game: Game, seat: Seat | None) -> GameRead:
    """The whole game for a screen; ``seat`` is None for the host."""
    settings, question = settings_of(game), None
    if game.status is GameStatus.ACTIVE and game.current_index is not None:
        question = questions_of(ctx, game)[game.current_index]
    phase = None if question is None else phase_of(ctx, game, question, settings)
    revealed = phase is Phase.REVEALED
    hosts = seat is None
    return GameRead.of(
        game,
        role="host" if hosts else "player",
        phase=phase,
        index=game.current_index,
        total=game.question_count,
        question=None if question is None else _shown(ctx, game, question, settings),
        points=None if question is None else full_points(question, settings),
        starts_at=None if question is None else game.question_started_at,
        ends_at=None if question is None else ends_at(game, question, settings),
        next_at=next_at(game, settings) if revealed else None,
        server_time=ctx.now(),
        settings=settings,
        participant_count=game.seats,
        answered=_answered(ctx, game) if hosts and question is not None else None,
        players=_players(ctx, game, hosts=hosts),
        me=None if seat is None else read_seat(ctx, game, seat, revealed=revealed),
        reveal=reveal_of(ctx, game, question) if revealed and question is not None else None,
        leaderboard=(
            read_leaderboard(ctx, game, TOP)
            if may_see_board(game, settings, hosts=hosts) and (revealed or not game.status.running)
            else None
        ),
        join_url=join_url(ctx, game) if hosts else None,
        join_qr=_qr_code(join_url(ctx, game)) if hosts and game.status.running else None,
    )


def _shown(ctx: Ctx, game: Game, question: Question, settings: GameSettings) -> PublicQuestion:
    return shown(game, question, settings, pictures_of(ctx, game, [question]))


def phase_of(ctx: Ctx, game: Game, question: Question, settings: GameSettings) -> Phase:
    """The phase of the current question by the clock."""
    assert game.question_started_at is not None
    return phase_at(
        ctx.now(),
        started_at=game.question_started_at,
        limit_ms=limit_ms(question, settings),
        revealed=game.revealed,
    )


def ends_at(game: Game, question: Question, settings: GameSettings) -> datetime:
    """When the current question closes."""
    assert game.question_started_at is not None
    return game.question_started_at + timedelta(milliseconds=limit_ms(question, settings))


def next_at(game: Game, settings: GameSettings) -> datetime | None:
    """When the next question may be asked for; None where the host leads on, and before."""
    if not settings.auto_advance or game.revealed_at is None:
        return None
    return game.revealed_at + timedelta(seconds=REVEAL_SECONDS)


def may_see_board(game: Game, settings: GameSettings, *, hosts: bool) -> bool:
    """Whether players are shown the leaderboard before the end."""
    return hosts or settings.show_leaderboard or not game.status.running


def read_seat(ctx: Ctx, game: Game, seat: Seat, *, revealed: bool) -> SeatRead:
    """The caller's seat. Whether the answer was right is told with the reveal."""
    given = None
    if game.current_index is not None:
        given = ctx.db(live.SeatRepository).get_answer(game, game.current_index, seat.id)
    told = given if revealed or not game.status.running else None
    return SeatRead.of(
        seat,
        participant_id=seat.id,
        answer=None if given is None else dict(given.answer),
        correct=None if told is None else told.correct,
        points=None if told is None else told.points + told.bonus,
    )


def reveal_of(ctx: Ctx, game: Game, question: Question) -> RevealRead:
    """What was right and what was answered."""
    assert game.current_index is not None
    given = ctx.db(live.SeatRepository).find_answers(game, game.current_index)
    return RevealRead(
        index=game.current_index,
        correct=solution(question),
        distribution=distribution(question, (stored_answer(g.answer) for g in given)),
        answered=len(given),
    )


def read_leaderboard(ctx: Ctx, game: Game, top: int) -> LeaderboardRead:
    """The first places: from the copy where it is the one of now, else from Postgres."""
    found = asked(ctx, game.code, lambda copy: copy.top(game.board_tag, top))
    if found is not None:
        standings, total = found
        places = [
            _place(place, UUID(place.participant_id), rank)
            for rank, place in enumerate(standings, start=1)
        ]
    else:
        ranked = read_places(ctx, game)
        total = len(ranked)
        places = [_place(place, place.id, place.rank) for place in ranked[:top]]
    return LeaderboardRead(
        code=game.code, index=game.current_index, top=places, total_participants=total
    )


def _place(place: Place | Standing, participant_id: UUID, rank: int) -> PlaceRead:
    delta = movement(place.previous_rank, rank)
    return PlaceRead.of(place, participant_id=participant_id, rank=rank, delta=delta)


def join_url(ctx: Ctx, game: Game) -> str:
    """Where a phone lands that reads the code from the wall."""
    return f"{ctx.deps.settings.public_app_url}/?live={game.code}"


def _qr_code(address: str) -> str:
    from infra.qr import qr_svg

    return qr_svg(address)


def _answered(ctx: Ctx, game: Game) -> int:
    assert game.current_index is not None
    return ctx.db(live.SeatRepository).count_answered(game.id, game.current_index)


def _players(ctx: Ctx, game: Game, *, hosts: bool) -> list[PlayerRead]:
    """Who is here: for the host at any time, for players in the lobby."""
    if not hosts and game.status is not GameStatus.LOBBY:
        return []
    limit = MAX_PLAYERS if hosts else LOBBY_NAMES
    return [
        PlayerRead.of(seat, participant_id=seat.id, guest=seat.guest_id is not None)
        for seat in ctx.db(live.SeatRepository).find_taken(game, limit)
    ]
