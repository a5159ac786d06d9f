"""Notifications of which a time is the cause: nobody has done anything."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.schools import emit
from infra.postgres import notifications, people
from shared.ids import uuid7
from shared.notifications.events import NotificationNew
from shared.notifications.policy import channels_of
from shared.realtime.channels import Channel, user_channel

if TYPE_CHECKING:
    from datetime import datetime

    from infra.postgres.core.unit_of_work import UnitOfWork
    from shared.notifications.types import NotificationType
    from shared.notifications.words import Words


def tell_once(
    unit: UnitOfWork,
    kind: NotificationType,
    *,
    to: UUID,
    about: UUID,
    words: Words,
    link: str,
    key: str,
    now: datetime,
) -> None:
    """Tell a person once under this key, by the ways that they have chosen; nobody who has left."""
    locale = unit(people.PeopleRepository).get_locale(to)
    kept = unit(notifications.NotificationRepository)
    if locale is None or kept.lock_told(to, key) is not None:
        return
    chosen = unit(notifications.PreferenceRepository).find_of_type(kind, [to])
    in_app = channels_of(kind, chosen.get(to)).in_app
    shown = NotificationNew(
        id=uuid7(now),
        type=kind,
        priority=kind.told.priority,
        title=kind.told.title.in_language(locale),
        message=words.in_language(locale),
        link=link,
        group_key=None,
        group_count=1,
        created_at=now,
    )
    kept.insert(
        **shown.model_dump(by_alias=False),
        user_id=to,
        entity_type=kind.told.entity,
        entity_id=about,
        dedupe_key=key,
        updated_at=now,
        in_app=in_app,
    )
    # Pushes and mails come of it all the same: their worker hears both channels.
    emit(unit, shown, user_channel(to) if in_app else Channel("domain", str(to)), now)
