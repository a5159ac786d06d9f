"""Submissions as those who grade, those who study and their guardians see them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attached
from functions.learning.access import NotInYourCourse
from functions.learning.coursework import (
    Seat,
    WorkNotFound,
    as_float,
    grade_of,
    may_see_work_of,
    require_work,
    seat_of,
    shows_work_to,
    staff_of,
)
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import NotFound
from shared.http.route import route
from shared.learning.assignments.events import SubmissionCommented
from shared.learning.assignments.schemas import WorkPath
from shared.learning.assignments.standing import shown_state
from shared.learning.assignments.submission_schemas import (
    AttemptWork,
    CommentWrite,
    DraftRead,
    GradeChangeRead,
    GradeHistory,
    SubmissionCommentRead,
    SubmissionEntry,
    SubmissionIdPath,
    SubmissionPath,
    SubmissionRead,
    SubmissionsQuery,
)
from shared.learning.assignments.types import SubmissionState
from shared.learning.courses.types import CourseRole
from shared.media.types import Referrer
from shared.people.schemas import AuthorRead

if TYPE_CHECKING:
    from infra.postgres.learning import (
        Assignment,
        CourseMember,
        GradeChange,
        HandedIn,
        Submission,
        SubmissionComment,
    )
    from shared.media.schemas import AttachmentRead

MAX_COMMENTS = 200


class SubmissionNotFound(NotFound):
    """There is no such submission, or the caller may not know of it."""

    title = "Submission not found"


@route(
    "GET",
    "/v1/assignments/{id}/submissions",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("read",),
    raises=(WorkNotFound, NotInYourCourse),
)
def submissions_list(ctx: Ctx, path: WorkPath, query: SubmissionsQuery) -> Page[SubmissionEntry]:
    """List the work of all students by name, also of those who have done nothing yet.

    Where names are hidden: what there is, in the order in which it began.
    """
    seat = grading_seat(ctx, path.id)
    one, submissions = seat.assignment, ctx.db(learning.SubmissionRepository)
    if one.hides_names or query.waiting:
        waiting = (SubmissionState.SUBMITTED, SubmissionState.LATE) if query.waiting else None
        found = submissions.find(
            one.id, states=waiting, after=Position.decode(query.cursor), limit=query.limit
        )
        return Page.of_rows(found, query.limit, lambda row: _entry(one, row))
    from infra.postgres.learning import RosterPlace

    students = ctx.db(learning.CourseMemberRepository).find(
        one.course_id,
        role=CourseRole.STUDENT,
        after=RosterPlace.decode(query.cursor),
        limit=query.limit,
    )
    theirs = {
        row.student_id: row
        for row in submissions.find_of_assignment(one.id, [m.user_id for m in students])
    }
    return Page.of_rows(
        students,
        query.limit,
        lambda student: _entry_of(one, student, theirs.get(student.user_id)),
        lambda student: RosterPlace(student.user_name, student.user_id),
    )


@route(
    "GET",
    "/v1/assignments/{id}/submissions/{submissionId}",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("read",),
    raises=(WorkNotFound, SubmissionNotFound),
)
def submissions_get(ctx: Ctx, path: SubmissionPath) -> SubmissionRead:
    """Read a student's work: to who grades it, to the student, and to their guardians."""
    found = ctx.db(learning.SubmissionRepository).get(path.id, path.submission_id)
    if found is not None and may_see_work_of(ctx, found.student_id):
        assignment = ctx.db(learning.AssignmentRepository).get(path.id)
        if assignment is not None and shows_work_to(ctx, found.student_id, assignment):
            return _read(ctx, assignment, found, grades=False, own=False)
    seat = require_work(ctx, path.id)
    if found is None or not (seat.grades or found.student_id == ctx.viewer.user_id):
        raise SubmissionNotFound
    return _read(ctx, seat.assignment, found, grades=seat.grades, own=not seat.grades)


@route(
    "POST",
    "/v1/assignments/{id}/submissions/{submissionId}/comments",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("write",),
    status=201,
    emits=(SubmissionCommented,),
    raises=(WorkNotFound, SubmissionNotFound),
)
def submission_comments_create(
    ctx: Ctx, path: SubmissionPath, body: CommentWrite
) -> SubmissionCommentRead:
    """Write in the private thread of a student and those who teach them."""
    seat = require_work(ctx, path.id)
    submissions, comment_id = ctx.db(learning.SubmissionRepository), ctx.new_id()
    found = submissions.get(path.id, path.submission_id)
    if found is None or not (seat.grades or found.student_id == ctx.viewer.user_id):
        raise SubmissionNotFound
    submissions.add_comment(
        id=comment_id,
        submission_id=found.id,
        author_id=ctx.viewer.user_id,
        body=body.body,
        created_at=ctx.now(),
    )
    hidden = seat.assignment.hides_names and not seat.grades
    for user_id in sorted({*staff_of(ctx, seat.course), found.student_id}):
        nameless = hidden and user_id != found.student_id
        ctx.emit(
            SubmissionCommented(
                assignment_id=path.id,
                submission_id=found.id,
                comment_id=comment_id,
                author_id=None if nameless else ctx.viewer.user_id,
            ),
            user_id=user_id,
        )
    written = submissions.find_comments(found.id, 1)[0]
    return SubmissionCommentRead.of(written)


@route(
    "GET",
    "/v1/submissions/{submissionId}/history",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("read",),
    raises=(SubmissionNotFound,),
)
def grade_history_get(ctx: Ctx, path: SubmissionIdPath) -> GradeHistory:
    """Read who changed a grade, when and why; to its student, as far as it was released."""
    submissions = ctx.db(learning.SubmissionRepository)
    found = submissions.get_by_id(path.submission_id)
    if found is None:
        raise SubmissionNotFound
    assignment = ctx.db(learning.AssignmentRepository).get(found.assignment_id)
    own = found.student_id == ctx.viewer.user_id or may_see_work_of(ctx, found.student_id)
    own = own and assignment is not None and shows_work_to(ctx, found.student_id, assignment)
    if not own:
        try:
            grades = seat_of(ctx, assignment).grades
        except WorkNotFound as error:
            raise SubmissionNotFound from error
        if not grades:
            raise SubmissionNotFound
    hidden = not own and assignment is not None and assignment.hides_names
    lines = submissions.find_history(found.id)
    if own:
        lines = [
            line if line.released else _unreleased(line, found)
            for line in lines
            if line.released or line.changed_by == found.student_id
        ]
    elif hidden:
        lines = [
            replace(line, changed_by=None, changed_by_name=None)
            if line.changed_by == found.student_id
            else line
            for line in lines
        ]
    return GradeHistory(
        data=[GradeChangeRead.of(line, points=as_float(line.points)) for line in lines]
    )


def _unreleased(line: GradeChange, found: Submission) -> GradeChange:
    """A line about what a student did, without the grade that stood beside it."""
    state = shown_state(found.standing, released=False)
    return replace(line, points=None, source=None, state=state)


def grading_seat(ctx: Ctx, assignment_id: UUID) -> Seat:
    """The assignment that the caller grades; raises WorkNotFound or NotInYourCourse."""
    seat = require_work(ctx, assignment_id)
    if not seat.grades:
        raise NotInYourCourse
    return seat


def read_submission(ctx: Ctx, seat: Seat, submission_id: UUID) -> SubmissionRead:
    """A submission as the caller, its student or who grades it, sees it now."""
    found = ctx.db(learning.SubmissionRepository).get(seat.assignment.id, submission_id)
    if found is None:
        raise SubmissionNotFound
    return _read(ctx, seat.assignment, found, grades=seat.grades, own=not seat.grades)


def alias_of(submission: Submission) -> str:
    """What a work is called where its student is not known."""
    return hashlib.sha256(submission.id.bytes).hexdigest()[:6].upper()


def _read(
    ctx: Ctx, assignment: Assignment, found: Submission, *, grades: bool, own: bool
) -> SubmissionRead:
    submissions = ctx.db(learning.SubmissionRepository)
    attempts = submissions.find_attempts([found.id]).get(found.id, [])
    files = attached(ctx, Referrer.SUBMISSION, [one.id for one in attempts] + [found.id])
    released, hidden = found.released_at is not None, grades and assignment.hides_names
    sees = grades or released
    # Guardians see grades; the thread and the draft are the student's own.
    thread = submissions.find_comments(found.id, MAX_COMMENTS) if grades or own else []
    draft = None
    if own and found.draft_saved_at is not None:
        draft = DraftRead(
            content=found.draft_content,
            link=found.draft_link,
            media=list(files.get(found.id, [])),
            saved_at=found.draft_saved_at,
        )
    points = found.points if sees else None
    return SubmissionRead(
        id=found.id,
        assignment_id=assignment.id,
        student=None if hidden else _student(found),
        alias=alias_of(found) if hidden else None,
        state=found.state if grades else shown_state(found.standing, released=released),
        source=found.source if sees else None,
        attempt=found.attempt,
        is_late=found.is_late,
        submitted_at=found.submitted_at,
        points=as_float(points),
        grade=grade_of(points, assignment.max_points),
        overridden=found.overridden if sees else False,
        feedback=found.feedback if sees else None,
        graded_at=found.graded_at if sees else None,
        released_at=found.released_at,
        attempts=[_attempt(assignment, one, files, sees=sees) for one in attempts],
        comments=[_comment(one, found.student_id, hidden=hidden) for one in thread],
        draft=draft,
        next_id=_next_id(ctx, found) if grades else None,
        version=found.version,
    )


def _next_id(ctx: Ctx, found: Submission) -> UUID | None:
    """The next one that waits for a grade: behind this one, else the first."""
    submissions = ctx.db(learning.SubmissionRepository)
    waiting = (SubmissionState.SUBMITTED, SubmissionState.LATE)
    for after in (found.position, None):
        behind = submissions.find(found.assignment_id, states=waiting, after=after, limit=1)
        others = [one.id for one in behind if one.id != found.id]
        if others:
            return others[0]
    return None


def _attempt(
    assignment: Assignment,
    one: HandedIn,
    files: Mapping[UUID, Sequence[AttachmentRead]],
    *,
    sees: bool,
) -> AttemptWork:
    mark = one.mark if sees else None
    return AttemptWork(
        attempt=one.attempt,
        content=one.content,
        link=one.link,
        media=list(files.get(one.id, [])),
        received_at=one.received_at,
        is_late=one.is_late,
        raw_points=as_float(one.raw_points) if sees else None,
        deduction_percent=float(one.deduction_percent) if sees else 0,
        waived=one.waived and sees,
        points=None if mark is None else as_float(mark.points(assignment.max_points)),
        choices=None if not sees or one.choices is None else dict(one.choices),
    )


def _comment(one: SubmissionComment, student_id: UUID, *, hidden: bool) -> SubmissionCommentRead:
    nameless = hidden and one.author_id == student_id
    if nameless:
        return SubmissionCommentRead.of(one, author=None)
    return SubmissionCommentRead.of(one)


def _student(found: Submission) -> AuthorRead:
    return AuthorRead(
        id=found.student_id,
        name=found.student_name,
        avatar=found.student_avatar,
        role=found.student_role,
    )


def _entry(assignment: Assignment, found: Submission) -> SubmissionEntry:
    hidden = assignment.hides_names
    return SubmissionEntry(
        id=found.id,
        student=None if hidden else _student(found),
        alias=alias_of(found) if hidden else None,
        state=found.state,
        source=found.source,
        attempt=found.attempt,
        is_late=found.is_late,
        submitted_at=found.submitted_at,
        points=as_float(found.points),
        grade=grade_of(found.points, assignment.max_points),
        released_at=found.released_at,
        version=found.version,
    )


def _entry_of(
    assignment: Assignment, student: CourseMember, found: Submission | None
) -> SubmissionEntry:
    if found is not None:
        return _entry(assignment, found)
    return SubmissionEntry(
        id=None,
        student=AuthorRead(
            id=student.user_id,
            name=student.user_name,
            avatar=student.user_avatar,
            role=student.user_role,
        ),
        alias=None,
        state=SubmissionState.PENDING,
        source=None,
        attempt=0,
        is_late=False,
        submitted_at=None,
        points=None,
        grade=None,
        released_at=None,
        version=0,
    )
