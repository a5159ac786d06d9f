"""Notifications that wait for their time: digests, and pushes held back or not taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.common.pushing import push_to
from functions.runtime.schools import emit, for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import notifications, people
from shared.notifications.events import DigestQueued, PushesReleased
from shared.notifications.types import EmailFrequency
from shared.realtime.channels import Channel

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies

BATCH = 500
_COVERS = {EmailFrequency.DAILY: timedelta(days=1), EmailFrequency.WEEKLY: timedelta(days=7)}


@job("0 * * * *")
def job_notification_digest(deps: Dependencies) -> Mapping[str, Any]:
    """Ask for the digests of all for whom it is past seven in the morning.

    Of a week on Mondays. A run that was missed is made up for later in the day.
    """

    def visit(school_id: UUID) -> int:
        total = 0
        while True:
            with in_school(deps, school_id) as unit:
                kept, now = unit(notifications.PreferenceRepository), deps.clock()
                due = kept.find_digests(now, BATCH)
                for one in due:
                    # What came since the last one, however long ago, but for a first one.
                    since = one.sent_at or now - _COVERS[one.frequency]
                    asked = DigestQueued(user_id=one.user_id, frequency=one.frequency, since=since)
                    emit(unit, asked, Channel("domain", str(one.user_id)), now)
                    kept.digest_sent(one, now)
            total += len(due)
            if len(due) < BATCH:
                return total

    return {"asked": sum(for_each_school(deps, visit))}


@job("* * * * *")
def job_held_pushes(deps: Dependencies) -> Mapping[str, Any]:
    """Ask for the pushes that waited for the end of a lesson or of quiet hours, one a person."""

    def visit(school_id: UUID) -> int:
        total = 0
        while True:
            with in_school(deps, school_id) as unit:
                now = deps.clock()
                released = unit(notifications.NotificationRepository).release_held(now, BATCH)
                for user_id, ids in released.items():
                    asked = PushesReleased(user_id=user_id, ids=ids)
                    emit(unit, asked, Channel("domain", str(user_id)), now)
            total += len(released)
            if len(released) < BATCH:
                return total

    return {"asked": sum(for_each_school(deps, visit))}


@job("* * * * *")
def job_push_retry(deps: Dependencies) -> Mapping[str, Any]:
    """Send the pushes whose services have been left alone for as long as they wanted."""
    sent = 0
    while True:
        with deps.unit_of_work() as unit:
            unit.begin_public()
            due = unit(people.DeviceRepository).lock_waiting(deps.clock(), 1)
            for target in due:
                waiting = target.waiting or {}
                sent += push_to(deps, unit, target, waiting, urgent=False)
            unit.commit()
        if not due:
            return {"sent": sent}
