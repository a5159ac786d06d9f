"""Who a caller is to an assignment, and how it is shown to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.learning.access import CourseArchived, NotInYourCourse
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.learning.assignments.dates import Dates, LatePolicy
from shared.learning.assignments.marks import percent
from shared.learning.assignments.schemas import (
    ExtensionRead,
    LatePolicyRead,
    MyWork,
    WorkRead,
    WorkSummary,
)
from shared.learning.assignments.standing import shown_state
from shared.learning.assignments.types import AssignmentStatus
from shared.learning.courses.policy import CourseRight, rights
from shared.learning.courses.types import CourseRole, CourseStatus

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, Course, Submission


class WorkNotFound(NotFound):
    """There is no such assignment, or the caller may not know of it."""

    title = "Assignment not found"


@dataclass(frozen=True, slots=True)
class Seat:
    """An assignment, its course, and what the caller may do there."""

    assignment: Assignment
    course: Course
    rights: frozenset[CourseRight]

    @property
    def grades(self) -> bool:
        """Whether the caller grades."""
        return CourseRight.TEACH in self.rights

    @property
    def studies(self) -> bool:
        """Whether the caller is one of its students."""
        return self.course.my_role is CourseRole.STUDENT and not self.grades


def seat_of(ctx: Ctx, assignment: Assignment | None) -> Seat:
    """What the caller is to an assignment; raises WorkNotFound."""
    if assignment is None:
        raise WorkNotFound
    course = ctx.db(learning.CourseRepository).get(ctx.viewer.user_id, assignment.course_id)
    held = frozenset[CourseRight]() if course is None else rights_in(ctx, course)
    if course is None or CourseRight.STUDY not in held:
        raise WorkNotFound
    if assignment.status is AssignmentStatus.DRAFT and CourseRight.TEACH not in held:
        raise WorkNotFound
    return Seat(assignment, course, held)


def require_work(ctx: Ctx, assignment_id: UUID) -> Seat:
    """The assignment if the caller may know of it; raises WorkNotFound."""
    return seat_of(ctx, ctx.db(learning.AssignmentRepository).get(assignment_id))


def access_work(ctx: Ctx, assignment_id: UUID, right: CourseRight) -> Seat:
    """The assignment if the caller may do this; raises WorkNotFound or NotInYourCourse."""
    seat = require_work(ctx, assignment_id)
    if right not in seat.rights:
        raise NotInYourCourse
    return seat


def change_work(ctx: Ctx, assignment_id: UUID, right: CourseRight) -> Seat:
    """The assignment, locked against other changes.

    Raises what :func:`access_work` does, and CourseArchived.
    """
    seat = access_work(ctx, assignment_id, right)
    refuse_archived(seat.course)
    if not ctx.db(learning.AssignmentRepository).lock(assignment_id, to_change=True):
        raise WorkNotFound
    # Read again: what was decided before the lock may have changed.
    return access_work(ctx, assignment_id, right)


def refuse_archived(course: Course) -> None:
    """Raise CourseArchived where nothing is changed any more."""
    if course.status is CourseStatus.ARCHIVED:
        raise CourseArchived


def may_see_work_of(ctx: Ctx, student_id: UUID) -> bool:
    """Whether the caller is a guardian of the student, who sees what was released to them."""
    guards = ctx.db(learning.AssignmentRepository)
    return guards.is_guardian(ctx.viewer.user_id, student_id)


def course_for(ctx: Ctx, student_id: UUID, course_id: UUID) -> Course | None:
    """The course as the student finds it, for them and their guardians; none that is a draft."""
    course = ctx.db(learning.CourseRepository).get(student_id, course_id)
    if course is None:
        return None
    held = rights(course.my_role, course.status, everywhere=False, teaches=False)
    return course if CourseRight.STUDY in held else None


def shows_work_to(ctx: Ctx, student_id: UUID, assignment: Assignment) -> bool:
    """Whether the student finds the assignment, and with them their guardians."""
    if assignment.status is AssignmentStatus.DRAFT:
        return False
    return course_for(ctx, student_id, assignment.course_id) is not None


def dates_of(ctx: Ctx, assignment: Assignment, student_id: UUID) -> Dates:
    """The dates of one student."""
    found = ctx.db(learning.AssignmentRepository).find_dates([assignment], [student_id])
    return found.get((assignment.id, student_id), assignment.dates)


def policy_of(ctx: Ctx, assignment: Assignment) -> LatePolicy:
    """What lateness costs in the course of the assignment."""
    return ctx.db(learning.GradebookRepository).get_policy(assignment.course_id)


def staff_of(ctx: Ctx, course: Course) -> list[UUID]:
    """Who teaches the course: its owner, whoever they are, and the others."""
    ids = ctx.db(learning.CourseMemberRepository).staff_ids(course.id)
    return sorted({*ids, course.owner_id})


def summaries(ctx: Ctx, found: Sequence[Assignment]) -> dict[UUID, WorkSummary]:
    """Assignments as the caller sees them in a list."""
    assignments, submissions = (
        ctx.db(learning.AssignmentRepository),
        ctx.db(learning.SubmissionRepository),
    )
    reader, ids = ctx.viewer.user_id, [one.id for one in found]
    taught = _taught(ctx, {one.course_id for one in found})
    mine = submissions.find_of_student(reader, ids) if ids else {}
    waiting = submissions.count_to_grade([one.id for one in found if one.course_id in taught])
    dates = assignments.find_dates(found, [reader])
    return {
        one.id: _summary(
            one,
            dates.get((one.id, reader), one.dates),
            mine.get(one.id),
            teaches=one.course_id in taught,
            waiting=waiting.get(one.id, 0),
        )
        for one in found
    }


def _taught(ctx: Ctx, course_ids: Collection[UUID]) -> set[UUID]:
    courses = ctx.db(learning.CourseRepository)
    found = {one: courses.get(ctx.viewer.user_id, one) for one in course_ids}
    return {
        course_id
        for course_id, course in found.items()
        if course is not None and CourseRight.TEACH in rights_in(ctx, course)
    }


def _summary(
    one: Assignment, dates: Dates, mine: Submission | None, *, teaches: bool, waiting: int
) -> WorkSummary:
    return WorkSummary(**_shown(one, dates, mine, teaches=teaches, waiting=waiting))


def _shown(
    one: Assignment, dates: Dates, mine: Submission | None, *, teaches: bool, waiting: int
) -> Mapping[str, object]:
    return {
        "id": one.id,
        "course_id": one.course_id,
        "course_title": one.course_title,
        "course_title_kh": one.course_title_kh,
        "title": one.title,
        "title_kh": one.title_kh,
        "type": one.type,
        "status": one.status,
        "max_points": float(one.max_points),
        "category_id": one.category_id,
        "extra_credit": one.extra_credit,
        "unlock_at": dates.unlock_at,
        "due_date": dates.due_at,
        "lock_at": dates.lock_at,
        "can_grade": teaches,
        "my": None if mine is None or teaches else my_work(one, mine),
        "to_grade": waiting if teaches else None,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def my_work(assignment: Assignment, mine: Submission) -> MyWork:
    """A student's own work as they see it: without what is not released."""
    released = mine.released_at is not None
    points = mine.points if released else None
    return MyWork(
        submission_id=mine.id,
        state=shown_state(mine.standing, released=released),
        source=mine.source if released else None,
        attempt=mine.attempt,
        is_late=mine.is_late,
        submitted_at=mine.submitted_at,
        points=as_float(points),
        grade=grade_of(points, assignment.max_points),
        released_at=mine.released_at,
        draft_saved_at=mine.draft_saved_at,
    )


def read_work(ctx: Ctx, seat: Seat) -> WorkRead:
    """An assignment as the caller sees it."""
    one, viewer_id = seat.assignment, ctx.viewer.user_id
    assignments, submissions = (
        ctx.db(learning.AssignmentRepository),
        ctx.db(learning.SubmissionRepository),
    )
    dates = dates_of(ctx, one, viewer_id) if seat.studies else one.dates
    mine = submissions.get_of(one.id, viewer_id) if seat.studies else None
    waiting = submissions.count_to_grade([one.id]).get(one.id, 0) if seat.grades else 0
    extensions = None
    if seat.grades:
        extensions = [
            ExtensionRead.of(given, user_ids=list(given.people), due_date=given.due_at)
            for given in assignments.find_extensions(one.id)
        ]
    shown = _shown(one, dates, mine, teaches=seat.grades, waiting=waiting)
    return WorkRead(
        **shown,
        description=one.description,
        description_kh=one.description_kh,
        attempts_allowed=one.attempts_allowed,
        keep=one.keep,
        anonymous=one.anonymous,
        grades_hidden=one.grades_hidden,
        released_at=one.released_at,
        include_late_joiners=one.include_late_joiners,
        quiz_id=one.quiz_id,
        rubric=None if one.rubric is None else list(one.rubric),
        late_policy=read_policy(policy_of(ctx, one)),
        can_submit=seat.studies and takes_work(seat, dates, mine, ctx.now()),
        can_edit=CourseRight.EDIT in seat.rights
        and Permission.ASSIGNMENTS_UPDATE in ctx.viewer.grants,
        extensions=extensions,
        version=one.version,
    )


def takes_work(seat: Seat, dates: Dates, mine: Submission | None, at: datetime) -> bool:
    """Whether something could be handed in at a moment."""
    one = seat.assignment
    used = 0 if mine is None else mine.attempt
    left = one.attempts_allowed is None or used < one.attempts_allowed
    is_open = not dates.is_early(at) and not dates.is_locked(at)
    published = one.status is AssignmentStatus.PUBLISHED
    going_on = seat.course.status is CourseStatus.PUBLISHED
    return published and going_on and one.type.is_handed_in and left and is_open


def read_policy(policy: LatePolicy) -> LatePolicyRead:
    """A late policy as it is shown."""
    return LatePolicyRead(
        deduction_percent=float(policy.deduction_percent),
        interval=policy.interval,
        minimum_percent=float(policy.minimum_percent),
        grace_minutes=policy.grace_minutes,
        missing_percent=as_float(policy.missing_percent),
    )


def as_float(value: Decimal | None) -> float | None:
    """A decimal as JSON has it; two places survive that."""
    return None if value is None else float(value)


def grade_of(points: Decimal | None, max_points: Decimal) -> float | None:
    """Points in percent."""
    return None if points is None else as_float(percent(points, max_points))
