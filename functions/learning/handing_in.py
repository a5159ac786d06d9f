"""Handing in: drafts that the server keeps, attempts, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attach, attached
from functions.learning.attempts import NoAttemptsLeft
from functions.learning.coursework import (
    Seat,
    WorkNotFound,
    dates_of,
    policy_of,
    require_work,
    staff_of,
)
from functions.learning.submissions import read_submission
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, Forbidden, ValidationFailed
from shared.http.route import route
from shared.learning.assignments.dates import Dates
from shared.learning.assignments.events import SubmissionCreated, SubmissionUnsubmitted
from shared.learning.assignments.schemas import WorkPath
from shared.learning.assignments.standing import Standing, handed_in, taken_back
from shared.learning.assignments.submission_schemas import DraftRead, HandIn, SubmissionRead
from shared.learning.assignments.types import AssignmentStatus, AssignmentType, GradeCause
from shared.learning.courses.types import CourseStatus
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.schemas import Attachment
from shared.media.types import Referrer

if TYPE_CHECKING:
    from datetime import datetime

    from infra.postgres.learning import Submission

MAX_BODY_BYTES = 262_144


class NotYourWork(Forbidden):
    """Only students of the course hand in."""

    code = "not_your_work"
    title = "Only students of the course hand in"
    cure = "Hand in as a student of the course; who teaches it adds students."


class WorkNotOpen(Conflict):
    """Nothing is taken: not yet, not any more, or not here."""

    code = "assignment_not_open"
    title = "This assignment takes nothing now"
    cure = "Look at its dates and at what it asks for; who teaches the course gives other dates."


class NothingHandedIn(ValidationFailed):
    """What the assignment asks for is not there."""

    code = "nothing_handed_in"
    title = "What the assignment asks for is missing"
    cure = "Send what the assignment asks for: its text, its files or its attempt."


class NothingToTakeBack(Conflict):
    """Nothing was handed in, or it was graded, or the date has passed."""

    code = "nothing_to_take_back"
    title = "This can no longer be taken back"
    cure = "Show what was handed in, and write to who teaches the course beside it."


@route(
    "PUT",
    "/v1/assignments/{id}/draft",
    permission=Permission.ASSIGNMENTS_SUBMIT,
    limits=("write",),
    raises=(WorkNotFound, NotYourWork, WorkNotOpen, UploadNotFound, UploadNotReady),
    max_body_bytes=MAX_BODY_BYTES,
)
def assignments_draft_put(ctx: Ctx, path: WorkPath, body: HandIn) -> DraftRead:
    """Keep what is not handed in yet, so that any device goes on with it."""
    seat, now = _own_seat(ctx, path.id), ctx.now()
    _open_dates(ctx, seat, now)
    mine = _lock(ctx, seat)
    ctx.db(learning.SubmissionRepository).save_draft(mine.id, body.content, body.link, now)
    attach(ctx, Referrer.SUBMISSION, mine.id, body.media)
    files = attached(ctx, Referrer.SUBMISSION, [mine.id]).get(mine.id, [])
    return DraftRead(content=body.content, link=body.link, media=list(files), saved_at=now)


@route(
    "POST",
    "/v1/assignments/{id}/submit",
    permission=Permission.ASSIGNMENTS_SUBMIT,
    limits=("write",),
    status=201,
    emits=(SubmissionCreated,),
    raises=(
        WorkNotFound,
        NotYourWork,
        WorkNotOpen,
        NoAttemptsLeft,
        NothingHandedIn,
        UploadNotFound,
        UploadNotReady,
    ),
    max_body_bytes=MAX_BODY_BYTES,
)
def assignments_submit(ctx: Ctx, path: WorkPath, body: HandIn) -> SubmissionRead:
    """Hand in, or hand in anew. What counts is when the request reached the server."""
    seat, received_at = _own_seat(ctx, path.id), ctx.request.received_at
    one, submissions = seat.assignment, ctx.db(learning.SubmissionRepository)
    dates = _open_dates(ctx, seat, received_at)
    _check_content(one.type, body)
    mine = _lock(ctx, seat)
    if one.attempts_allowed is not None and mine.attempt >= one.attempts_allowed:
        raise NoAttemptsLeft
    attempt, attempt_id = mine.attempt + 1, ctx.new_id()
    is_late = policy_of(ctx, one).is_late(dates.due_at, received_at)
    submissions.add_attempt(
        id=attempt_id,
        submission_id=mine.id,
        student_id=mine.student_id,
        attempt=attempt,
        content=body.content,
        link=body.link,
        received_at=received_at,
        is_late=is_late,
    )
    attach(ctx, Referrer.SUBMISSION, attempt_id, body.media)
    attach(ctx, Referrer.SUBMISSION, mine.id, [])
    submissions.save_draft(mine.id, None, None, None)
    submissions.set_submitted(mine.id, received_at)
    standing = handed_in(mine.standing, attempt, is_late=is_late)
    _write(ctx, mine, standing, GradeCause.SUBMITTED)
    for user_id in {*staff_of(ctx, seat.course), mine.student_id}:
        own = user_id == mine.student_id
        ctx.emit(
            SubmissionCreated(
                assignment_id=one.id,
                submission_id=mine.id,
                student_id=None if one.hides_names and not own else mine.student_id,
                attempt=attempt,
                is_late=is_late,
                submitted_at=received_at,
            ),
            user_id=user_id,
        )
    return read_submission(ctx, require_work(ctx, one.id), mine.id)


@route(
    "POST",
    "/v1/assignments/{id}/unsubmit",
    permission=Permission.ASSIGNMENTS_SUBMIT,
    limits=("write",),
    emits=(SubmissionUnsubmitted,),
    raises=(WorkNotFound, NotYourWork, WorkNotOpen, NothingToTakeBack),
)
def assignments_unsubmit(ctx: Ctx, path: WorkPath) -> SubmissionRead:
    """Take back what was handed in last, as long as it is in time and nobody has graded it.

    It becomes the draft again.
    """
    seat, now = _own_seat(ctx, path.id), ctx.now()
    one, submissions = seat.assignment, ctx.db(learning.SubmissionRepository)
    dates = _open_dates(ctx, seat, now)
    mine = _lock(ctx, seat)
    attempts = submissions.find_attempts([mine.id]).get(mine.id, [])
    last = attempts[-1] if attempts else None
    overdue = policy_of(ctx, one).is_late(dates.due_at, now)
    if last is None or last.attempt == 0 or last.raw_points is not None or overdue:
        raise NothingToTakeBack
    files = attached(ctx, Referrer.SUBMISSION, [last.id]).get(last.id, [])
    kept = [Attachment(uploadId=file.upload_id, alt=file.alt) for file in files]
    attach(ctx, Referrer.SUBMISSION, mine.id, kept)
    attach(ctx, Referrer.SUBMISSION, last.id, [])
    submissions.save_draft(mine.id, last.content, last.link, now)
    submissions.remove_attempt(last.id)
    before = [found for found in attempts[:-1] if found.attempt > 0]
    submissions.set_submitted(mine.id, before[-1].received_at if before else None)
    standing = taken_back(
        mine.standing, last.attempt - 1, is_late=bool(before) and before[-1].is_late
    )
    _write(ctx, mine, standing, GradeCause.UNSUBMITTED)
    for user_id in staff_of(ctx, seat.course):
        event = SubmissionUnsubmitted(assignment_id=one.id, submission_id=mine.id)
        ctx.emit(event, user_id=user_id)
    return read_submission(ctx, require_work(ctx, one.id), mine.id)


def _own_seat(ctx: Ctx, assignment_id: UUID) -> Seat:
    """The assignment that the caller, one of its students, works on; it stays as it is."""
    require_work(ctx, assignment_id)
    if not ctx.db(learning.AssignmentRepository).lock(assignment_id, to_change=False):
        raise WorkNotFound
    seat = require_work(ctx, assignment_id)
    if not seat.studies:
        raise NotYourWork
    return seat


def _open_dates(ctx: Ctx, seat: Seat, at: datetime) -> Dates:
    """The caller's dates; raises WorkNotOpen where nothing is taken."""
    one = seat.assignment
    if not one.type.is_handed_in or one.status is not AssignmentStatus.PUBLISHED:
        raise WorkNotOpen
    if seat.course.status is not CourseStatus.PUBLISHED:
        raise WorkNotOpen("The course is closed.")
    dates = dates_of(ctx, one, ctx.viewer.user_id)
    if dates.is_early(at):
        raise WorkNotOpen("It has not opened yet.")
    if dates.is_locked(at):
        raise WorkNotOpen("It is closed for good.")
    return dates


def _lock(ctx: Ctx, seat: Seat) -> Submission:
    place = (seat.assignment.id, ctx.viewer.user_id)
    found = ctx.db(learning.SubmissionRepository).lock(
        seat.course.id, [place], now=ctx.now(), new_id=ctx.new_id
    )
    return found[place]


def _check_content(kind: AssignmentType, body: HandIn) -> None:
    wanted = {
        AssignmentType.TEXT: body.content is not None,
        AssignmentType.LINK: body.link is not None,
        AssignmentType.FILE: bool(body.media),
        AssignmentType.VIDEO: bool(body.media) or body.link is not None,
    }
    if not wanted[kind]:
        field = {AssignmentType.TEXT: "content", AssignmentType.LINK: "link"}.get(kind, "media")
        raise NothingHandedIn(
            errors=[{"field": field, "code": "missing", "message": "the assignment asks for it"}]
        )


def _write(ctx: Ctx, mine: Submission, standing: Standing, cause: GradeCause) -> None:
    from infra.postgres.learning import Written

    written = Written(mine, standing, cause, mine.released_at, mine.student_id)
    ctx.db(learning.SubmissionRepository).write([written], ctx.now())
