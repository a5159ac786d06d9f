"""Reminding people of messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import messaging, notifications, people
from shared.ids import uuid7
from shared.notifications.events import NotificationNew
from shared.notifications.types import NotificationType
from shared.notifications.words import Words
from shared.realtime.channels import user_channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.messaging import Reminder

_AT_ONCE = 500
_WORDS = Words("You wanted to come back to a message", "អ្នកចង់ត្រឡប់ទៅមើលសារមួយវិញ")


@job("* * * * *")
def job_message_reminders(deps: Dependencies) -> Mapping[str, Any]:
    """Remind people of messages to which they wanted to come back, each once."""
    now = deps.clock()

    def visit(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            due = unit(messaging.ReminderRepository).take_due(now, _AT_ONCE)
            for reminder in due:
                _remind(unit, reminder, now)
            return len(due)

    return {"reminders": sum(for_each_school(deps, visit))}


def _remind(unit: UnitOfWork, reminder: Reminder, now: datetime) -> None:
    """Tell whoever is still in the conversation."""
    person = reminder.user_id
    locale = unit(people.PeopleRepository).get_locale(person)
    access = unit(messaging.ConversationRepository).access(person, reminder.conversation_id)
    if locale is None or access is None:
        return
    kind = NotificationType.MESSAGE_REMINDER
    shown = NotificationNew(
        id=uuid7(now),
        type=kind,
        priority=kind.told.priority,
        title=kind.told.title.in_language(locale),
        message=_WORDS.in_language(locale),
        link=f"{kind.told.link(reminder.conversation_id)}?at={reminder.number}",
        group_key=None,
        group_count=1,
        created_at=now,
    )
    unit(notifications.NotificationRepository).insert(
        **shown.model_dump(by_alias=False),
        user_id=person,
        entity_type=kind.told.entity,
        entity_id=reminder.conversation_id,
        dedupe_key=f"message_reminder:{shown.id}",
        updated_at=now,
    )
    emit(unit, shown, user_channel(person), now)
