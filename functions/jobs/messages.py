"""Reminding people of messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.jobs.telling import tell_once
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import messaging
from shared.notifications.types import NotificationType
from shared.notifications.words import Words

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
    person, talk = reminder.user_id, reminder.conversation_id
    if unit(messaging.ConversationRepository).access(person, talk) is None:
        return
    kind = NotificationType.MESSAGE_REMINDER
    tell_once(
        unit,
        kind,
        to=person,
        about=talk,
        words=_WORDS,
        link=f"{kind.told.link(talk)}?at={reminder.number}",
        # Of one message one is reminded as often as one asks for it.
        key=f"message_reminder:{reminder.message_id}:{now.isoformat()}",
        now=now,
    )
