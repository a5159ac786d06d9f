"""Games: made from a quiz or from questions, read, and locked."""

from __future__ import annotations

import secrets
from uuid import UUID

from functions.common.question_pictures import keep_pictures
from functions.live.access import (
    GameNotFound,
    NotInGame,
    SentAway,
    access_game,
)
from functions.live.reading import read_game
from functions.runtime.context import Ctx
from infra.postgres import identity, learning, live, media
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, DependencyUnavailable, NotFound
from shared.http.route import route
from shared.identity.types import CodeKind
from shared.learning.quizzes.questions import Question, images_of, with_ids, without_ids
from shared.learning.quizzes.types import QuizStatus
from shared.live.schemas import GameCreate, GamePath, GameRead
from shared.media.problems import UploadNotFound, UploadNotReady, WrongUse
from shared.media.types import Referrer

MAX_CREATE_BYTES = 524_288
_ATTEMPTS = 50


class NoSuchQuiz(NotFound):
    """There is no such quiz, or it is a draft of somebody else's."""

    title = "Quiz not found"


class QuizStillOpen(Conflict):
    """The quiz is somebody else's and can still be attempted: a game would show its solutions."""

    code = "quiz_still_open"
    title = "This quiz can still be attempted: only its author may play it live"
    cure = "Ask its author to play it live, or wait until it cannot be attempted any more."


class NoCodeFree(DependencyUnavailable):
    """No code was free in many attempts; another try may find one."""

    code = "no_code_free"
    title = "No code is free, try again"
    cure = "Send the same request again in a moment."


@route(
    "POST",
    "/v1/live",
    permission=Permission.LIVE_HOST,
    limits=("write",),
    status=201,
    raises=(
        NoSuchQuiz,
        QuizStillOpen,
        NoCodeFree,
        UploadNotFound,
        UploadNotReady,
        WrongUse,
    ),
    max_body_bytes=MAX_CREATE_BYTES,
)
def live_create(ctx: Ctx, body: GameCreate) -> GameRead:
    """Make a game from a quiz or from questions, and open its lobby.

    The questions are copied: a later change of the quiz does not reach the game. A quiz of somebody
    else can be played once it is over, for a game shows the solutions.
    """
    viewer, now, game_id = ctx.viewer, ctx.now(), ctx.new_id()
    title, questions = _source(ctx, body)
    code = _reserve_code(ctx, game_id)
    ctx.db(live.GameRepository).insert(
        id=game_id,
        code=code,
        quiz_id=body.quiz_id,
        host_id=viewer.user_id,
        title=title,
        settings=body.settings.model_dump(mode="json", by_alias=True),
        quiz_snapshot=[q.model_dump(mode="json", by_alias=True) for q in questions],
        question_count=len(questions),
        board_tag=ctx.new_id(),
        created_at=now,
        updated_at=now,
    )
    if body.quiz_id is None:
        keep_pictures(ctx, Referrer.LIVE_GAME, game_id, questions)
    elif images_of(questions):
        files = ctx.db(media.AttachmentRepository)
        files.copy(Referrer.QUIZ, body.quiz_id, game_id, now, to=Referrer.LIVE_GAME)
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
    return title, with_ids([without_ids(question) for question in found], _random_id)


def _quiz(ctx: Ctx, quiz_id: UUID) -> tuple[str, list[Question]]:
    viewer = ctx.viewer
    quiz = ctx.db(learning.QuizRepository).get(viewer.user_id, quiz_id)
    wrote = quiz is not None and quiz.author_id == viewer.user_id
    if quiz is None or not (quiz.status is QuizStatus.PUBLISHED or wrote):
        raise NoSuchQuiz
    edits = wrote or viewer.can_everywhere(Permission.SCHOOL_MANAGE)
    if not edits and not quiz.terms.is_closed(ctx.now()):
        raise QuizStillOpen
    return quiz.title, list(quiz.questions)


def _random_id() -> str:
    return secrets.token_hex(4)


def _reserve_code(ctx: Ctx, game_id: UUID) -> str:
    for _ in range(_ATTEMPTS):
        code = f"{secrets.randbelow(1_000_000):06d}"
        if ctx.db(live.GameRepository).code_is_known(code):
            continue
        if ctx.db(identity.GuestRepository).reserve_code(CodeKind.LIVE, code, game_id):
            return code
    raise NoCodeFree
