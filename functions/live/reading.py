"""A game as its host or a player may see it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.live.copies import asked, read_places
from functions.live.questions import (
    full_points,
    limit_ms,
    questions_of,
    settings_of,
    shown,
)
from functions.runtime.context import Ctx
from shared.learning.quizzes.grading import distribution, solution
from shared.learning.quizzes.questions import Answer, Question
from shared.live.policy import MAX_PLAYERS, TOP, GameStatus, Phase, movement, phase_at
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
    from infra.postgres.live.games import Game, Seat

LOBBY_NAMES = 100
"""Names that players are shown in the lobby; the host sees all."""


def read_game(ctx: Ctx, game: Game, seat: Seat | None) -> GameRead:
    """The whole game for a screen; ``seat`` is None for the host."""
    settings, status = settings_of(game), GameStatus(game.status)
    question = None
    if status is GameStatus.ACTIVE and game.current_index is not None:
        question = questions_of(ctx, game)[game.current_index]
    phase = None if question is None else phase_of(ctx, game, question, settings)
    revealed = phase is Phase.REVEALED
    hosts = seat is None
    return GameRead(
        code=game.code,
        title=game.title,
        role="host" if hosts else "player",
        status=status,
        phase=phase,
        index=game.current_index,
        total=game.question_count,
        question=None if question is None else shown(game, question, settings),
        points=None if question is None else full_points(question, settings),
        starts_at=None if question is None else game.question_started_at,
        ends_at=None if question is None else ends_at(game, question, settings),
        server_time=ctx.now(),
        settings=settings,
        locked=game.locked,
        participant_count=game.seats,
        answered=_answered(ctx, game) if hosts and question is not None else None,
        players=_players(ctx, game, hosts=hosts, status=status),
        me=None if seat is None else read_seat(ctx, game, seat, revealed=revealed),
        reveal=reveal_of(ctx, game, question) if revealed and question is not None else None,
        leaderboard=(
            read_leaderboard(ctx, game, TOP)
            if may_see_board(game, settings, hosts=hosts) and (revealed or not status.running)
            else None
        ),
        state_version=game.state_version,
        join_url=join_url(ctx, game) if hosts else None,
        join_qr=_qr_code(join_url(ctx, game)) if hosts and status.running else None,
    )


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


def may_see_board(game: Game, settings: GameSettings, *, hosts: bool) -> bool:
    """Whether players are shown the leaderboard before the end."""
    return hosts or settings.show_leaderboard or not GameStatus(game.status).running


def read_seat(ctx: Ctx, game: Game, seat: Seat, *, revealed: bool) -> SeatRead:
    """The caller's seat. Whether the answer was right is told with the reveal."""
    given = None
    if game.current_index is not None:
        given = ctx.db.live_seats.get_answer(game, game.current_index, seat.id)
    told = given if revealed or not GameStatus(game.status).running else None
    return SeatRead(
        participant_id=seat.id,
        nickname=seat.nickname,
        score=seat.score,
        streak=seat.streak,
        answer=None if given is None else dict(given.answer),
        correct=None if told is None else told.correct,
        points=None if told is None else told.points + told.bonus,
    )


def reveal_of(ctx: Ctx, game: Game, question: Question) -> RevealRead:
    """What was right and what was answered."""
    assert game.current_index is not None
    given = ctx.db.live_seats.find_answers(game, game.current_index)
    return RevealRead(
        index=game.current_index,
        correct=solution(question),
        distribution=distribution(question, (Answer.model_validate(g.answer) for g in given)),
        answered=len(given),
    )


def read_leaderboard(ctx: Ctx, game: Game, top: int) -> LeaderboardRead:
    """The first places: from the copy where it is the one of now, else from Postgres."""
    found = asked(ctx, game.code, lambda copy: copy.top(game.board_tag, top))
    if found is not None:
        standings, total = found
        places = [
            PlaceRead(
                rank=rank,
                participant_id=UUID(place.participant_id),
                nickname=place.nickname,
                score=place.score,
                delta=movement(place.previous_rank, rank),
            )
            for rank, place in enumerate(standings, start=1)
        ]
    else:
        ranked = read_places(ctx, game)
        total = len(ranked)
        places = [
            PlaceRead(
                rank=place.rank,
                participant_id=place.id,
                nickname=place.nickname,
                score=place.score,
                delta=movement(place.previous_rank, place.rank),
            )
            for place in ranked[:top]
        ]
    return LeaderboardRead(
        code=game.code, index=game.current_index, top=places, total_participants=total
    )


def join_url(ctx: Ctx, game: Game) -> str:
    """Where a phone lands that reads the code from the wall."""
    return f"{ctx.deps.settings.public_app_url}/?live={game.code}"


def _qr_code(address: str) -> str:
    from infra.qr import qr_svg

    return qr_svg(address)


def _answered(ctx: Ctx, game: Game) -> int:
    assert game.current_index is not None
    return ctx.db.live_seats.count_answered(game.tenant_id, game.id, game.current_index)


def _players(ctx: Ctx, game: Game, *, hosts: bool, status: GameStatus) -> list[PlayerRead]:
    """Who is here: for the host at any time, for players in the lobby."""
    if not hosts and status is not GameStatus.LOBBY:
        return []
    found = ctx.db.live_seats.find_taken(game, MAX_PLAYERS if hosts else LOBBY_NAMES)
    return [
        PlayerRead(participant_id=s.id, nickname=s.nickname, guest=s.guest_id is not None)
        for s in found
    ]
