"""Writing grades, for all handlers that do: release, history, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.coursework import as_float, grade_of, staff_of
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.events.event import PREVIEW_CHARS
from shared.learning.assignments.events import ChangedCell, GradebookChanged, SubmissionGraded
from shared.learning.assignments.standing import Standing
from shared.learning.assignments.types import GradeCause
from shared.learning.gradebook.book import Book, Entry

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, Course, Submission

MAX_TOLD = 30
"""How many cells one event names; for more, readers ask anew."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One grade to write."""

    assignment: Assignment
    submission: Submission
    standing: Standing
    cause: GradeCause
    reason: str | None = None


def write_grades(ctx: Ctx, course: Course, grades: Sequence[Graded], by: UUID | None) -> None:
    """Write grades of locked submissions, and tell who may know of them.

    What is graded is seen at once, unless its assignment waits for a release.
    """
    from infra.postgres.learning import Written

    now = ctx.now()
    written = [
        Written(
            one.submission,
            one.standing,
            one.cause,
            _released_at(one, now),
            by,
            graded_at=now,
            reason=one.reason,
        )
        for one in grades
    ]
    if not written:
        return
    ctx.db(learning.SubmissionRepository).write(written, now)
    news = [
        one
        for one, line in zip(grades, written, strict=True)
        if line.released_at is not None and _is_news(one)
    ]
    tell_graded(ctx, news, now)
    tell_gradebook(ctx, course, [one.submission for one in grades])


def _released_at(one: Graded, now: datetime) -> datetime | None:
    before = one.submission.released_at
    if before is not None or one.assignment.hides_grades or one.standing.source is None:
        return before
    return now


def _is_news(one: Graded) -> bool:
    before = one.submission
    was_hidden = before.released_at is None
    now = one.standing
    return was_hidden or (now.points, now.state) != (before.points, before.state)


def tell_graded(ctx: Ctx, news: Sequence[Graded], now: datetime) -> None:
    """Tell students and their guardians of grades that they may see."""
    students = {one.submission.student_id for one in news}
    guardians = ctx.db(learning.AssignmentRepository).find_guardians(students)
    for one in news:
        found, standing, assignment = one.submission, one.standing, one.assignment
        event = SubmissionGraded(
            assignment_id=assignment.id,
            submission_id=found.id,
            student_id=found.student_id,
            grade=grade_of(standing.points, assignment.max_points),
            points=as_float(standing.points),
            max_points=float(assignment.max_points),
            feedback_preview=(found.feedback or "")[:PREVIEW_CHARS] or None,
            graded_at=now,
        )
        for user_id in (found.student_id, *guardians.get(found.student_id, ())):
            ctx.emit(event, user_id=user_id)


def tell_gradebook(ctx: Ctx, course: Course, changed: Sequence[Submission]) -> None:
    """Show the cells as they are now to all who teach the course."""
    cells = (
        changed_cells(ctx, course.id, [(one.assignment_id, one.student_id) for one in changed])
        if len(changed) <= MAX_TOLD
        else []
    )
    for user_id in staff_of(ctx, course):
        ctx.emit(GradebookChanged(course_id=course.id, cells=cells), user_id=user_id)


def changed_cells(
    ctx: Ctx, course_id: UUID, places: Sequence[tuple[UUID, UUID]]
) -> list[ChangedCell]:
    """Some cells as they are now, with the totals of their students."""
    gradebooks = ctx.db(learning.GradebookRepository)
    assignments = ctx.db(learning.AssignmentRepository).find_of_course(course_id, drafts=True)
    veiled = {one.id for one in assignments if one.hides_names}
    book = book_of(ctx, course_id, [one for one in assignments if one.status != "DRAFT"])
    found = gradebooks.find_cells(
        course_id, [one.id for one in assignments], {student for _, student in places}
    )
    totals = {student: book.total(cells).percent for student, cells in found.items()}
    by_place = {(c.assignment_id, student): c for student, cells in found.items() for c in cells}
    return [
        ChangedCell(
            student_id=student,
            assignment_id=assignment,
            points=by_place[assignment, student].points,
            state=by_place[assignment, student].state,
            version=by_place[assignment, student].version,
            total=as_float(totals[student]),
        )
        for assignment, student in places
        if assignment not in veiled and (assignment, student) in by_place
    ]


def book_of(ctx: Ctx, course_id: UUID, assignments: Sequence[Assignment]) -> Book:
    """The totals of a course."""
    categories = ctx.db(learning.GradebookRepository).find_categories(course_id)
    return Book(
        [one.category for one in categories],
        [
            Entry(one.id, one.category_id, one.max_points, one.extra_credit, one.hides_names)
            for one in assignments
        ],
    )
