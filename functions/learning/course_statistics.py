"""Figures of a course: the funnel of its lessons, its assignments, and the missing work of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.learning.access import CourseNotFound, NotInYourCourse, access_course
from functions.learning.coursework import as_float
from functions.learning.grade_writing import book_of
from functions.runtime.context import Ctx
from infra.postgres import learning, school, tenants
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.learning.assignments.marks import rounded
from shared.learning.assignments.types import SubmissionState
from shared.learning.courses.policy import CourseRight
from shared.learning.planner_schemas import (
    CourseStatistics,
    LessonStep,
    StatisticsPath,
    StudentAtWork,
    WorkStep,
)
from shared.people.schemas import AuthorRead
from shared.school.attendance.policy import AT_RISK_RATE, AT_RISK_SESSIONS, AT_RISK_SPAN

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from infra.postgres.learning import Assignment
    from shared.learning.gradebook.book import Cell

MISSING_AT_RISK = 3
PERCENT_AT_RISK = 50
_HANDED_IN = (SubmissionState.SUBMITTED, SubmissionState.LATE, SubmissionState.GRADED)


@route(
    "GET",
    "/v1/analytics/courses/{id}",
    permission=Permission.COURSES_UPDATE,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def analytics_course(ctx: Ctx, path: StatisticsPath) -> CourseStatistics:
    """Read how a course goes: lesson by lesson, assignment by assignment, student by student."""
    course = access_course(ctx, path.id, CourseRight.TEACH)
    students = ctx.db(learning.CourseMemberRepository).find_students(course.id)
    # Without names the figures of one student would tell whose work it is.
    assignments = [
        one
        for one in ctx.db(learning.AssignmentRepository).find_of_course(course.id)
        if not one.hides_names
    ]
    cells = ctx.db(learning.GradebookRepository).find_cells(
        course.id, [one.id for one in assignments], [one.user_id for one in students]
    )
    book = book_of(ctx, course.id, assignments)
    steps = ctx.db(learning.CourseFigureRepository).find_lessons(course.id)
    attendance = _attendance(ctx, [one.user_id for one in students])
    people = []
    for student in students:
        theirs = cells.get(student.user_id, [])
        total = book.total(theirs).percent
        missing = [c.assignment_id for c in theirs if c.state is SubmissionState.MISSING]
        low = total is not None and total < PERCENT_AT_RISK
        there = attendance.get(student.user_id)
        rarely = there is not None and there < AT_RISK_RATE
        people.append(
            StudentAtWork(
                student=AuthorRead(
                    id=student.user_id,
                    name=student.user_name,
                    avatar=student.user_avatar,
                    role=student.user_role,
                ),
                progress=float(student.progress),
                total=as_float(total),
                missing=missing,
                attendance=as_float(there),
                at_risk=len(missing) >= MISSING_AT_RISK or low or rarely,
            )
        )
    every = [cell for theirs in cells.values() for cell in theirs]
    return CourseStatistics(
        course_id=course.id,
        course_title=course.title,
        course_title_kh=course.title_kh,
        students=len(students),
        started=sum(student.completed_lessons > 0 for student in students),
        completed=sum(student.completed_at is not None for student in students),
        lessons=[
            LessonStep(
                lesson_id=one.id, title=one.title, title_kh=one.title_kh, completed=one.completed
            )
            for one in steps
        ],
        assignments=[_step(one, every) for one in assignments],
        people=people,
    )


def _attendance(ctx: Ctx, user_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """How often students were at school lately, where the school has counted enough of it.

    Of those alone whose attendance the caller may read anyway: to teach a course is no right to it.
    """
    viewer, students = ctx.viewer, ctx.db(school.StudentRepository)
    if viewer.reach(Permission.ATTENDANCE_READ) is None:
        return {}
    everywhere = viewer.can_everywhere(Permission.ATTENDANCE_READ)
    records = students.find_records_of(user_ids, taught_by=None if everywhere else viewer.user_id)
    if not records:
        return {}
    zone = ZoneInfo(ctx.db(tenants.TenantRepository).details().timezone)
    today = ctx.now().astimezone(zone).date()
    counted = {
        one.student_id: one.figures.rate
        for one in ctx.db(school.AttendanceRepository).count(
            today - AT_RISK_SPAN, today - timedelta(days=1), student_ids=records.values()
        )
        if one.expected >= AT_RISK_SESSIONS
    }
    return {
        user_id: rate
        for user_id, record in records.items()
        if (rate := counted.get(record)) is not None
    }


def _step(one: Assignment, every: Sequence[Cell]) -> WorkStep:
    cells = [cell for cell in every if cell.assignment_id == one.id]
    cents = [cell.cents for cell in cells if cell.cents is not None and cell.counts]
    mean = Fraction(sum(cents), len(cents)) / Fraction(one.max_points) if cents else None
    return WorkStep(
        assignment_id=one.id,
        title=one.title,
        title_kh=one.title_kh,
        handed_in=sum(cell.state in _HANDED_IN for cell in cells),
        graded=sum(cell.state is SubmissionState.GRADED for cell in cells),
        missing=sum(cell.state is SubmissionState.MISSING for cell in cells),
        mean_percent=None if mean is None else float(rounded(mean)),
    )
