"""Scores of quizzes on their way into the gradebooks of the courses that set them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from functions.learning.coursework import dates_of, policy_of
from functions.learning.grade_writing import Graded, tell_gradebook, tell_graded
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.learning.assignments.marks import rounded
from shared.learning.assignments.types import AssignmentStatus, AssignmentType, GradeSource
from shared.learning.courses.types import CourseRole, CourseStatus, MemberStatus

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


def grade_by_quiz(
    ctx: Ctx,
    quiz_id: UUID,
    attempt_id: UUID,
    student_id: UUID,
    share: Fraction,
    *,
    at: datetime,
    hold: bool,
) -> None:
    """Count an attempt of a quiz wherever it is an assignment of the student's.

    ``share`` is its part of the possible points. ``hold``: the score is not shown yet, and neither
    is the grade.
    """
    from infra.postgres.learning import Score

    for one in ctx.db(learning.AssignmentRepository).find_of_quiz(quiz_id):
        open_ = one.status is AssignmentStatus.PUBLISHED and one.type is AssignmentType.QUIZ
        member = ctx.db(learning.CourseMemberRepository).get(one.course_id, student_id)
        course = ctx.db(learning.CourseRepository).get(student_id, one.course_id)
        if (
            not open_
            or member is None
            or member.role is not CourseRole.STUDENT
            or member.status is not MemberStatus.ACTIVE
            or course is None
            or course.status is not CourseStatus.PUBLISHED
        ):
            continue
        dates = dates_of(ctx, one, student_id)
        if dates.is_locked(at) or dates.is_early(at):
            continue
        raw = rounded(share * Fraction(one.max_points))
        written = ctx.db(learning.ScoreRepository).take(
            one,
            policy_of(ctx, one),
            [Score(student_id, raw, attempt_id, at, dates)],
            GradeSource.QUIZ,
            by=None,
            now=ctx.now(),
            new_id=ctx.new_id,
            hold=hold,
        )
        seen = [line for line in written if line.released_at is not None]
        news = [Graded(one, line.submission, line.standing, line.cause) for line in seen]
        tell_graded(ctx, news, ctx.now())
        if written:
            tell_gradebook(ctx, course, [line.submission for line in written])


def regrade_by_quiz(
    ctx: Ctx, quiz_id: UUID, attempt_id: UUID, student_id: UUID, share: Fraction, *, reason: str
) -> None:
    """Count what an attempt is worth after a correction, wherever it was counted before."""
    for one in ctx.db(learning.AssignmentRepository).find_of_quiz(quiz_id):
        course = ctx.db(learning.CourseRepository).get(student_id, one.course_id)
        if course is None or course.status is CourseStatus.ARCHIVED:
            continue
        written = ctx.db(learning.ScoreRepository).correct(
            one,
            policy_of(ctx, one),
            student_id,
            attempt_id,
            rounded(share * Fraction(one.max_points)),
            by=ctx.viewer.user_id,
            reason=reason,
            now=ctx.now(),
            new_id=ctx.new_id,
        )
        if written is None:
            continue
        if written.released_at is not None:
            news = [Graded(one, written.submission, written.standing, written.cause, reason)]
            tell_graded(ctx, news, ctx.now())
        tell_gradebook(ctx, course, [written.submission])
