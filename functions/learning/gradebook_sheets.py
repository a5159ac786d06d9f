"""The gradebook as a table, out and back in; a table names every change before it makes one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import CourseArchived, CourseNotFound, NotInYourCourse, access_course
from functions.learning.cells import save_cells
from functions.learning.coursework import refuse_archived
from functions.learning.grade_writing import book_of
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.files import TextFile, csv_text
from shared.http.problem import Conflict
from shared.http.route import route
from shared.learning.assignments.events import GradebookChanged, SubmissionGraded
from shared.learning.assignments.types import GradeSource
from shared.learning.courses.policy import CourseRight
from shared.learning.gradebook.schemas import (
    MAX_CELLS,
    MAX_SHEET_CHARS,
    BookChange,
    BookPath,
    BookTable,
    BookTableRead,
    CellWrite,
)
from shared.learning.gradebook.sheet import (
    ID_COLUMN,
    NAME_COLUMN,
    Wanted,
    column_name,
    read_sheet,
    short_names,
    shown,
)

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, Course
    from shared.learning.gradebook.book import Cell

MAX_BODY_BYTES = 4 * MAX_SHEET_CHARS


class PlanIsStale(Conflict):
    """The gradebook or the table is not what the plan was made from."""

    code = "plan_is_stale"
    title = "The gradebook has changed: look at the differences again"
    cure = "Ask for the differences again, show them, and apply the new `plan`."


@route(
    "GET",
    "/v1/courses/{id}/gradebook.csv",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("export",),
    raises=(CourseNotFound, NotInYourCourse),
)
def gradebook_export(ctx: Ctx, path: BookPath) -> TextFile:
    """Download the gradebook: a row for each student, a column for each assignment, and totals."""
    course = access_course(ctx, path.id, CourseRight.TEACH)
    assignments = [one for one in _assignments(ctx, course) if not one.hides_names]
    short = short_names([one.id for one in assignments])
    cells = ctx.db(learning.GradebookRepository).find_cells(
        course.id, [one.id for one in assignments]
    )
    book = book_of(ctx, course.id, assignments)
    heads = [column_name(one.title, short[one.id]) for one in assignments]
    rows: list[list[object]] = [[ID_COLUMN, NAME_COLUMN, *heads, "total"]]
    for student in ctx.db(learning.CourseMemberRepository).find_students(course.id):
        theirs = {cell.assignment_id: cell for cell in cells.get(student.user_id, [])}
        total = book.total(theirs.values()).percent
        rows.append(
            [
                str(student.user_id),
                student.user_name,
                *(_shown(theirs.get(one.id)) for one in assignments),
                "" if total is None else float(total),
            ]
        )
    return TextFile(csv_text(rows), "text/csv", f"gradebook-{course.id}.csv")


@route(
    "POST",
    "/v1/courses/{id}/gradebook/import",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    emits=(SubmissionGraded, GradebookChanged),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, PlanIsStale),
    max_body_bytes=MAX_BODY_BYTES,
)
def gradebook_import(ctx: Ctx, path: BookPath, body: BookTable) -> BookTableRead:
    """Say what a table would change; with the plan of that answer, change exactly that.

    With an error anywhere nothing is changed.
    """
    course = access_course(ctx, path.id, CourseRight.TEACH)
    refuse_archived(course)
    assignments = _assignments(ctx, course)
    short = short_names([one.id for one in assignments])
    veiled = {one.id for one in assignments if one.hides_names}
    students = {
        one.user_id: one.user_name
        for one in ctx.db(learning.CourseMemberRepository).find_students(course.id)
    }
    wanted, errors = read_sheet(
        body.content,
        {name: one for one, name in short.items() if one not in veiled},
        students,
        {name: one for one, name in short.items() if one in veiled},
    )
    titles = {one.id: one.title for one in assignments}
    found = ctx.db(learning.GradebookRepository).find_cells(course.id, list(titles))
    changes, cells = _differences(wanted, found, titles, students)
    plan = _plan(cells)
    if body.apply:
        if errors or plan != body.plan:
            raise PlanIsStale
        for start in range(0, len(cells), MAX_CELLS):
            part = cells[start : start + MAX_CELLS]
            if save_cells(ctx, course, part, GradeSource.IMPORT, body.reason).conflicts:
                # Somebody was faster: nothing of the table is kept.
                raise PlanIsStale
    return BookTableRead(applied=body.apply, changes=changes, errors=errors, plan=plan)


def _differences(
    wanted: Iterable[Wanted],
    found: Mapping[UUID, Sequence[Cell]],
    titles: Mapping[UUID, str],
    students: Mapping[UUID, str],
) -> tuple[list[BookChange], list[CellWrite]]:
    """What of a table is not in the gradebook yet: as it is shown, and as it is written."""
    by_place = {(c.assignment_id, student): c for student, cs in found.items() for c in cs}
    changes: list[BookChange] = []
    cells: list[CellWrite] = []
    for one in wanted:
        cell = by_place.get((one.assignment_id, one.student_id))
        before, after = _text(cell), _after(one)
        if before == after:
            continue
        changes.append(
            BookChange(
                assignment_id=one.assignment_id,
                assignment_title=titles[one.assignment_id],
                student_id=one.student_id,
                student_name=students[one.student_id],
                before=before,
                after=after,
            )
        )
        cells.append(
            CellWrite.model_validate(
                {
                    "assignmentId": one.assignment_id,
                    "studentId": one.student_id,
                    "version": 0 if cell is None else cell.version,
                    "points": None if one.points is None else float(one.points),
                    "state": one.state,
                }
            )
        )
    return changes, cells


def _assignments(ctx: Ctx, course: Course) -> list[Assignment]:
    return ctx.db(learning.AssignmentRepository).find_of_course(course.id)


def _shown(cell: Cell | None) -> object:
    if cell is None:
        return ""
    text = _text(cell)
    return cell.points if text and cell.points is not None and text[0].isdigit() else text


def _text(cell: Cell | None) -> str:
    return "" if cell is None else shown(cell.points, cell.state)


def _after(one: Wanted) -> str:
    if one.state is not None:
        return "" if one.state == "NONE" else one.state
    return shown(one.points, "")


def _plan(cells: list[CellWrite]) -> str:
    said = [cell.model_dump(mode="json") for cell in cells]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
