"""Assignments as they become due, are missed, handed in, graded and talked about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce, notify
from infra.postgres import learning, people
from shared.learning.assignments.events import (
    AssignmentCreated,
    AssignmentDueSoon,
    AssignmentMissed,
    GradeReleased,
    SubmissionCommented,
    SubmissionCreated,
    SubmissionGraded,
)
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.realtime.channels import Channel

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment

_SAID = Words("There is a new comment.", "មានមតិថ្មី។")


def _created(ctx: Ctx, event: AssignmentCreated, received: Received) -> None:
    """All who study in the course."""
    students = ctx.db(learning.CourseMemberRepository).student_ids(event.course_id)
    announce(
        ctx,
        received,
        NotificationType.ASSIGNMENT_CREATED,
        to=ctx.db(people.PeopleRepository).find_receivers(sorted(students)),
        about=event.assignment_id,
        words=Words(event.title, event.title),
    )


def _due(ctx: Ctx, event: AssignmentDueSoon, received: Received) -> None:
    hours = event.hours_left
    announce(
        ctx,
        received,
        NotificationType.ASSIGNMENT_DUE,
        to=ctx.db(people.PeopleRepository).find_receivers([_receiver(received)]),
        about=event.assignment_id,
        words=Words(
            f"In less than {hours} hours: {event.title}",
            f"ក្នុងរយៈពេលមិនដល់ {hours} ម៉ោង៖ {event.title}",
        ),
    )


def _missed(ctx: Ctx, event: AssignmentMissed, received: Received) -> None:
    """The student, who may still hand in; and guardians, each with their child's grades."""
    to = _receiver(received)
    own = to == event.student_id
    announce(
        ctx,
        received,
        NotificationType.ASSIGNMENT_MISSING if own else NotificationType.CHILD_MISSING,
        to=ctx.db(people.PeopleRepository).find_receivers([to]),
        about=event.assignment_id,
        words=Words(event.title, event.title),
        page=None if own else event.course_id,
        whose=None if own else event.student_id,
    )


def _handed_in(ctx: Ctx, event: SubmissionCreated, received: Received) -> None:
    """Who teaches; nobody where work is graded without names, for a time tells whose it is."""
    student_id = event.student_id
    if student_id is not None and _receiver(received) != student_id:
        notify(
            ctx,
            received,
            NotificationType.SUBMISSION_RECEIVED,
            to=_receiver(received),
            by=student_id,
            about=event.assignment_id,
        )


def _graded(ctx: Ctx, event: SubmissionGraded, received: Received) -> None:
    _seen(ctx, event.assignment_id, event.student_id, received)


def _released(ctx: Ctx, event: GradeReleased, received: Received) -> None:
    _seen(ctx, event.assignment_id, event.student_id or _receiver(received), received)


def _seen(ctx: Ctx, assignment_id: UUID, student_id: UUID, received: Received) -> None:
    """A grade can be seen. Who took a quiz has read it already: it is their own doing."""
    work, to, by = _work(ctx, assignment_id), _receiver(received), received.actor_id
    if work is None or by is None:
        return
    if to == student_id:
        notify(ctx, received, NotificationType.ASSIGNMENT_GRADED, to=to, by=by, about=work.id)
        return
    announce(
        ctx,
        received,
        NotificationType.CHILD_GRADED,
        to=ctx.db(people.PeopleRepository).find_receivers([to]),
        about=work.id,
        words=Words(work.title, work.title_kh or work.title),
        page=work.course_id,
        whose=student_id,
    )


def _commented(ctx: Ctx, event: SubmissionCommented, received: Received) -> None:
    """The other side of the thread. Who is not to be known is not named."""
    found = ctx.db(learning.SubmissionRepository).get_by_id(event.submission_id)
    if found is None:
        return
    to, about = _receiver(received), event.assignment_id
    student = to == found.student_id
    kind = NotificationType.WORK_COMMENT if student else NotificationType.WORK_QUESTION
    if event.author_id is not None:
        if student or event.author_id == found.student_id:
            notify(ctx, received, kind, to=to, by=event.author_id, about=about)
        return
    receivers = ctx.db(people.PeopleRepository).find_receivers([to])
    announce(ctx, received, kind, to=receivers, about=about, words=_SAID)


def _receiver(received: Received) -> UUID:
    """On whose channel it is."""
    return UUID(Channel.parse(received.channel).key)


def _work(ctx: Ctx, assignment_id: UUID) -> Assignment | None:
    return ctx.db(learning.AssignmentRepository).get(assignment_id)


@worker(
    on(AssignmentCreated, _created),
    on(AssignmentDueSoon, _due),
    on(AssignmentMissed, _missed),
    on(SubmissionCreated, _handed_in),
    on(SubmissionGraded, _graded),
    on(GradeReleased, _released),
    on(SubmissionCommented, _commented),
    emits=(NotificationNew,),
)
def worker_coursework() -> None:
    """Notify students, guardians and teachers of assignments. No grade is in a notification."""
