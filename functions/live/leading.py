"""Leading a game: started, from question to question, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from functions.live.access import (
    GameNotFound,
    GameOver,
    NotInGame,
    NotTheHost,
    SentAway,
    access_game,
    access_hosted,
)
from functions.live.copies import read_places
from functions.live.questions import (
    full_points,
    pictures_of,
    questions_of,
    settings_of,
    shown,
)
from functions.live.reading import (
    ends_at,
    next_at,
    phase_of,
    read_game,
    read_leaderboard,
    reveal_of,
)
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
from shared.live.policy import PODIUM, TOP, GameStatus, Phase, bonuses
from shared.live.schemas import GamePath, GameRead

if TYPE_CHECKING:
    from infra.postgres.live import Game


class NotInLobby(Conflict):
    """The game has been started."""

    code = "not_in_lobby"
    title = "The game has already started"
    cure = "Read the game again: it has been started."


class NoQuestionOpen(Conflict):
    """There is no question to reveal."""

    code = "no_question_open"
    title = "No question is open"
    cure = "Read the game again, and show the question that is next."


class NotRevealed(Conflict):
    """The current question comes first."""

    code = "not_revealed"
    title = "Reveal the question first"
    cure = "Reveal the current question, then open the next one."


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
    return read_game(ctx, game if game.revealed else _reveal(ctx, game), None)


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
    return read_game(ctx, _go_on(ctx, game), None)


@route(
    "POST",
    "/v1/live/{code}/advance",
    permission=Permission.LIVE_JOIN,
    limits=("advance",),
    emits=(LiveReveal, LiveLeaderboard, LiveQuestion, LiveEnded),
    raises=(GameNotFound, NotInGame, SentAway),
    guests=True,
)
def live_advance(ctx: Ctx, path: GamePath) -> GameRead:
    """Take the step that the clock demands, if any, whoever asks: nobody has to lead for it.

    When the time of a question is up, it is revealed; with ``autoAdvance``, the next one opens some
    seconds later. Pages ask after ``endsAt`` and ``nextAt``, not all in the same instant; of many
    who ask at once, one takes the step. The others hear of it like everybody.
    """
    game, seat = access_game(ctx, path.code)
    games = ctx.db(live.GameRepository)
    if _step_due(ctx, game) is not None and games.may_take_step(game.code):
        # Look again under the lock: somebody else may have taken the step.
        games.lock(game.code)
        game, seat = access_game(ctx, path.code)
        step = _step_due(ctx, game)
        game = game if step is None else step(ctx, game)
    return read_game(ctx, game, seat)


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


def _step_due(ctx: Ctx, game: Game) -> Callable[[Ctx, Game], Game] | None:
    """What the server's clock says is to be done now."""
    if game.status is not GameStatus.ACTIVE or game.current_index is None:
        return None
    settings = settings_of(game)
    if game.revealed:
        at = next_at(game, settings)
        return _go_on if at is not None and at <= ctx.now() else None
    question = questions_of(ctx, game)[game.current_index]
    return _reveal if phase_of(ctx, game, question, settings) is Phase.CLOSED else None


def _reveal(ctx: Ctx, game: Game) -> Game:
    """Close the question of a locked game, and show everybody what was right."""
    question, now = settle(ctx, game), ctx.now()
    game = ctx.db(live.GameRepository).change(
        game, now, revealed=True, revealed_at=now, board_tag=ctx.new_id()
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
            next_at=next_at(game, settings_of(game)),
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
    return game


def _go_on(ctx: Ctx, game: Game) -> Game:
    """Open the question after the revealed one of a locked game, or end the game."""
    assert game.current_index is not None
    following = game.current_index + 1
    if following < game.question_count:
        return _open_question(ctx, game, following)
    return _end(ctx, game)


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
        game,
        now,
        current_index=index,
        question_started_at=now,
        revealed=False,
        revealed_at=None,
        **values,
    )
    ctx.emit(
        LiveQuestion(
            code=game.code,
            index=index,
            total=game.question_count,
            question=shown(game, question, settings, pictures_of(ctx, game, [question])),
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
