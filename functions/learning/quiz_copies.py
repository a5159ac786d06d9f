"""A quiz once more, and a quiz as a pupil sees it: neither is an attempt."""

from __future__ import annotations

from functions.learning.attempts import AnswerDoesNotFit, item_results, settled_answers
from functions.learning.quizzes import (
    NotTheQuizAuthor,
    QuizNotFound,
    access_quiz,
    new_id,
    pictures_of,
    read,
)
from functions.learning.quizzes import require_quiz as _require
from functions.runtime.context import Ctx
from infra.postgres import learning, media
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.learning.quizzes.policy import mark, sheet
from shared.learning.quizzes.questions import with_ids, without_ids
from shared.learning.quizzes.schemas import (
    PreviewAnswers,
    PreviewResult,
    QuizDuplicate,
    QuizPath,
    QuizPreview,
    QuizRead,
)
from shared.learning.quizzes.types import QuizStatus
from shared.media.types import Referrer

_COPIED = (
    "description",
    "description_kh",
    "time_limit",
    "passing_score",
    "max_attempts",
    "shuffle",
    "results_visibility",
    "closes_at",
    "opens_at",
)


@route(
    "POST",
    "/v1/quizzes/{id}/duplicate",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    status=201,
    raises=(QuizNotFound, NotTheQuizAuthor),
)
def quizzes_duplicate(ctx: Ctx, path: QuizPath, body: QuizDuplicate) -> QuizRead:
    """Copy a quiz as a draft of the caller's; its questions get ids of their own."""
    quiz, now, copy_id = access_quiz(ctx, path.id), ctx.now(), ctx.new_id()
    ctx.db(learning.QuizRepository).insert(
        with_ids([without_ids(question) for question in quiz.questions], new_id),
        **{name: getattr(quiz, name) for name in _COPIED},
        title=body.title or quiz.title,
        title_kh=body.title_kh if body.title else quiz.title_kh,
        id=copy_id,
        author_id=ctx.viewer.user_id,
        status=QuizStatus.DRAFT,
        created_at=now,
        updated_at=now,
    )
    ctx.db(media.AttachmentRepository).copy(Referrer.QUIZ, quiz.id, copy_id, now)
    ctx.headers["Location"] = f"/v1/quizzes/{copy_id}"
    return read(_require(ctx, copy_id), ctx)


@route(
    "GET",
    "/v1/quizzes/{id}/preview",
    permission=Permission.QUIZZES_CREATE,
    limits=("read",),
    raises=(QuizNotFound, NotTheQuizAuthor),
)
def quizzes_preview(ctx: Ctx, path: QuizPath) -> QuizPreview:
    """See a quiz as somebody who attempts it does. No attempt begins."""
    quiz = access_quiz(ctx, path.id)
    questions = sheet(
        quiz.questions,
        seed=str(ctx.viewer.user_id),
        shuffle=quiz.shuffle,
        pictures=pictures_of(quiz, ctx),
    )
    return QuizPreview.of(quiz, questions=questions)


@route(
    "POST",
    "/v1/quizzes/{id}/preview",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    raises=(QuizNotFound, NotTheQuizAuthor, AnswerDoesNotFit),
    idempotent=False,
)
def quizzes_try(ctx: Ctx, path: QuizPath, body: PreviewAnswers) -> PreviewResult:
    """Learn what answers would be worth. Nothing is kept."""
    quiz = access_quiz(ctx, path.id)
    answers = settled_answers(quiz, body.answers)
    result = mark(quiz.questions, answers, quiz.passing_score)
    return PreviewResult(
        points_earned=result.points,
        total_points=quiz.total_points,
        score=result.score,
        passed=result.passed,
        items=item_results(quiz, answers, {}),
    )
