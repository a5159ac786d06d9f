"""Who stands where, during a game and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.live.access import (
    GameNotFound,
    NotInGame,
    NotTheHost,
    SentAway,
    access_game,
    access_hosted,
    access_seat,
)
from functions.live.copies import asked, read_places
from functions.live.questions import pictures_of, questions_of, settings_of, shown
from functions.live.reading import may_see_board, read_leaderboard
from functions.live.report import report
from functions.runtime.context import Ctx
from infra.postgres import live
from shared.auth.permissions import Permission
from shared.http.files import TextFile
from shared.http.problem import Conflict, Forbidden
from shared.http.route import route
from shared.learning.quizzes.grading import distribution, solution
from shared.learning.quizzes.questions import Question, stored_answer
from shared.live.policy import PODIUM, movement
from shared.live.schemas import (
    GamePath,
    LeaderboardQuery,
    LeaderboardRead,
    QuestionResultRead,
    RankRead,
    ResultRead,
    ResultsRead,
)

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.live import Game, Given, Place, Seat


class BoardHidden(Forbidden):
    """The host shows the leaderboard at the end only."""

    code = "board_hidden"
    title = "The leaderboard is shown at the end"
    cure = "Wait for the end of the game; the host's settings say when places are shown."


class NotOver(Conflict):
    """There are no results while the game runs."""

    code = "not_over"
    title = "The game is not over"
    cure = "Wait for the end of the game, or end it as its host."


@route(
    "GET",
    "/v1/live/{code}/leaderboard",
    permission=Permission.LIVE_JOIN,
    limits=("read",),
    raises=(GameNotFound, NotInGame, SentAway, BoardHidden),
    guests=True,
)
def live_leaderboard(ctx: Ctx, path: GamePath, query: LeaderboardQuery) -> LeaderboardRead:
    """List the first places as of the last reveal."""
    game, seat = access_game(ctx, path.code)
    if not may_see_board(game, settings_of(game), hosts=seat is None):
        raise BoardHidden
    return read_leaderboard(ctx, game, query.top)


@route(
    "GET",
    "/v1/live/{code}/rank",
    permission=Permission.LIVE_JOIN,
    limits=("read",),
    raises=(GameNotFound, NotInGame, SentAway),
    guests=True,
)
def live_rank(ctx: Ctx, path: GamePath) -> RankRead:
    """Tell the caller's place as of the last reveal."""
    game, seat = access_seat(ctx, path.code)
    found = asked(ctx, game.code, lambda copy: copy.rank(game.board_tag, seat.id))
    rank, total = (found.rank, found.total) if found else _rank(ctx, game, seat)
    delta = movement(seat.previous_rank, rank)
    return RankRead.of(seat, rank=rank, delta=delta, total_participants=total)


@route(
    "GET",
    "/v1/live/{code}/results",
    permission=Permission.LIVE_JOIN,
    limits=("read",),
    raises=(GameNotFound, NotInGame, SentAway, NotOver),
    guests=True,
)
def live_results(ctx: Ctx, path: GamePath) -> ResultsRead:
    """Read how a game went, once it is over: all places for the host, else the own one."""
    game, seat = access_game(ctx, path.code)
    if game.status.running:
        raise NotOver
    mine = None if seat is None else seat.id
    places = ctx.db(live.SeatRepository).find_places(game)
    return ResultsRead.of(
        game,
        total_participants=len(places),
        podium=[_result(place, mine) for place in places[:PODIUM]],
        places=[_result(place, mine) for place in places if mine in {None, place.id}],
        questions=_question_results(ctx, game),
    )


@route(
    "GET",
    "/v1/live/{code}/report.csv",
    permission=Permission.LIVE_HOST,
    limits=("export",),
    raises=(GameNotFound, NotTheHost, NotOver),
)
def live_report_csv(ctx: Ctx, path: GamePath) -> TextFile:
    """Download who answered what: one line for each player and question."""
    game = access_hosted(ctx, path.code, running=False)
    if game.status.running:
        raise NotOver
    return TextFile(
        content=report(
            ctx.db(live.SeatRepository).find_places(game),
            _asked_in(ctx, game),
            ctx.db(live.SeatRepository).find_answers(game),
        ),
        media_type="text/csv",
        name=f"live-{game.code}.csv",
    )


def _rank(ctx: Ctx, game: Game, seat: Seat) -> tuple[int, int]:
    """The rank from Postgres, and a copy of the board for the next who asks."""
    if ctx.deps.redis is None or "redis" in ctx.degraded:
        ahead, total = ctx.db(live.SeatRepository).count_ahead(game, seat)
        return ahead + 1, total
    places = read_places(ctx, game)
    return next((p.rank for p in places if p.id == seat.id), 0), len(places)


def _asked_in(ctx: Ctx, game: Game) -> list[Question]:
    """The questions that were asked."""
    count = 0 if game.current_index is None else game.current_index + 1
    return questions_of(ctx, game)[:count]


def _result(place: Place, mine: UUID | None) -> ResultRead:
    return ResultRead.of(place, participant_id=place.id, mine=place.id == mine)


def _question_results(ctx: Ctx, game: Game) -> list[QuestionResultRead]:
    """How all did; the game is over, so nothing is secret."""
    settings = settings_of(game)
    answers: dict[int, list[Given]] = {}
    for given in ctx.db(live.SeatRepository).find_answers(game):
        answers.setdefault(given.question_index, []).append(given)
    results, asked = [], _asked_in(ctx, game)
    pictures = pictures_of(ctx, game, asked)
    for index, question in enumerate(asked):
        given_here = answers.get(index, [])
        graded = [given.correct for given in given_here if given.correct is not None]
        results.append(
            QuestionResultRead(
                index=index,
                question=shown(game, question, settings, pictures),
                correct=solution(question),
                distribution=distribution(
                    question, (stored_answer(given.answer) for given in given_here)
                ),
                answered=len(given_here),
                correct_share=sum(graded) / len(graded) if graded else None,
                average_ms=(
                    sum(g.time_ms for g in given_here) // len(given_here) if given_here else None
                ),
            )
        )
    return results
