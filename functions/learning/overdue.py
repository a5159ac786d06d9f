"""Attempts of quizzes whose time is up and that nobody hands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.learning.attempts import hand_in
from functions.runtime.context import Ctx, RequestInfo
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import learning
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.quizzes.events import QuizAttemptSubmitted

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 100
PATIENCE = timedelta(minutes=1)
"""The student's own request, on its way at the deadline, comes first."""


@job("*/5 * * * *")
def job_quiz_attempts_close(deps: Dependencies) -> Mapping[str, Any]:
    """Hand in attempts whose time is up: what was saved is graded, as of the deadline."""

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            attempts, now = unit(learning.QuizAttemptRepository), deps.clock()
            closed = 0
            for quiz_id, attempt_id, user_id in attempts.find_overdue(now - PATIENCE, BATCH):
                quiz = unit(learning.QuizRepository).get(user_id, quiz_id)
                attempt = attempts.lock(quiz_id, attempt_id)
                if quiz is None or attempt is None or attempt.submitted_at is not None:
                    continue
                info = RequestInfo(id=str(school_id), ip="", user_agent="", received_at=now)
                told = (QuizAttemptSubmitted, SubmissionGraded, GradebookChanged)
                hand_in(Ctx(deps, unit, info, told, acting_for=user_id), quiz, attempt)
                closed += 1
            return closed

    found = for_each_school(deps, visit, resume=job_quiz_attempts_close.__name__)
    return {"closed": sum(found)}
