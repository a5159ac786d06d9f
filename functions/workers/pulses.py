"""Pulse surveys for everybody who may answer."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, worker
from infra.postgres import notifications, people
from shared.notifications.events import NotificationNew
from shared.notifications.texts import title
from shared.notifications.types import NotificationType, Priority
from shared.school.pulses.events import PulseOpened
from shared.social.policy import preview


@worker(subscribes=(PulseOpened,), emits=(NotificationNew,))
def worker_pulses(ctx: Ctx, received: Received) -> None:
    """Notify all members of a new pulse, but for who asks."""
    opened, now = PulseOpened.consume(received.data), ctx.now()
    for person in ctx.db(people.PeopleRepository).find_active():
        if person.id == received.actor_id:
            continue
        text = opened.text_kh if person.locale == "km" and opened.text_kh else opened.text
        notification_id = ctx.new_id()
        shown = NotificationNew(
            id=notification_id,
            type=NotificationType.ANNOUNCEMENT,
            priority=Priority.NORMAL,
            title=title(NotificationType.ANNOUNCEMENT, person.locale),
            message=preview(text),
            link=f"/pulses/{opened.pulse_id}",
            group_key=None,
            group_count=1,
            created_at=now,
        )
        ctx.db(notifications.NotificationRepository).insert(
            **shown.model_dump(by_alias=False, exclude={"group_key", "group_count"}),
            user_id=person.id,
            entity_type="pulse",
            entity_id=opened.pulse_id,
            dedupe_key=f"{received.id}:{NotificationType.ANNOUNCEMENT}",
            updated_at=now,
        )
        ctx.emit(shown, receiver_id=person.id)
