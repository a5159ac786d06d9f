"""The scores of a live game as grades of a course: once, however often it is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from functions.common.courses import rights_in
from functions.live.access import GameNotFound, NotTheHost, access_hosted
from functions.live.standings import NotOver
from functions.runtime.context import Ctx
from infra.postgres import learning, live
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import route
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.assignments.marks import cents, percent
from shared.learning.assignments.types import (
    AssignmentStatus,
    AssignmentType,
    GradeSource,
)
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.types import CourseStatus
from shared.learning.quizzes.questions import QuestionType
from shared.live.grading_schemas import LiveGrades, LiveGradesRead
from shared.live.schemas import GamePath

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.learning import Assignment, Course, Written
    from infra.postgres.live import Game


class NoSuchCourse(NotFound):
    """There is no such course or assignment that the caller grades."""

    title = "Course or assignment not found"


class NotForGames(Conflict):
    """The assignment is handed in, or the course takes no grades: a game cannot fill it."""

    code = "not_for_games"
    title = "This assignment takes no scores of games"
    cure = "Choose an assignment of a course with grades that nothing is handed in for."


class NobodyToGrade(Conflict):
    """No student of the course has played with an account: there is nothing to put anywhere."""

    code = "nobody_to_grade"
    title = "No student of this course has played with an account"
    cure = "Choose the course whose students have played, or let them play signed in."


@route(
    "POST",
    "/v1/live/{code}/gradebook",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    emits=(SubmissionGraded, GradebookChanged),
    raises=(GameNotFound, NotTheHost, NotOver, NoSuchCourse, NobodyToGrade, NotForGames),
)
def live_to_gradebook(ctx: Ctx, path: GamePath, body: LiveGrades) -> LiveGradesRead:
    """Make the right answers of a game grades of a course.

    Into the assignment that is named, else the one of the game's quiz, else a new one. A game that
    is sent again changes nothing; one that is played again is a further attempt.
    """
    from infra.postgres.learning import Score

    game = access_hosted(ctx, path.code, running=False)
    if game.status.running:
        raise NotOver
    course = _course(ctx, body.course_id)
    students = ctx.db(learning.CourseMemberRepository).student_ids(course.id)
    seats = ctx.db(live.SeatRepository).find_accounts(game)
    by_id = {seat.user_id: seat for seat in seats}
    players = [(student, by_id[student]) for student in students if student in by_id]
    if not players:
        raise NobodyToGrade
    assignment = _assignment(ctx, game, course, body)
    questions = ctx.db(live.GameRepository).require_snapshot(game.id)
    # Polls have no right answer.
    asked = max(1, sum(one["type"] != QuestionType.POLL for one in questions))
    at = game.ended_at or ctx.now()
    scores = [
        Score(
            student_id,
            cents(Decimal(seat.correct) * assignment.max_points / asked),
            game.id,
            at,
            assignment.dates,
        )
        for student_id, seat in players
    ]
    policy = ctx.db(learning.GradebookRepository).get_policy(course.id)
    written = ctx.db(learning.ScoreRepository).take(
        assignment,
        policy,
        scores,
        GradeSource.LIVE,
        by=ctx.viewer.user_id,
        now=ctx.now(),
        new_id=ctx.new_id,
        hold=False,
    )
    _tell(ctx, course, assignment, written)
    return LiveGradesRead(
        assignment_id=assignment.id,
        graded=len(written),
        already=len(scores) - len(written),
        without_account=game.seats - len(seats),
    )


def _course(ctx: Ctx, course_id: UUID) -> Course:
    course = ctx.db(learning.CourseRepository).get(ctx.viewer.user_id, course_id)
    if course is None or CourseRight.TEACH not in rights_in(ctx, course):
        raise NoSuchCourse
    if course.status is CourseStatus.ARCHIVED:
        raise NotForGames
    return course


def _assignment(ctx: Ctx, game: Game, course: Course, body: LiveGrades) -> Assignment:
    repository = ctx.db(learning.AssignmentRepository)
    repository.wait_for_turn_of_games(course.id)
    quiz_id = ctx.db(live.GameRepository).quiz_of(game.id)
    found: Assignment | None = None
    if body.assignment_id is not None:
        found = repository.get(body.assignment_id)
        if found is None or found.course_id != course.id:
            raise NoSuchCourse
    elif quiz_id is not None:
        of_quiz = [one for one in repository.find_of_quiz(quiz_id) if one.course_id == course.id]
        found = of_quiz[0] if of_quiz else None
    else:
        # Sent again: it is in the gradebook already, and counts there once.
        sent = ctx.db(learning.SubmissionRepository).find_work_from(course.id, game.id)
        found = None if sent is None else repository.get(sent)
    if found is not None:
        if found.type.is_handed_in or found.status is AssignmentStatus.DRAFT:
            raise NotForGames
        return found
    assignment_id, now = ctx.new_id(), ctx.now()
    repository.insert(
        id=assignment_id,
        course_id=course.id,
        created_by=ctx.viewer.user_id,
        title=game.title,
        # A game of questions that are no quiz is like something done on paper.
        type=AssignmentType.ON_PAPER if quiz_id is None else AssignmentType.LIVE,
        quiz_id=quiz_id,
        status=AssignmentStatus.PUBLISHED,
        max_points=cents(body.max_points),
        published_at=now,
        created_at=now,
        updated_at=now,
    )
    made = repository.get(assignment_id)
    assert made is not None, "it was written just now"
    return made


def _tell(ctx: Ctx, course: Course, assignment: Assignment, written: list[Written]) -> None:
    now = ctx.now()
    seen = [line for line in written if line.released_at is not None]
    guardians = ctx.db(learning.AssignmentRepository).find_guardians(
        {line.submission.student_id for line in seen}
    )
    for line in seen:
        student_id, points = line.submission.student_id, line.standing.points
        share = None if points is None else percent(points, assignment.max_points)
        event = SubmissionGraded(
            assignment_id=assignment.id,
            submission_id=line.submission.id,
            student_id=student_id,
            grade=None if share is None else float(share),
            points=None if points is None else float(points),
            max_points=float(assignment.max_points),
            feedback_preview=None,
            graded_at=now,
        )
        for user_id in (student_id, *guardians.get(student_id, ())):
            ctx.emit(event, user_id=user_id)
    if written:
        staff = ctx.db(learning.CourseMemberRepository).staff_ids(course.id)
        for user_id in sorted({*staff, course.owner_id}):
            ctx.emit(GradebookChanged(course_id=course.id, cells=[]), user_id=user_id)
