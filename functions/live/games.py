"""The life of a game: made, started, led from question to question, ended."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

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
    questions_of,
    settings_of,
    shown,
)
from functions.live.reading import ends_at, read_game, read_leaderboard, reveal_of
from functions.runtime.context import Ctx
from infra.postgres import identity, learning
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, DependencyUnavailable, NotFound
from shared.http.route import route
from shared.learning.quizzes.questions import Poll, Question, options_of, with_ids
from shared.learning.quizzes.types import QuizStatus
from shared.live.events import (
    LiveEnded,
    LiveLeaderboard,
    LiveLocked,
    LiveQuestion,
    LiveReveal,
    LiveStarted,
)
from shared.live.policy import PODIUM, TOP, GameStatus, bonuses
from shared.live.schemas import GameCreate, GameLock, GamePath, GameRead

if TYPE_CHECKING:
    from infra.postgres.live.games import Game

MAX_CREATE_BYTES = 524_288
_ATTEMPTS = 50


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


class NoSuchQuiz(NotFound):
    """There is no such quiz, or it is a draft of somebody else's."""

    title = "Quiz not found"


class NoCodeFree(DependencyUnavailable):
    """No code was free in many attempts; another try may find one."""

    code = "no_code_free"
    title = "No code is free, try again"


@route(
    "POST",
    "/v1/live",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    status=201,
    raises=(NoSuchQuiz, NoCodeFree),
    max_body_bytes=MAX_CREATE_BYTES,
)
def live_create(ctx: Ctx, body: GameCreate) -> GameRead:
    """Make a game from a quiz or from questions, and open its lobby.

    The questions are copied: a later change of the quiz does not reach the game.
    """
    viewer, now, game_id = ctx.viewer, ctx.now(), ctx.new_id()
    title, questions = _source(ctx, body)
    code = _reserve_code(ctx, game_id)
    ctx.db.live_games.insert(
        {
            "tenant_id": viewer.tenant_id,
            "id": game_id,
            "code": code,
            "quiz_id": body.quiz_id,
            "host_id": viewer.user_id,
            "title": title,
            "settings": body.settings.model_dump(mode="json", by_alias=True),
            "quiz_snapshot": [q.model_dump(mode="json", by_alias=True) for q in questions],
            "question_count": len(questions),
            "board_tag": ctx.new_id(),
            "created_at": now,
            "updated_at": now,
        }
    )
    ctx.headers["Location"] = f"/v1/live/{code}"
    game, _ = access_game(ctx, code)
    return read_game(ctx, game, None)


@route(
    "GET",
    "/v1/live/{code}",
    permission=Permission.LIVE_JOIN,
    limits=("read",),
    raises=(GameNotFound, NotInGame, SentAway),
    guests=True,
)
def live_state(ctx: Ctx, path: GamePath) -> GameRead:
    """Read a game as it is now: what a screen begins with, and returns to when it lost events."""
    game, seat = access_game(ctx, path.code)
    return read_game(ctx, game, seat)


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
    if game.status != GameStatus.LOBBY:
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
    game = ctx.db.live_games.change(game, ctx.now(), revealed=True, board_tag=ctx.new_id())
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
    if GameStatus(game.status).running:
        game = _end(ctx, game)
    return read_game(ctx, game, None)


@route(
    "POST",
    "/v1/live/{code}/lock",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    emits=(LiveLocked,),
    raises=(GameNotFound, GameOver, NotTheHost),
)
def live_lock(ctx: Ctx, path: GamePath, body: GameLock) -> GameRead:
    """Close the door to newcomers, or open it again."""
    game = access_hosted(ctx, path.code)
    if game.locked != body.locked:
        game = ctx.db.live_games.change(game, ctx.now(), locked=body.locked)
        ctx.emit(LiveLocked(code=game.code, locked=game.locked), code=game.code)
    return read_game(ctx, game, None)


def settle(ctx: Ctx, game: Game) -> Question:
    """Add the points of the open question of a locked game to the totals."""
    assert game.current_index is not None
    question = questions_of(ctx, game)[game.current_index]
    ctx.db.live_games.settle(
        game,
        game.current_index,
        scored=not isinstance(question, Poll),
        bonuses=bonuses(streaks=settings_of(game).streak_bonus),
    )
    return question


def _source(ctx: Ctx, body: GameCreate) -> tuple[str, list[Question]]:
    """The title and the questions, each with ids that nobody knows yet.

    New ids, because an author's may tell the solution: ``a``, ``b``, ``c`` tell an order.
    """
    if body.quiz_id is not None:
        title, found = _quiz(ctx, body.quiz_id)
    else:
        assert body.title is not None
        assert body.questions is not None
        title, found = body.title, body.questions
    return title, with_ids([_without_ids(question) for question in found], _random_id)


def _quiz(ctx: Ctx, quiz_id: UUID) -> tuple[str, list[Question]]:
    viewer = ctx.viewer
    quiz = ctx.db(learning.QuizRepository).get(viewer.user_id, quiz_id)
    if quiz is None or not (
        quiz.status is QuizStatus.PUBLISHED or quiz.author_id == viewer.user_id
    ):
        raise NoSuchQuiz
    return quiz.title, list(quiz.questions)


def _without_ids(question: Question) -> Question:
    changes: dict[str, object] = {"id": None}
    if options := options_of(question):
        changes["options"] = [option.model_copy(update={"id": None}) for option in options]
    return question.model_copy(update=changes)


def _random_id() -> str:
    return secrets.token_hex(4)


def _reserve_code(ctx: Ctx, game_id: UUID) -> str:
    tenant_id = ctx.viewer.tenant_id
    for _ in range(_ATTEMPTS):
        code = f"{secrets.randbelow(1_000_000):06d}"
        if ctx.db.live_games.code_is_known(tenant_id, code):
            continue
        if ctx.db(identity.GuestRepository).reserve_code("live", code, game_id):
            return code
    raise NoCodeFree


def _open_question(ctx: Ctx, game: Game, index: int, **values: object) -> Game:
    """Open a question of a locked game and tell everybody."""
    now, settings = ctx.now(), settings_of(game)
    question = questions_of(ctx, game)[index]
    game = ctx.db.live_games.change(
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
    game = ctx.db.live_games.change(
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
