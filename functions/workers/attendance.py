"""Telling guardians of absences, and teachers of registers that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import tell, ways_of
from infra.postgres import notifications, people, school
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.realtime.channels import Channel
from shared.school.attendance.policy import TOLD
from shared.school.events import AttendanceMarked, RegisterWanted
from shared.school.naming import name_of_record
from shared.school.types import Session

if TYPE_CHECKING:
    from datetime import date

_ABSENT = Words(
    "{names}: absent or late on {day}, {session}", "{names}៖ អវត្តមាន ឬមកយឺត នៅថ្ងៃ {day} {session}"
)
_CORRECTED = Words(
    "Corrected: nobody was absent on {day}, {session}",
    "បានកែតម្រូវ៖ គ្មានអវត្តមាននៅថ្ងៃ {day} {session} ទេ",
)
_WANTED = Words(
    "The register of {names} is not taken yet: {day}, {session}",
    "បញ្ជីវត្តមានថ្នាក់ {names} មិនទាន់បានធ្វើទេ៖ {day} {session}",
)
SESSIONS = {
    Session.MORNING: Words("morning", "ពេលព្រឹក"),
    Session.AFTERNOON: Words("afternoon", "ពេលរសៀល"),
}


def _marked(ctx: Ctx, event: AttendanceMarked, received: Received) -> None:
    """One notification for each guardian and session, which names all of their absent children."""
    person = UUID(Channel.parse(received.channel).key)
    children = {child.id: child for child in ctx.db(school.StudentRepository).find_children(person)}
    if event.student_id not in children:
        return
    marks = ctx.db(school.AttendanceRepository).find_between(
        event.date, event.date, student_ids=children
    )
    absent = {
        mark.student_id for mark in marks if mark.session is event.session and mark.status in TOLD
    }
    names = [name_of_record(child) for child in children.values() if child.id in absent]
    _tell(
        ctx,
        person,
        NotificationType.ATTENDANCE_ALERT,
        _ABSENT if names else _CORRECTED,
        key=f"absence:{event.date}:{event.session}",
        about=event.student_id,
        names=names,
        day=event.date,
        session=event.session,
    )


def _wanted(ctx: Ctx, event: RegisterWanted, received: Received) -> None:
    """Whoever takes the register of a class."""
    _tell(
        ctx,
        UUID(Channel.parse(received.channel).key),
        NotificationType.REGISTER_WANTED,
        _WANTED,
        key=f"register:{event.class_id}:{event.date}:{event.session}",
        about=event.class_id,
        names=[event.class_name],
        day=event.date,
        session=event.session,
    )


def _tell(
    ctx: Ctx,
    person: UUID,
    kind: NotificationType,
    words: Words,
    *,
    key: str,
    about: UUID,
    names: list[str],
    day: date,
    session: Session,
) -> None:
    """Tell a person, or let what they were told under this key say the latest."""
    locale = ctx.db(people.PeopleRepository).get_locale(person)
    if locale is None:
        return
    kept, now = ctx.db(notifications.NotificationRepository), ctx.now()
    held = kept.lock_told(person, key)
    if held is None and words is _CORRECTED:
        return
    said = words.filled(
        names=", ".join(names), day=day.strftime("%d/%m/%Y"), session=SESSIONS[session]
    )
    message = said.in_language(locale)
    if held is not None and held.message == message and kind is NotificationType.ATTENDANCE_ALERT:
        return
    shown = NotificationNew(
        id=ctx.new_id() if held is None else held.id,
        type=kind,
        priority=kind.told.priority,
        title=kind.told.title.in_language(locale),
        message=message,
        link=kind.told.link(about),
        group_key=key,
        group_count=max(1, len(names)),
        created_at=now if held is None else held.created_at,
    )
    ways = ways_of(ctx, kind, person)
    if held is None:
        kept.insert(
            **shown.model_dump(by_alias=False),
            user_id=person,
            actor_id=None,
            entity_type=kind.told.entity,
            entity_id=about,
            dedupe_key=key,
            updated_at=now,
            in_app=ways.in_app,
        )
    else:
        kept.say_anew(held.id, message=message, group_count=shown.group_count, now=now)
    tell(ctx, shown, ways, person)


@worker(on(AttendanceMarked, _marked), on(RegisterWanted, _wanted), emits=(NotificationNew,))
def worker_attendance() -> None:
    """Tell guardians of absences, once for all their children, and teachers of open registers."""
