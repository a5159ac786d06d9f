"""What a school announces or publishes, told to whom it concerns."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce
from functions.workers.timetable_news import changed, published
from infra.postgres import notifications, people, school
from shared.notifications.events import NotificationNew, NotificationsRead
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.school.announcements.events import AnnouncementPublished, AnnouncementRemoved
from shared.school.announcements.types import AnnouncementPriority
from shared.school.events import TimetableChanged, TimetablePublished


def _published(ctx: Ctx, event: AnnouncementPublished, received: Received) -> None:
    """Everybody of the school or of the class, with guardians, but for who announced it."""
    author = received.actor_id
    found = ctx.db(school.SchoolAnnouncementRepository).get(
        author or event.announcement_id, event.announcement_id, manages=True, now=ctx.now()
    )
    if found is None:
        return  # taken back meanwhile
    everybody = ctx.db(people.PeopleRepository)
    if found.class_id is None:
        to = everybody.find_active()
    else:
        families = ctx.db(school.SchoolAnnouncementRepository).find_families(found.class_id)
        staff = ctx.db(school.ClassBookRepository).find_staff(found.class_id)
        to = everybody.find_receivers(sorted({*families, *staff}))
    urgent = found.priority is AnnouncementPriority.URGENT
    announce(
        ctx,
        received,
        NotificationType.SCHOOL_ANNOUNCEMENT_URGENT
        if urgent
        else NotificationType.SCHOOL_ANNOUNCEMENT,
        to=[person for person in to if person.id != author],
        about=found.id,
        words=Words(found.title, found.title_kh or found.title),
    )


def _removed(ctx: Ctx, event: AnnouncementRemoved, received: Received) -> None:
    """Nobody is told any longer: an urgent one stands above every page until it is answered."""
    entity = NotificationType.SCHOOL_ANNOUNCEMENT.told.entity
    kept = ctx.db(notifications.NotificationRepository)
    for user_id, (gone, unread) in kept.take_back(entity, event.announcement_id).items():
        ctx.emit(NotificationsRead(ids=[gone], unread_count=unread), receiver_id=user_id)


@worker(
    on(AnnouncementPublished, _published),
    on(AnnouncementRemoved, _removed),
    on(TimetablePublished, published),
    on(TimetableChanged, changed),
    emits=(NotificationNew, NotificationsRead),
)
def worker_announcements() -> None:
    """Notify people of what their school announces or takes back, and of their timetable."""
