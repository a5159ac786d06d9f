"""Attempts of quizzes: begun, saved and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.quiz_grades import grade_by_quiz
from functions.learning.quizzes import QuizNotFound, may_edit, pictures_of, require_quiz
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import route
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.quizzes.events import QuizAttemptSubmitted
from shared.learning.quizzes.grading import grade, solution
from shared.learning.quizzes.policy import (
    item_points,
    settle,
    share_of,
    sheet,
    shows_score,
    shows_solutions,
    status_of,
)
from shared.learning.quizzes.questions import Answer
from shared.learning.quizzes.schemas import (
    AttemptPath,
    AttemptRead,
    AttemptSave,
    AttemptSaved,
    AttemptSheet,
    AttemptsQuery,
    AttemptSubmit,
    ItemResult,
    QuizPath,
)

if TYPE_CHECKING:
    from infra.postgres.learning import Attempt, Quiz


class AttemptNotFound(NotFound):
    """There is no such attempt of the caller's."""

    title = "Attempt not found"


class QuizNotOpen(Conflict):
    """The quiz has not opened yet, is over, or is still a draft."""

    code = "quiz_not_open"
    title = "This quiz is not open now"
    cure = "Show from when to when it is open: the quiz says so."


class NoAttemptsLeft(Conflict):
    """The caller has used all attempts that the quiz allows."""

    code = "no_attempts_left"
    title = "You have used all your attempts"
    cure = "Show the results of the attempts; the quiz says how many it allows."


class AttemptIsOver(Conflict):
    """The attempt was handed in, or its time is up: answers no longer change."""

    code = "attempt_over"
    title = "This attempt is over"
    cure = "Show the result; what was answered in time counts."


class AnswerDoesNotFit(ValidationFailed):
    """An answer is to no question of the quiz, or is none that the question could have."""

    title = "An answer does not fit its question"


@route(
    "POST",
    "/v1/quizzes/{id}/attempts",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("write",),
    status=201,
    idempotent=False,
    emits=(QuizAttemptSubmitted, SubmissionGraded, GradebookChanged),
    raises=(QuizNotFound, QuizNotOpen, NoAttemptsLeft),
)
def quiz_attempts_start(ctx: Ctx, path: QuizPath) -> AttemptSheet:
    """Begin an attempt, or go on with the open one.

    That makes the request safe to repeat. An attempt whose time is up is handed in first.
    """
    # First the lock, then the look: what it asks stays as it is from here on.
    if not ctx.db(learning.QuizRepository).lock(path.id, to_change=False):
        raise QuizNotFound
    quiz, now, viewer_id = require_quiz(ctx, path.id), ctx.now(), ctx.viewer.user_id
    attempts = ctx.db(learning.QuizAttemptRepository)
    done = attempts.find_of_person(quiz.id, viewer_id)
    if done and not done[0].is_over(now):
        return _sheet(ctx, quiz, done[0], resumed=True)
    if quiz.status != "PUBLISHED" or not quiz.terms.is_open(now):
        raise QuizNotOpen
    if quiz.max_attempts is not None and len(done) >= quiz.max_attempts:
        raise NoAttemptsLeft
    if done and done[0].submitted_at is None:
        _hand_in_late(ctx, quiz, done[0].id)
    begun = attempts.insert(
        id=ctx.new_id(),
        quiz_id=quiz.id,
        user_id=viewer_id,
        number=len(done) + 1,
        started_at=now,
        deadline_at=quiz.terms.deadline(now),
    )
    latest = attempts.find_of_person(quiz.id, viewer_id)[0]
    return _sheet(ctx, quiz, latest, resumed=not begun)


@route(
    "PUT",
    "/v1/quizzes/{id}/attempts/{attemptId}",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("write",),
    raises=(QuizNotFound, AttemptNotFound, AttemptIsOver, AnswerDoesNotFit),
)
def quiz_attempts_save(ctx: Ctx, path: AttemptPath, body: AttemptSave) -> AttemptSaved:
    """Keep the answers so far. What is saved counts, even if nobody hands it in."""
    quiz = require_quiz(ctx, path.id)
    attempt, now = _own_attempt(ctx, quiz, path.attempt_id), ctx.now()
    if attempt.is_over(now):
        raise AttemptIsOver
    answers = settled_answers(quiz, body.answers)
    ctx.db(learning.QuizAttemptRepository).save(attempt.id, answers, now)
    return AttemptSaved(
        id=attempt.id,
        answered=len(answers),
        numbers={
            name: answer.number
            for name, answer in answers.items()
            if answer.number is not None and body.answers[name].written is not None
        },
        saved_at=now,
        deadline_at=attempt.deadline_at,
    )


@route(
    "POST",
    "/v1/quizzes/{id}/attempts/{attemptId}/submit",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("write",),
    emits=(QuizAttemptSubmitted, SubmissionGraded, GradebookChanged),
    raises=(QuizNotFound, AttemptNotFound, AnswerDoesNotFit),
)
def quiz_attempts_submit(ctx: Ctx, path: AttemptPath, body: AttemptSubmit) -> AttemptRead:
    """Hand an attempt in; it is graded at once.

    After the deadline the answers in the request come too late: what was saved is graded. May be
    repeated without effect.
    """
    quiz = require_quiz(ctx, path.id)
    attempt, now = _own_attempt(ctx, quiz, path.attempt_id), ctx.now()
    if attempt.submitted_at is None:
        if not attempt.is_over(now) and body.answers is not None:
            answers = settled_answers(quiz, body.answers)
            ctx.db(learning.QuizAttemptRepository).save(attempt.id, answers, now)
            attempt = _own_attempt(ctx, quiz, attempt.id)
        hand_in(ctx, quiz, attempt)
        attempt = _own_attempt(ctx, quiz, attempt.id)
    return read_attempt(ctx, quiz, attempt, with_items=may_see_solutions(ctx, quiz))


@route(
    "GET",
    "/v1/quizzes/{id}/attempts",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("read",),
    raises=(QuizNotFound,),
)
def quiz_attempts_list(ctx: Ctx, path: QuizPath, query: AttemptsQuery) -> Page[AttemptRead]:
    """List attempts, newest first: all to who may edit the quiz, to others their own."""
    quiz = require_quiz(ctx, path.id)
    only = query.user_id if may_edit(quiz, ctx) else ctx.viewer.user_id
    with_items = only is not None and may_see_solutions(ctx, quiz)
    found = ctx.db(learning.QuizAttemptRepository).find(
        quiz.id, user_id=only, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(
        found, query.limit, lambda one: read_attempt(ctx, quiz, one, with_items=with_items)
    )


def _own_attempt(ctx: Ctx, quiz: Quiz, attempt_id: UUID) -> Attempt:
    attempt = ctx.db(learning.QuizAttemptRepository).lock(quiz.id, attempt_id)
    if attempt is None or attempt.user_id != ctx.viewer.user_id:
        raise AttemptNotFound
    return attempt


def settled_answers(quiz: Quiz, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers as they are kept; raises AnswerDoesNotFit."""
    kept, wrong = settle(quiz.questions, answers)
    if wrong:
        raise AnswerDoesNotFit(
            errors=[
                {"field": f"answers.{name}", "code": "mismatch", "message": message}
                for name, message in sorted(wrong.items())
            ]
        )
    return kept


def _hand_in_late(ctx: Ctx, quiz: Quiz, attempt_id: UUID) -> None:
    """Hand in what nobody did, unless another request does at this moment."""
    attempt = _own_attempt(ctx, quiz, attempt_id)
    if attempt.submitted_at is None:
        hand_in(ctx, quiz, attempt)


def hand_in(ctx: Ctx, quiz: Quiz, attempt: Attempt) -> None:
    """Grade a locked attempt that is open, as of now or of its deadline."""
    now = ctx.now()
    at = now if attempt.deadline_at is None else min(now, attempt.deadline_at)
    result = attempt.mark(quiz)
    ctx.db(learning.QuizAttemptRepository).finish(attempt.id, result, at)
    shown = shows_score(quiz.results_visibility, quiz.terms, now)
    ctx.emit(
        QuizAttemptSubmitted(
            quiz_id=quiz.id,
            attempt_id=attempt.id,
            user_id=attempt.user_id,
            score=result.score if shown else None,
            passed=result.passed if shown else None,
        ),
        user_id=attempt.user_id,
        author_id=quiz.author_id,
    )
    share = share_of(quiz.questions, result.points)
    grade_by_quiz(ctx, quiz.id, attempt.id, attempt.user_id, share, at=at, hold=not shown)


def _sheet(ctx: Ctx, quiz: Quiz, attempt: Attempt, *, resumed: bool) -> AttemptSheet:
    questions = sheet(
        quiz.questions,
        seed=str(attempt.id),
        shuffle=quiz.shuffle,
        pictures=pictures_of(quiz, ctx),
    )
    return AttemptSheet.of(attempt, resumed=resumed, questions=questions, server_time=ctx.now())


def may_see_solutions(ctx: Ctx, quiz: Quiz) -> bool:
    """Who edits the quiz may, and who can no longer attempt it."""
    if may_edit(quiz, ctx):
        return True
    attempts = ctx.db(learning.QuizAttemptRepository)
    return not attempts.may_attempt(quiz, ctx.viewer.user_id, ctx.now())


def read_attempt(ctx: Ctx, quiz: Quiz, attempt: Attempt, *, with_items: bool) -> AttemptRead:
    """An attempt as the caller may see it; ``with_items``: with its answers where they may."""
    now, edits = ctx.now(), may_edit(quiz, ctx)
    over = attempt.is_over(now)
    scored = over and (edits or shows_score(quiz.results_visibility, quiz.terms, now))
    solved = over and (edits or shows_solutions(quiz.results_visibility, quiz.terms, now))
    result = attempt.mark(quiz) if scored else None
    return AttemptRead.of(
        attempt,
        status=status_of(attempt.submitted_at, attempt.deadline_at, now),
        submitted_at=attempt.submitted_at or (attempt.deadline_at if over else None),
        answered=len(attempt.answers),
        points_earned=result.points if result else None,
        total_points=quiz.total_points,
        score=result.score if result else None,
        passed=result.passed if result else None,
        corrected=scored and bool(attempt.corrections),
        items=item_results(quiz, attempt.answers, attempt.corrections)
        if with_items and solved
        else None,
    )


def item_results(
    quiz: Quiz, answers: Mapping[str, Answer], corrections: Mapping[str, float]
) -> list[ItemResult]:
    """Each question with its answer, what it counts, and what is right."""
    given = [(question, answers.get(question.id or "")) for question in quiz.questions]
    return [
        ItemResult(
            question_id=question.id or "",
            answer=answer,
            points=item_points(question, answer, corrections),
            correct=None if answer is None else grade(question, answer).correct,
            solution=solution(question),
            by_hand=question.id in corrections,
        )
        for question, answer in given
    ]
