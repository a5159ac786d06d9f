"""One attempt as its teacher opens it, and points that are given by hand."""

from __future__ import annotations

from functions.learning.attempts import (
    AttemptNotFound,
    hand_in,
    may_see_solutions,
    read_attempt,
)
from functions.learning.quiz_grades import regrade_by_quiz
from functions.learning.quizzes import (
    NotTheQuizAuthor,
    QuizNotFound,
    access_quiz,
    may_edit,
    require_quiz,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, ValidationFailed
from shared.http.route import Audit, route
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.quizzes.events import QuizAttemptCorrected, QuizAttemptSubmitted
from shared.learning.quizzes.policy import corrected, item_points, mark, share_of, shows_score
from shared.learning.quizzes.schemas import (
    AttemptCorrect,
    AttemptHistory,
    AttemptRead,
    CorrectionRead,
    TaughtAttemptPath,
)


class AttemptStillOpen(Conflict):
    """Whoever attempts the quiz may still change their answers."""

    code = "attempt_open"
    title = "This attempt is not over yet"
    cure = "Wait until it was handed in or its time is up."


class AttemptChanged(Conflict):
    """Somebody corrected the attempt since it was read."""

    code = "attempt_changed"
    title = "Somebody has corrected this attempt meanwhile: look at it again"
    cure = "Read the attempt again, and decide by what it is now."


class PointsDoNotFit(ValidationFailed):
    """Points are for no question of the quiz, or are more than it gives."""

    title = "The points do not fit their question"


@route(
    "GET",
    "/v1/quizzes/{id}/attempts/{attemptId}",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("read",),
    raises=(QuizNotFound, AttemptNotFound),
)
def quiz_attempts_get(ctx: Ctx, path: TaughtAttemptPath) -> AttemptRead:
    """Read one attempt: one's own, or anybody's for who may edit the quiz."""
    quiz = require_quiz(ctx, path.id)
    attempt = ctx.db(learning.QuizAttemptRepository).get(quiz.id, path.attempt_id)
    mine = attempt is not None and attempt.user_id == ctx.viewer.user_id
    if attempt is None or not (mine or may_edit(quiz, ctx)):
        raise AttemptNotFound
    return read_attempt(ctx, quiz, attempt, with_items=may_see_solutions(ctx, quiz))


@route(
    "PUT",
    "/v1/quizzes/{id}/attempts/{attemptId}/points",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    emits=(QuizAttemptCorrected, QuizAttemptSubmitted, SubmissionGraded, GradebookChanged),
    raises=(
        QuizNotFound,
        NotTheQuizAuthor,
        AttemptNotFound,
        AttemptStillOpen,
        AttemptChanged,
        PointsDoNotFit,
    ),
    audit=Audit("quiz_attempt.corrected", "quiz_attempt"),
)
def quiz_attempts_correct(ctx: Ctx, path: TaughtAttemptPath, body: AttemptCorrect) -> AttemptRead:
    """Give questions of an attempt points by hand, with a reason; a null takes them back.

    The new score counts wherever the quiz is an assignment, and no grading takes it away.
    """
    quiz, now = access_quiz(ctx, path.id), ctx.now()
    attempts = ctx.db(learning.QuizAttemptRepository)
    attempt = attempts.lock(quiz.id, path.attempt_id)
    if attempt is None:
        raise AttemptNotFound
    if not attempt.is_over(now):
        raise AttemptStillOpen
    if body.version is not None and body.version != attempt.version:
        raise AttemptChanged
    after, wrong = corrected(quiz.questions, attempt.corrections, body.points)
    if wrong:
        raise PointsDoNotFit(
            errors=[
                {"field": f"points.{name}", "code": "mismatch", "message": message}
                for name, message in sorted(wrong.items())
            ]
        )
    if attempt.submitted_at is None:
        # Its time ran out and nobody came back: it is handed in before anything is changed.
        hand_in(ctx, quiz, attempt)
    result = mark(quiz.questions, attempt.answers, quiz.passing_score, after)
    by_id = {question.id or "": question for question in quiz.questions}
    attempts.correct(
        attempt,
        after,
        result,
        [
            {
                "id": ctx.new_id(),
                "question_id": name,
                "points_before": item_points(
                    by_id[name], attempt.answers.get(name), attempt.corrections
                ),
                "points_after": item_points(by_id[name], attempt.answers.get(name), after),
                "points_by_hand": after.get(name),
                "reason": body.reason,
                "corrected_by": ctx.viewer.user_id,
                "corrected_at": now,
            }
            for name in sorted(body.points)
        ],
    )
    shown = shows_score(quiz.results_visibility, quiz.terms, now)
    ctx.emit(
        QuizAttemptCorrected(
            quiz_id=quiz.id,
            attempt_id=attempt.id,
            user_id=attempt.user_id,
            score=result.score if shown else None,
            passed=result.passed if shown else None,
        ),
        user_id=attempt.user_id,
    )
    share = share_of(quiz.questions, result.points)
    regrade_by_quiz(ctx, quiz.id, attempt.id, attempt.user_id, share, reason=body.reason)
    found = attempts.get(quiz.id, attempt.id)
    assert found is not None, "it is locked"
    return read_attempt(ctx, quiz, found, with_items=True)


@route(
    "GET",
    "/v1/quizzes/{id}/attempts/{attemptId}/history",
    permission=Permission.QUIZZES_CREATE,
    limits=("read",),
    raises=(QuizNotFound, NotTheQuizAuthor, AttemptNotFound),
)
def quiz_attempts_history(ctx: Ctx, path: TaughtAttemptPath) -> AttemptHistory:
    """List what was given by hand, by whom and why, the last change first."""
    quiz = access_quiz(ctx, path.id)
    attempts = ctx.db(learning.QuizAttemptRepository)
    if attempts.get(quiz.id, path.attempt_id) is None:
        raise AttemptNotFound
    found = attempts.find_corrections(path.attempt_id)
    return AttemptHistory(data=[CorrectionRead.of(line) for line in found])
