"""Grading: raw points, rubrics and states; and the release of grades."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import CourseArchived, NotInYourCourse
from functions.learning.assignments import MAX_BODY_BYTES, announce_change
from functions.learning.coursework import (
    Seat,
    WorkNotFound,
    as_float,
    change_work,
    dates_of,
    policy_of,
    refuse_archived,
)
from functions.learning.grade_writing import Graded, tell_gradebook, write_grades
from functions.learning.submissions import (
    SubmissionNotFound,
    grading_seat,
    read_submission,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, ValidationFailed
from shared.http.route import route
from shared.learning.assignments.events import (
    AssignmentUpdated,
    GradebookChanged,
    GradeReleased,
    SubmissionGraded,
)
from shared.learning.assignments.marks import AttemptMark, cents
from shared.learning.assignments.rubric import full_worth, misfits, worth
from shared.learning.assignments.schemas import (
    ReleaseRead,
    ReleaseWrite,
    RubricRead,
    RubricWrite,
    TouchedGrade,
    WorkPath,
)
from shared.learning.assignments.standing import (
    Rules,
    Standing,
    cleared,
    excused,
    graded,
    missing,
    recounted,
)
from shared.learning.assignments.submission_schemas import (
    GivenState,
    SubmissionPath,
    SubmissionRead,
    WorkGrade,
)
from shared.learning.assignments.types import AssignmentType, GradeCause, GradeSource
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.types import CourseRole, MemberStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.postgres.learning import Assignment, HandedIn, Submission


class GradeChanged(Conflict):
    """The work or its grade has changed since the caller has read it."""

    code = "grade_changed"
    title = "This work has changed meanwhile: read it again"
    cure = "Read the work again, and grade what it is now."


class NoSuchChoice(ValidationFailed):
    """The attempt is not there, or the rubric has no such criterion or level."""

    code = "no_such_choice"
    title = "The attempt or the level is not there"
    cure = "Read the work and its rubric again, and send an attempt and levels that are there."


class NamesAreHidden(Conflict):
    """Work without names is released for all at once: one grade would tell whose it is."""

    code = "names_are_hidden"
    title = "Names are hidden until all grades are released"
    cure = "Release the grades of all at once."


@route(
    "PUT",
    "/v1/assignments/{id}/submissions/{submissionId}/grade",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    emits=(SubmissionGraded, GradebookChanged),
    raises=(
        WorkNotFound,
        NotInYourCourse,
        CourseArchived,
        SubmissionNotFound,
        GradeChanged,
        NoSuchChoice,
    ),
)
def submissions_grade(ctx: Ctx, path: SubmissionPath, body: WorkGrade) -> SubmissionRead:
    """Grade an attempt, or say that the student is excused or the work missing."""
    seat = _locked_seat(ctx, path.id)
    mine = _lock(ctx, seat, path.submission_id)
    if mine.version != body.version:
        raise GradeChanged
    submissions = ctx.db(learning.SubmissionRepository)
    attempts = submissions.find_attempts([mine.id]).get(mine.id, [])
    rules = seat.assignment.rules(policy_of(ctx, seat.assignment))
    if body.state is None:
        attempts = _mark_attempt(ctx, seat.assignment, mine, attempts, body=body, rules=rules)
        standing = graded(mine.standing, marks_of(attempts), rules, GradeSource.MANUAL)
        cause = GradeCause.GRADED
    else:
        standing, cause = given(mine.standing, body.state, attempts, rules)
    if body.feedback != mine.feedback:
        submissions.set_feedback(mine.id, body.feedback)
    fresh = replace(mine, feedback=body.feedback)
    one = Graded(seat.assignment, fresh, standing, cause, body.reason)
    write_grades(ctx, seat.course, [one], ctx.viewer.user_id)
    return read_submission(ctx, seat, mine.id)


@route(
    "POST",
    "/v1/assignments/{id}/release",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    emits=(GradeReleased, GradebookChanged),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived, NamesAreHidden),
)
def assignments_release(ctx: Ctx, path: WorkPath, body: ReleaseWrite) -> ReleaseRead:
    """Let students see their grades: those of some, or of all, and then later ones at once."""
    from infra.postgres.learning import Written

    seat = change_work(ctx, path.id, CourseRight.TEACH)
    one, now = seat.assignment, ctx.now()
    if body.user_ids is not None and one.hides_names:
        raise NamesAreHidden
    submissions = ctx.db(learning.SubmissionRepository)
    found = submissions.find_of_assignment(one.id, body.user_ids)
    waiting = [(one.id, row.student_id) for row in found if _waits(row)]
    locked = submissions.lock(seat.course.id, waiting, now=now, new_id=ctx.new_id)
    shown = [row for row in locked.values() if _waits(row)]
    submissions.write(
        [Written(row, row.standing, GradeCause.RELEASED, now, ctx.viewer.user_id) for row in shown],
        now,
    )
    if body.user_ids is None and one.grades_hidden:
        ctx.db(learning.AssignmentRepository).update(one.id, released_at=now, updated_at=now)
    guardians = ctx.db(learning.AssignmentRepository).find_guardians(
        {row.student_id for row in shown}
    )
    for row in shown:
        released = GradeReleased(assignment_id=one.id, count=len(shown), student_id=row.student_id)
        for user_id in (row.student_id, *guardians.get(row.student_id, ())):
            ctx.emit(released, user_id=user_id)
    if shown:
        tell_gradebook(ctx, seat.course, shown)
    return ReleaseRead(released=len(shown))


@route(
    "PUT",
    "/v1/assignments/{id}/rubric",
    permission=Permission.ASSIGNMENTS_UPDATE,
    limits=("write",),
    emits=(AssignmentUpdated, SubmissionGraded, GradebookChanged),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived),
    max_body_bytes=MAX_BODY_BYTES,
)
def assignments_rubric_put(ctx: Ctx, path: WorkPath, body: RubricWrite) -> RubricRead:
    """Write the rubric of an assignment.

    Where that would change grades that were given by it, the answer names them and nothing is
    changed, until the caller confirms.
    """
    seat = change_work(ctx, path.id, CourseRight.EDIT)
    one, submissions = seat.assignment, ctx.db(learning.SubmissionRepository)
    rules = one.rules(policy_of(ctx, one))
    existing = submissions.find_of_assignment(one.id)
    places = [(one.id, row.student_id) for row in existing]
    locked = submissions.lock(seat.course.id, places, now=ctx.now(), new_id=ctx.new_id)
    attempts = submissions.find_attempts([row.id for row in locked.values()])
    touched: list[tuple[Graded, list[HandedIn]]] = []
    for row in locked.values():
        before = attempts.get(row.id, [])
        after = [_reweighed(attempt, body) for attempt in before]
        changed = [now for was, now in zip(before, after, strict=True) if now != was]
        if changed:
            standing = recounted(row.standing, marks_of(after), rules)
            touched.append((Graded(one, row, standing, GradeCause.RUBRIC), changed))
    applied = body.confirm or not touched
    if applied:
        criteria = body.criteria or None
        ctx.db(learning.AssignmentRepository).update(one.id, rubric=criteria, updated_at=ctx.now())
        for _, changed in touched:
            for attempt in changed:
                submissions.change_attempt(attempt.id, raw_points=attempt.raw_points)
        grades = [found for found, _ in touched if found.standing != found.submission.standing]
        write_grades(ctx, seat.course, grades, ctx.viewer.user_id)
        if one.status != "DRAFT":
            announce_change(ctx, one, ["rubric"])
    return RubricRead(
        applied=applied,
        criteria=list(body.criteria if applied else one.rubric or []),
        full_points=float(full_worth(body.criteria)),
        touched=[_touched(one, found) for found, _ in touched],
    )


def given(
    standing: Standing, state: GivenState, attempts: Sequence[HandedIn], rules: Rules
) -> tuple[Standing, GradeCause]:
    """After a teacher gave a state in the place of points, or took back what was given."""
    if state is GivenState.EXCUSED:
        return excused(standing), GradeCause.EXCUSED
    if state is GivenState.MISSING:
        return missing(standing, rules, GradeSource.MANUAL), GradeCause.MISSING
    return cleared(standing, marks_of(attempts), rules), GradeCause.CLEARED


def marks_of(attempts: Sequence[HandedIn]) -> list[AttemptMark]:
    """What the graded ones of some attempts were worth."""
    return [mark for attempt in attempts if (mark := attempt.mark) is not None]


def _locked_seat(ctx: Ctx, assignment_id: UUID) -> Seat:
    """The assignment that the caller grades, which nobody changes meanwhile; many may grade."""
    seat = grading_seat(ctx, assignment_id)
    refuse_archived(seat.course)
    if not ctx.db(learning.AssignmentRepository).lock(assignment_id, to_change=False):
        raise WorkNotFound
    return grading_seat(ctx, assignment_id)


def _lock(ctx: Ctx, seat: Seat, submission_id: UUID) -> Submission:
    """The submission, or that of the student with this id, who has none yet."""
    submissions = ctx.db(learning.SubmissionRepository)
    found = submissions.get(seat.assignment.id, submission_id)
    student_id = submission_id if found is None else found.student_id
    if found is None:
        member = ctx.db(learning.CourseMemberRepository).get(seat.course.id, student_id)
        if (
            member is None
            or member.role is not CourseRole.STUDENT
            or member.status is not MemberStatus.ACTIVE
            or seat.assignment.hides_names
        ):
            raise SubmissionNotFound
    place = (seat.assignment.id, student_id)
    locked = submissions.lock(seat.course.id, [place], now=ctx.now(), new_id=ctx.new_id)
    return locked[place]


def _mark_attempt(
    ctx: Ctx,
    assignment: Assignment,
    mine: Submission,
    attempts: list[HandedIn],
    *,
    body: WorkGrade,
    rules: Rules,
) -> list[HandedIn]:
    """Grade one attempt, the last one unless told; returns all as they are then."""
    submissions = ctx.db(learning.SubmissionRepository)
    raw = _raw_points(assignment, body)
    number = mine.attempt if body.attempt is None else body.attempt
    target = next((one for one in attempts if one.attempt == number), None)
    if target is None and number == 0 and mine.attempt == 0:
        submissions.add_attempt(
            id=ctx.new_id(), submission_id=mine.id, student_id=mine.student_id, attempt=0
        )
        attempts = submissions.find_attempts([mine.id])[mine.id]
        target = attempts[0]
    if target is None:
        raise NoSuchChoice("There is no such attempt.")
    cut, floor = Decimal(0), Decimal(0)
    late = target.is_late and assignment.type is not AssignmentType.ON_PAPER
    if late and not body.waive_lateness and target.received_at is not None:
        due_at = dates_of(ctx, assignment, mine.student_id).due_at
        cut = rules.policy.deduction(rules.policy.intervals_late(due_at, target.received_at))
        floor = rules.policy.minimum_percent
    marked = replace(
        target,
        raw_points=raw,
        deduction_percent=cut,
        floor_percent=floor,
        waived=body.waive_lateness,
        choices=body.choices,
    )
    submissions.change_attempt(
        target.id,
        raw_points=raw,
        deduction_percent=cut,
        floor_percent=floor,
        waived=body.waive_lateness,
        choices=body.choices,
        source=GradeSource.MANUAL,
        graded_at=ctx.now(),
        graded_by=ctx.viewer.user_id,
    )
    return [marked if one.id == target.id else one for one in attempts]


def _raw_points(assignment: Assignment, body: WorkGrade) -> Decimal:
    if body.points is not None:
        return cents(body.points)
    rubric, choices = assignment.rubric or [], body.choices or {}
    wrong = misfits(rubric, choices)
    if wrong or not choices:
        raise NoSuchChoice(
            errors=[
                {"field": f"choices.{name}", "code": "mismatch", "message": message}
                for name, message in sorted(wrong.items())
            ]
        )
    return worth(rubric, choices)


def _waits(row: Submission) -> bool:
    """Whether there is something to release."""
    return row.released_at is None and row.source is not None


def _reweighed(attempt: HandedIn, body: RubricWrite) -> HandedIn:
    """An attempt as the new rubric has it, where it was graded by the old one."""
    if not attempt.choices or attempt.raw_points is None:
        return attempt
    return replace(attempt, raw_points=worth(body.criteria, attempt.choices))


def _touched(assignment: Assignment, found: Graded) -> TouchedGrade:
    row, hidden = found.submission, assignment.hides_names
    return TouchedGrade(
        submission_id=row.id,
        student_id=None if hidden else row.student_id,
        student_name=None if hidden else row.student_name,
        points_before=as_float(row.points),
        points_after=as_float(found.standing.points),
        released=row.released_at is not None,
    )
