"""Assignments: written by who teaches a course, seen by who studies in it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    change_course,
)
from functions.learning.coursework import (
    WorkNotFound,
    change_work,
    read_work,
    require_work,
    summaries,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, ValidationFailed
from shared.http.route import route
from shared.learning.assignments.events import (
    AssignmentCreated,
    AssignmentDeleted,
    AssignmentUpdated,
)
from shared.learning.assignments.marks import cents
from shared.learning.assignments.schemas import (
    WorkCreate,
    WorkPath,
    WorkQuery,
    WorkRead,
    WorkSummary,
    WorkUpdate,
    WorkWrite,
)
from shared.learning.assignments.types import AssignmentStatus
from shared.learning.courses.policy import CourseRight

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment

MAX_BODY_BYTES = 262_144


class WorkChanged(Conflict):
    """Somebody has changed the assignment since the caller has read it."""

    code = "assignment_changed"
    title = "Somebody has changed this assignment: read it again"
    cure = (
        "Read the assignment again, lay the change over what it is now, and send its new version."
    )


class WorkBegun(Conflict):
    """Students have begun: it stays visible, and what it asks for stays what it is."""

    code = "assignment_begun"
    title = "Students have begun: its kind and its visibility stay"
    cure = (
        "Leave kind and visibility as they are, and send the other changes; or make another "
        "assignment."
    )


class NoSuchPart(ValidationFailed):
    """The category is not of this course, or the quiz is not there."""

    code = "no_such_part"
    title = "The category or the quiz is not there"
    cure = "Read the categories of the course and the quiz, and send ids that are there."


@route("GET", "/v1/assignments", permission=Permission.ASSIGNMENTS_READ, limits=("read",))
def assignments_list(ctx: Ctx, query: WorkQuery) -> Page[WorkSummary]:
    """List the assignments of the caller's courses, newest first; drafts to who teaches."""
    found = ctx.db(learning.AssignmentRepository).find(
        ctx.viewer.user_id,
        everywhere=ctx.viewer.can_everywhere(Permission.COURSES_UPDATE),
        course_id=query.course_id,
        status=query.status,
        due_after=query.due_after,
        due_before=query.due_before,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    shown = summaries(ctx, found)
    return Page.of_rows(found, query.limit, lambda one: shown[one.id])


@route(
    "POST",
    "/v1/assignments",
    permission=Permission.ASSIGNMENTS_CREATE,
    limits=("write",),
    status=201,
    emits=(AssignmentCreated,),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, NoSuchPart),
    max_body_bytes=MAX_BODY_BYTES,
)
def assignments_create(ctx: Ctx, body: WorkCreate) -> WorkRead:
    """Write an assignment, and publish it unless it is a draft."""
    course = change_course(ctx, body.course_id)
    _check_parts(ctx, body, course.id)
    now, assignment_id = ctx.now(), ctx.new_id()
    published = body.status is not AssignmentStatus.DRAFT
    ctx.db(learning.AssignmentRepository).insert(
        **_columns(body),
        id=assignment_id,
        course_id=course.id,
        created_by=ctx.viewer.user_id,
        published_at=now if published else None,
        created_at=now,
        updated_at=now,
    )
    ctx.headers["Location"] = f"/v1/assignments/{assignment_id}"
    seat = require_work(ctx, assignment_id)
    if published:
        _announce(ctx, seat.assignment)
    return read_work(ctx, seat)


@route(
    "GET",
    "/v1/assignments/{id}",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("read",),
    raises=(WorkNotFound,),
)
def assignments_get(ctx: Ctx, path: WorkPath) -> WorkRead:
    """Read an assignment, with the caller's own dates and work."""
    return read_work(ctx, require_work(ctx, path.id))


@route(
    "PUT",
    "/v1/assignments/{id}",
    permission=Permission.ASSIGNMENTS_UPDATE,
    limits=("write",),
    emits=(AssignmentCreated, AssignmentUpdated, AssignmentDeleted),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived, WorkChanged, WorkBegun, NoSuchPart),
    max_body_bytes=MAX_BODY_BYTES,
)
def assignments_update(ctx: Ctx, path: WorkPath, body: WorkUpdate) -> WorkRead:
    """Replace an assignment. Once students have begun, its kind stays and it stays visible."""
    if body.category_id is not None:
        # Before the assignment, as whoever takes categories away locks them.
        ctx.db(learning.GradebookRepository).keep_category(body.category_id)
    seat = change_work(ctx, path.id, CourseRight.EDIT)
    before, repository = seat.assignment, ctx.db(learning.AssignmentRepository)
    if before.version != body.version:
        raise WorkChanged
    _check_parts(ctx, body, before.course_id)
    was_draft = before.status is AssignmentStatus.DRAFT
    is_draft = body.status is AssignmentStatus.DRAFT
    asks_else = body.type is not before.type or body.quiz_id != before.quiz_id
    if (asks_else or (is_draft and not was_draft)) and _begun(ctx, before.id):
        raise WorkBegun
    values, now = _columns(body), ctx.now()
    if was_draft and not is_draft:
        values["published_at"] = now
    if body.grades_hidden and not before.grades_hidden:
        values["released_at"] = None
    changed = sorted(name for name in _columns(body) if getattr(before, name) != values[name])
    repository.update(before.id, **values, updated_at=now)
    after = require_work(ctx, before.id)
    if was_draft and not is_draft:
        _announce(ctx, after.assignment)
    elif is_draft and not was_draft:
        ctx.emit(AssignmentDeleted(assignment_id=before.id), course_id=before.course_id)
    elif changed and not is_draft:
        told = ["dueDate" if name == "due_at" else name for name in changed]
        announce_change(ctx, after.assignment, told)
    return read_work(ctx, after)


@route(
    "DELETE",
    "/v1/assignments/{id}",
    permission=Permission.ASSIGNMENTS_DELETE,
    limits=("write",),
    status=204,
    emits=(AssignmentDeleted,),
    raises=(WorkNotFound, NotInYourCourse, CourseArchived),
)
def assignments_delete(ctx: Ctx, path: WorkPath) -> None:
    """Delete an assignment; it leaves every total, and what was handed in stays on record."""
    one = change_work(ctx, path.id, CourseRight.EDIT).assignment
    ctx.db(learning.AssignmentRepository).mark_deleted(one.id, ctx.now())
    if one.status is not AssignmentStatus.DRAFT:
        ctx.emit(AssignmentDeleted(assignment_id=one.id), course_id=one.course_id)


def announce_change(ctx: Ctx, assignment: Assignment, changed: list[str]) -> None:
    """Tell who sees the assignment what was changed of it."""
    ctx.emit(
        AssignmentUpdated(assignment_id=assignment.id, changed=changed, due_date=assignment.due_at),
        course_id=assignment.course_id,
    )


def _announce(ctx: Ctx, one: Assignment) -> None:
    ctx.emit(
        AssignmentCreated(
            assignment_id=one.id,
            course_id=one.course_id,
            title=one.title,
            type=one.type,
            max_points=float(one.max_points),
            due_date=one.due_at,
        ),
        course_id=one.course_id,
    )


def _begun(ctx: Ctx, assignment_id: UUID) -> bool:
    found = ctx.db(learning.SubmissionRepository).find_of_assignment(assignment_id)
    return any(one.version > 0 for one in found)


def _columns(body: WorkWrite) -> dict[str, object]:
    values = body.model_dump(exclude={"course_id", "version", "due_date", "max_points"})
    return {**values, "due_at": body.due_date, "max_points": cents(body.max_points)}


def _check_parts(ctx: Ctx, body: WorkWrite, course_id: UUID) -> None:
    """Raise NoSuchPart for a category of another course, or a quiz that is not there."""
    if body.category_id is not None:
        categories = ctx.db(learning.GradebookRepository).find_categories(course_id)
        if body.category_id not in {one.id for one in categories}:
            raise NoSuchPart("The category is not one of this course.")
    if body.quiz_id is not None:
        quiz = ctx.db(learning.QuizRepository).get(ctx.viewer.user_id, body.quiz_id)
        if quiz is None or (quiz.status == "DRAFT" and quiz.author_id != ctx.viewer.user_id):
            raise NoSuchPart("There is no such quiz.")
