"""What the attempts say about the questions."""

from __future__ import annotations

from statistics import fmean, median

from functions.learning.quizzes import NotTheQuizAuthor, QuizNotFound, access_quiz
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.learning.assignments.marks import cents
from shared.learning.quizzes.schemas import ItemStats, QuizPath, QuizStats
from shared.learning.quizzes.statistics import figures

# Reading and grading them takes about a second; more would say nothing that these do not.
MAX_COUNTED_ATTEMPTS = 1000


@route(
    "GET",
    "/v1/quizzes/{id}/stats",
    permission=Permission.QUIZZES_CREATE,
    limits=("read",),
    raises=(QuizNotFound, NotTheQuizAuthor),
)
def quizzes_stats(ctx: Ctx, path: QuizPath) -> QuizStats:
    """Read how difficult the questions are, and how well they tell people apart."""
    quiz = access_quiz(ctx, path.id)
    attempts = ctx.db(learning.QuizAttemptRepository).find_first_finished(
        quiz.id, ctx.now(), MAX_COUNTED_ATTEMPTS
    )
    marks = [attempt.mark(quiz) for attempt in attempts]
    scores = [result.score for result in marks]
    passed = [float(result.passed) for result in marks if result.passed is not None]
    counted = figures(quiz.questions, [attempt.answers for attempt in attempts])
    return QuizStats(
        attempts=len(attempts),
        mean_score=float(cents(fmean(scores))) if scores else None,
        median_score=float(cents(median(scores))) if scores else None,
        pass_rate=round(fmean(passed), 4) if passed else None,
        items=[
            ItemStats.of(
                item, question_id=question.id or "", type=question.type, text=question.text
            )
            for question, item in zip(quiz.questions, counted, strict=True)
        ],
    )
