"""What happens in courses, told to whom it concerns."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce, notify
from infra.postgres import learning, people
from shared.learning.courses.events import CourseAnnouncementMade, CourseEnrolled
from shared.learning.courses.types import CourseRole
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words


def _enrolled(ctx: Ctx, event: CourseEnrolled, received: Received) -> None:
    """Who was added is told; who came by themselves is news for the owner."""
    by = received.actor_id
    if by is None:
        return
    if by != event.user_id:
        kind = NotificationType.COURSE_ADDED
        notify(ctx, received, kind, to=event.user_id, by=by, about=event.course_id)
        return
    course = ctx.db(learning.CourseRepository).get(by, event.course_id)
    if course is not None and event.role is CourseRole.STUDENT:
        kind = NotificationType.COURSE_JOINED
        notify(ctx, received, kind, to=course.owner_id, by=by, about=course.id)


def _announced(ctx: Ctx, event: CourseAnnouncementMade, received: Received) -> None:
    """All who are in the course, but for who announced it."""
    members = ctx.db(learning.CourseMemberRepository)
    to = {*members.student_ids(event.course_id), *members.staff_ids(event.course_id)}
    announce(
        ctx,
        received,
        NotificationType.COURSE_UPDATE,
        to=ctx.db(people.PeopleRepository).find_receivers(sorted(to - {received.actor_id})),
        about=event.course_id,
        words=Words(event.title, event.title),
    )


@worker(
    on(CourseEnrolled, _enrolled),
    on(CourseAnnouncementMade, _announced),
    emits=(NotificationNew,),
)
def worker_courses() -> None:
    """Notify people of courses that they were added to, and of what is announced in theirs."""
