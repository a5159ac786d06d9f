"""Cells of the gradebook: saved many at a time, each with the version that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import CourseArchived, CourseNotFound, NotInYourCourse, access_course
from functions.learning.coursework import refuse_archived
from functions.learning.grade_writing import Graded, book_of, write_grades
from functions.learning.marking import NamesAreHidden, given
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import ValidationFailed
from shared.http.route import route
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.assignments.marks import cents
from shared.learning.assignments.standing import typed
from shared.learning.assignments.submission_schemas import GivenState
from shared.learning.assignments.types import GradeCause, GradeSource, SubmissionState
from shared.learning.courses.policy import CourseRight
from shared.learning.gradebook.schemas import (
    BookPath,
    CellRead,
    CellsRead,
    CellsWrite,
    CellWrite,
)

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, Course, HandedIn, Submission
    from shared.learning.assignments.dates import LatePolicy

MAX_BODY_BYTES = 262_144


class NoSuchCell(ValidationFailed):
    """A cell is of no assignment or no student of the course."""

    code = "no_such_cell"
    title = "A cell is not one of this gradebook"
    cure = "Read the gradebook, and send cells of its assignments and students."


@dataclass(frozen=True, slots=True)
class Saved:
    """Which cells were saved, and which had changed meanwhile."""

    saved: Sequence[tuple[UUID, UUID]]
    conflicts: Sequence[tuple[UUID, UUID]]


@route(
    "PUT",
    "/v1/courses/{id}/gradebook/cells",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    emits=(SubmissionGraded, GradebookChanged),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, NoSuchCell, NamesAreHidden),
    max_body_bytes=MAX_BODY_BYTES,
)
def gradebook_cells_put(ctx: Ctx, path: BookPath, body: CellsWrite) -> CellsRead:
    """Save cells of a gradebook. What is typed here counts as it is, past any deduction.

    A cell that somebody has changed since it was read is left as it is, and answered as it is now.
    """
    course = access_course(ctx, path.id, CourseRight.TEACH)
    refuse_archived(course)
    done = save_cells(ctx, course, body.cells, GradeSource.MANUAL, body.reason)
    shown = read_cells(ctx, course.id, [*done.saved, *done.conflicts])
    return CellsRead(
        saved=[shown[place] for place in done.saved],
        conflicts=[shown[place] for place in done.conflicts],
    )


def save_cells(
    ctx: Ctx, course: Course, cells: Sequence[CellWrite], source: GradeSource, reason: str | None
) -> Saved:
    """Save cells whose versions are those that were read.

    Raises NoSuchCell and NamesAreHidden before anything is written.
    """
    repository = ctx.db(learning.AssignmentRepository)
    for assignment_id in sorted({cell.assignment_id for cell in cells}):
        repository.lock(assignment_id, to_change=False)
    assignments = {one.id: one for one in repository.find_of_course(course.id)}
    _check_cells(ctx, course, cells, assignments)
    submissions = ctx.db(learning.SubmissionRepository)
    places = [(cell.assignment_id, cell.student_id) for cell in cells]
    locked = submissions.lock(course.id, set(places), now=ctx.now(), new_id=ctx.new_id)
    policy = ctx.db(learning.GradebookRepository).get_policy(course.id)
    cleared = [
        locked[cell.assignment_id, cell.student_id].id
        for cell in cells
        if cell.state is GivenState.NONE
    ]
    attempts = submissions.find_attempts(cleared)
    grades: list[Graded] = []
    saved: list[tuple[UUID, UUID]] = []
    conflicts: list[tuple[UUID, UUID]] = []
    for cell, place in zip(cells, places, strict=True):
        mine = locked[place]
        if mine.version != cell.version:
            conflicts.append(place)
            continue
        saved.append(place)
        one = _graded(cell, assignments[cell.assignment_id], mine, policy, attempts)
        if one.standing != mine.standing:
            if source is GradeSource.IMPORT and one.cause is GradeCause.TYPED:
                points = one.standing.points
                assert points is not None, "points were typed"
                standing = typed(mine.standing, points, source)
                one = Graded(one.assignment, mine, standing, GradeCause.IMPORTED)
            grades.append(Graded(one.assignment, mine, one.standing, one.cause, reason))
    write_grades(ctx, course, grades, ctx.viewer.user_id)
    return Saved(saved, conflicts)


def read_cells(
    ctx: Ctx, course_id: UUID, places: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], CellRead]:
    """Cells as they are now, with the totals of their students."""
    assignments = ctx.db(learning.AssignmentRepository).find_of_course(course_id)
    book = book_of(ctx, course_id, assignments)
    students = {student for _, student in places}
    found = ctx.db(learning.GradebookRepository).find_cells(
        course_id, [one.id for one in assignments], students
    )
    totals = {student: book.total(found.get(student, [])).percent for student in students}
    by_place = {(c.assignment_id, student): c for student, cells in found.items() for c in cells}
    shown: dict[tuple[UUID, UUID], CellRead] = {}
    for assignment_id, student_id in places:
        cell = by_place.get((assignment_id, student_id))
        total = totals[student_id]
        shown[assignment_id, student_id] = CellRead(
            assignment_id=assignment_id,
            student_id=student_id,
            points=None if cell is None else cell.points,
            state=SubmissionState.PENDING if cell is None else cell.state,
            source=None if cell is None else cell.source,
            version=0 if cell is None else cell.version,
            released=cell is not None and cell.released,
            total=None if total is None else float(total),
        )
    return shown


def _check_cells(
    ctx: Ctx, course: Course, cells: Sequence[CellWrite], assignments: dict[UUID, Assignment]
) -> None:
    students = set(ctx.db(learning.CourseMemberRepository).student_ids(course.id))
    errors = []
    for place, cell in enumerate(cells):
        for field, known in (
            ("assignmentId", cell.assignment_id in assignments),
            ("studentId", cell.student_id in students),
        ):
            if not known:
                name = f"cells.{place}.{field}"
                errors.append({"field": name, "code": "unknown", "message": "not of this course"})
    if errors:
        raise NoSuchCell(errors=errors)
    if any(assignments[cell.assignment_id].hides_names for cell in cells):
        raise NamesAreHidden


def _graded(
    cell: CellWrite,
    assignment: Assignment,
    mine: Submission,
    policy: LatePolicy,
    attempts: dict[UUID, list[HandedIn]],
) -> Graded:
    if cell.state is not None:
        theirs = attempts.get(mine.id, [])
        standing, cause = given(mine.standing, cell.state, theirs, assignment.rules(policy))
        return Graded(assignment, mine, standing, cause)
    assert cell.points is not None, "the schema asks for one of both"
    standing = typed(mine.standing, cents(cell.points), GradeSource.MANUAL)
    return Graded(assignment, mine, standing, GradeCause.TYPED)
