"""Leading a game: started, from question to question, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.live.access import (
    GameNotFound,
    GameOver,
    NotTheHost,
    access_hosted,
)
from functions.live.copies import read_places
from functions.live.questions import (
    full_points,
    questions_of,
    settings_of,
    shown,
)
from functions.live.reading import ends_at, read_game, read_leaderboard, reveal_of
from functions.runtime.context import Ctx
from infra.postgres import identity, live
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import route
from shared.learning.quizzes.questions import Poll, Question
from shared.live.events import (
    LiveEnded,
    LiveLeaderboard,
    LiveQuestion,
    LiveReveal,
    LiveStarted,
)
from shared.live.policy import PODIUM, TOP, GameStatus, bonuses
from shared.live.schemas import GamePath, GameRead

if TYPE_CHECKING:
    from infra.postgres.live import Game


class NotInLobby(Conflict):
    """The game has been started."""

    code = "not_in_lobby"
    title = "The game has already started"


class NoQuestionOpen(Conflict):
    """There is no question to reveal."""

    code = "no_question_open"
    title = "No question is open"


class NotRevealed(Conflict):
    """The current question comes first."""

    code = "not_revealed"
    title = "Reveal the question first"


@route(
    "POST",
    "/v1/live/{code}/start",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveStarted, LiveQuestion),
    raises=(GameNotFound, GameOver, NotTheHost, NotInLobby),
)
def live_start(ctx: Ctx, path: GamePath) -> GameRead:
    """Leave the lobby and open the first question."""
    game = access_hosted(ctx, path.code)
    if game.status is not GameStatus.LOBBY:
        raise NotInLobby
    ctx.emit(
        LiveStarted(
            code=game.code, total_questions=game.question_count, settings=settings_of(game)
        ),
        code=game.code,
    )
    started = {"status": GameStatus.ACTIVE, "started_at": ctx.now()}
    return read_game(ctx, _open_question(ctx, game, 0, **started), None)


@route(
    "POST",
    "/v1/live/{code}/reveal",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveReveal, LiveLeaderboard),
    raises=(GameNotFound, GameOver, NotTheHost, NoQuestionOpen),
)
def live_reveal(ctx: Ctx, path: GamePath) -> GameRead:
    """Close the question, count its points, and show what was right.

    Once is enough: a question that is revealed is answered as it is.
    """
    game = access_hosted(ctx, path.code)
    if game.current_index is None:
        raise NoQuestionOpen
    if game.revealed:
        return read_game(ctx, game, None)
    question = settle(ctx, game)
    game = ctx.db(live.GameRepository).change(
        game, ctx.now(), revealed=True, board_tag=ctx.new_id()
    )
    read_places(ctx, game)
    found = reveal_of(ctx, game, question)
    ctx.emit(
        LiveReveal(
            code=game.code,
            index=found.index,
            correct=found.correct,
            distribution=found.distribution,
            explanation=question.explanation,
        ),
        code=game.code,
    )
    if settings_of(game).show_leaderboard:
        board = read_leaderboard(ctx, game, TOP)
        ctx.emit(
            LiveLeaderboard(
                code=game.code,
                index=found.index,
                top=board.top,
                total_participants=board.total_participants,
            ),
            code=game.code,
        )
    return read_game(ctx, game, None)


@route(
    "POST",
    "/v1/live/{code}/next",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveQuestion, LiveEnded),
    raises=(GameNotFound, GameOver, NotTheHost, NotRevealed),
)
def live_next(ctx: Ctx, path: GamePath) -> GameRead:
    """Open the next question, or end the game after the last.

    The current one must be revealed, so that a command sent twice skips nothing.
    """
    game = access_hosted(ctx, path.code)
    if game.current_index is None or not game.revealed:
        raise NotRevealed
    following = game.current_index + 1
    if following < game.question_count:
        return read_game(ctx, _open_question(ctx, game, following), None)
    return read_game(ctx, _end(ctx, game), None)


@route(
    "POST",
    "/v1/live/{code}/end",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveEnded,),
    raises=(GameNotFound, NotTheHost),
)
def live_end(ctx: Ctx, path: GamePath) -> GameRead:
    """End the game now. Answers to an open question still count."""
    game = access_hosted(ctx, path.code, running=False)
    if game.status.running:
        game = _end(ctx, game)
    return read_game(ctx, game, None)


def settle(ctx: Ctx, game: Game) -> Question:
    """Add the points of the open question of a locked game to the totals."""
    assert game.current_index is not None
    question = questions_of(ctx, game)[game.current_index]
    ctx.db(live.GameRepository).settle(
        game,
        game.current_index,
        scored=not isinstance(question, Poll),
        bonuses=bonuses(streaks=settings_of(game).streak_bonus),
    )
    return question


def _open_question(ctx: Ctx, game: Game, index: int, **values: object) -> Game:
    """Open a question of a locked game and tell everybody."""
    now, settings = ctx.now(), settings_of(game)
    question = questions_of(ctx, game)[index]
    game = ctx.db(live.GameRepository).change(
        game, now, current_index=index, question_started_at=now, revealed=False, **values
    )
    ctx.emit(
        LiveQuestion(
            code=game.code,
            index=index,
            total=game.question_count,
            question=shown(game, question, settings),
            starts_at=now,
            ends_at=ends_at(game, question, settings),
            server_time=now,
            points=full_points(question, settings),
        ),
        code=game.code,
    )
    return game


def _end(ctx: Ctx, game: Game) -> Game:
    """End a locked game; what was answered to an open question counts."""
    if game.current_index is not None and not game.revealed:
        settle(ctx, game)
    now = ctx.now()
    game = ctx.db(live.GameRepository).change(
        game, now, status=GameStatus.COMPLETED, ended_at=now, board_tag=ctx.new_id()
    )
    ctx.db(identity.GuestRepository).release_codes(game.id)
    read_places(ctx, game)
    board = read_leaderboard(ctx, game, PODIUM)
    ctx.emit(
        LiveEnded(
            code=game.code,
            podium=board.top,
            total_participants=board.total_participants,
            results_url=f"/v1/live/{game.code}/results",
        ),
        code=game.code,
    )
    return game
