"""Pulse surveys for everybody who may answer."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.notices import announce
from infra.postgres import people
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.school.pulses.events import PulseOpened
from shared.social.policy import preview


def _opened(ctx: Ctx, event: PulseOpened, received: Received) -> None:
    everybody = ctx.db(people.PeopleRepository).find_active()
    announce(
        ctx,
        received,
        NotificationType.ANNOUNCEMENT,
        to=[person for person in everybody if person.id != received.actor_id],
        about=event.pulse_id,
        words=Words(preview(event.text), preview(event.text_kh or event.text)),
    )


@worker(on(PulseOpened, _opened), emits=(NotificationNew,))
def worker_pulses() -> None:
    """Notify all members of a new pulse, but for who asks."""
