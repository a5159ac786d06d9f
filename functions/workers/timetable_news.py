"""What becomes of the timetable, told to whom it concerns and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received
from functions.workers.notices import announce
from infra.postgres import people, school
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.realtime.channels import Channel
from shared.school.events import TimetableChanged, TimetablePublished
from shared.school.types import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from infra.postgres.school import Lesson

_PUBLISHED = Words("There is a new timetable from {day} on", "មានកាលវិភាគថ្មីចាប់ពីថ្ងៃ {day} តទៅ")
_ON_A_DAY = {
    ChangeKind.CANCELLED: Words(
        "{subject} in {name} is cancelled on {day}",
        "ម៉ោងរៀន {subject} ថ្នាក់ {name} ត្រូវបានលុបចោលនៅថ្ងៃ {day}",
    ),
    ChangeKind.SUBSTITUTED: Words(
        "Somebody stands in for {subject} in {name} on {day}",
        "មានគ្រូជំនួសសម្រាប់ម៉ោងរៀន {subject} ថ្នាក់ {name} នៅថ្ងៃ {day}",
    ),
    ChangeKind.SWAPPED: Words(
        "{subject} in {name} is swapped with another lesson on {day}",
        "ម៉ោងរៀន {subject} ថ្នាក់ {name} ត្រូវបានប្ដូរជាមួយម៉ោងផ្សេងនៅថ្ងៃ {day}",
    ),
}
_RESTORED = Words(
    "{subject} in {name} is held as usual on {day}",
    "ម៉ោងរៀន {subject} ថ្នាក់ {name} ធ្វើជាធម្មតាវិញនៅថ្ងៃ {day}",
)


def published(ctx: Ctx, event: TimetablePublished, received: Received) -> None:
    """Teachers who have other lessons than before, and the families of such classes."""
    families = ctx.db(school.SchoolAnnouncementRepository)
    told = set(event.changed_teacher_ids)
    for class_id in event.changed_class_ids:
        told.update(families.find_families(class_id))
    words = _said(_PUBLISHED, day=event.effective_from)
    _tell(ctx, received, told, about=event.academic_year_id, words=words)


def changed(ctx: Ctx, event: TimetableChanged, received: Received) -> None:
    """The teacher on whose channel it is; of the class only where a lesson is not held as usual.

    Who stands in makes no difference to what pupils bring along.
    """
    lesson = ctx.db(school.TimetableRepository).get(event.lesson_id)
    if lesson is None:
        return  # The timetable has other lessons meanwhile.
    channel = Channel.parse(received.channel)
    if channel.kind == "user":
        told = {UUID(channel.key)}
    elif event.kind is ChangeKind.SUBSTITUTED:
        return
    else:
        told = {*ctx.db(school.SchoolAnnouncementRepository).find_families(event.class_id)}
    words = _RESTORED if event.restored else _ON_A_DAY[event.kind]
    _tell(ctx, received, told, about=lesson.id, words=_said(words, day=event.date, lesson=lesson))


def _tell(ctx: Ctx, received: Received, told: Iterable[UUID], *, about: UUID, words: Words) -> None:
    """Everybody of these but for whoever did it."""
    others = sorted({*told} - {received.actor_id})
    to = ctx.db(people.PeopleRepository).find_receivers(others)
    announce(ctx, received, NotificationType.TIMETABLE_CHANGED, to=to, about=about, words=words)


def _said(words: Words, *, day: date, lesson: Lesson | None = None) -> Words:
    written = day.strftime("%d/%m/%Y")
    if lesson is None:
        return words.filled(day=written)
    subject = Words(lesson.subject_name, lesson.subject_name_kh or lesson.subject_name)
    return words.filled(day=written, subject=subject, name=lesson.class_name)
