"""Other dates for a person, a group or a class; what was late or missing is looked at anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import CourseArchived, NotInYourCourse
from functions.learning.assignments import announce_change
from functions.learning.coursework import WorkNotFound, change_work, policy_of, read_work
from functions.learning.grade_writing import Graded, write_grades
from functions.learning.marking import marks_of
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import NotFound, ValidationFailed
from shared.http.route import route
from shared.learning.assignments.dates import Dates, LatePolicy
from shared.learning.assignments.events import (
    AssignmentUpdated,
    GradebookChanged,
    SubmissionGraded,
)
from shared.learning.assignments.schemas import (
    ExtensionCreate,
    ExtensionPath,
    WorkPath,
    WorkRead,
)
from shared.learning.assignments.standing import Standing, lifted, recounted, waiting
from shared.learning.assignments.types import (
    AssignmentType,
    ExtensionFor,
    GradeCause,
    SubmissionState,
)
from shared.learning.courses.policy import CourseRight

if TYPE_CHECKING:
    from functions.learning.coursework import Seat
    from infra.postgres.learning import HandedIn, Submission


class ExtensionNotFound(NotFound):
    """There are no such other dates."""

    title = "These dates were not found"


class NotStudents(ValidationFailed):
    """Other dates are for students of the course, or a class of the school."""

    code = "not_students"
    title = "Choose students of the course, or a class"
    cure = "Choose students of the course, or a class of the school."


@route(
    "POST",
    "/v1/assignments/{id}/extensions",
    permission=Permission.ASSIGNMENTS_UPDATE,
    limits=("write",),
    status=201,
    emits=(AssignmentUpdated, SubmissionGraded, GradebookChanged),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived, NotStudents),
)
def assignments_extend(ctx: Ctx, path: WorkPath, body: ExtensionCreate) -> WorkRead:
    """Give somebody other dates. What was late or missing by the old ones is looked at anew.

    Nothing that a teacher typed changes.
    """
    seat = change_work(ctx, path.id, CourseRight.TEACH)
    one, assignments = seat.assignment, ctx.db(learning.AssignmentRepository)
    people = sorted(set(body.user_ids))
    members = ctx.db(learning.CourseMemberRepository)
    students = set(members.student_ids(one.course_id))
    if body.class_id is not None:
        affected = set(members.find_of_class(body.class_id)) & students
        if not affected:
            raise NotStudents("Nobody of this class is in the course.")
    else:
        affected = set(people)
        if not affected <= students:
            raise NotStudents
    assignments.drop_extensions(one.id, kind=body.kind, class_id=body.class_id, people=people)
    assignments.extend(
        ctx.new_id(),
        people,
        assignment_id=one.id,
        kind=body.kind,
        class_id=body.class_id,
        unlock_at=body.unlock_at,
        due_at=body.due_date,
        lock_at=body.lock_at,
        reason=body.reason,
        granted_by=ctx.viewer.user_id,
        created_at=ctx.now(),
    )
    return _changed(ctx, seat, affected, body.reason)


@route(
    "DELETE",
    "/v1/assignments/{id}/extensions/{extensionId}",
    permission=Permission.ASSIGNMENTS_UPDATE,
    limits=("write",),
    emits=(AssignmentUpdated, SubmissionGraded, GradebookChanged),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived, ExtensionNotFound),
)
def assignments_extensions_remove(ctx: Ctx, path: ExtensionPath) -> WorkRead:
    """Take other dates back."""
    seat = change_work(ctx, path.id, CourseRight.TEACH)
    assignments = ctx.db(learning.AssignmentRepository)
    found = {given.id: given for given in assignments.find_extensions(path.id)}
    gone = found.get(path.extension_id)
    if gone is None:
        raise ExtensionNotFound
    affected = set(gone.people)
    if gone.kind is ExtensionFor.CLASS and gone.class_id is not None:
        affected = set(ctx.db(learning.CourseMemberRepository).find_of_class(gone.class_id))
    assignments.remove_extensions([gone.id])
    return _changed(ctx, seat, affected, None)


def _changed(ctx: Ctx, seat: Seat, people: Collection[UUID], reason: str | None) -> WorkRead:
    one = seat.assignment
    # Counts the version up: calendars see that the date is another.
    ctx.db(learning.AssignmentRepository).update(one.id, updated_at=ctx.now())
    _recount(ctx, seat, people, reason)
    if one.status != "DRAFT":
        announce_change(ctx, one, ["extensions"])
    return read_work(ctx, change_work(ctx, one.id, CourseRight.TEACH))


def _recount(ctx: Ctx, seat: Seat, people: Collection[UUID], reason: str | None) -> None:
    """Judge lateness and absence of some students by the dates that they have now."""
    one, submissions = seat.assignment, ctx.db(learning.SubmissionRepository)
    policy, now = policy_of(ctx, one), ctx.now()
    existing = submissions.find_of_assignment(one.id, people)
    places = [(one.id, row.student_id) for row in existing]
    locked = submissions.lock(seat.course.id, places, now=now, new_id=ctx.new_id)
    attempts = submissions.find_attempts([row.id for row in locked.values()])
    dates = ctx.db(learning.AssignmentRepository).find_dates([one], people)
    grades = []
    for row in locked.values():
        theirs = dates.get((one.id, row.student_id), one.dates)
        judged = [
            _judged(attempt, theirs, policy, one.type) for attempt in attempts.get(row.id, [])
        ]
        for before, after in zip(attempts.get(row.id, []), judged, strict=True):
            if before != after:
                submissions.change_attempt(
                    after.id,
                    is_late=after.is_late,
                    deduction_percent=after.deduction_percent,
                    floor_percent=after.floor_percent,
                )
        standing = _standing(row, judged)
        overdue = theirs.due_at is not None and policy.is_late(theirs.due_at, now)
        standing = standing if overdue else lifted(standing)
        standing = recounted(standing, marks_of(judged), one.rules(policy))
        if standing != row.standing:
            grades.append(Graded(one, row, standing, GradeCause.EXTENDED, reason))
    write_grades(ctx, seat.course, grades, ctx.viewer.user_id)


def _judged(attempt: HandedIn, dates: Dates, policy: LatePolicy, kind: AssignmentType) -> HandedIn:
    """An attempt as these dates have it."""
    if attempt.received_at is None or not kind.is_handed_in:
        return attempt
    late = policy.intervals_late(dates.due_at, attempt.received_at)
    judged = replace(attempt, is_late=late > 0)
    if attempt.raw_points is None or attempt.waived:
        return judged
    return replace(
        judged,
        deduction_percent=policy.deduction(late),
        floor_percent=policy.minimum_percent if late else Decimal(0),
    )


def _standing(row: Submission, judged: Sequence[HandedIn]) -> Standing:
    handed_in = [attempt for attempt in judged if attempt.attempt > 0]
    if not handed_in:
        return row.standing
    found = replace(row.standing, is_late=handed_in[-1].is_late)
    if found.state in {SubmissionState.SUBMITTED, SubmissionState.LATE}:
        return replace(found, state=waiting(found))
    return found
