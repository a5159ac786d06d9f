"""One push to one device, and what its service's answer means for the device."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from infra.postgres import people
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.people import PushTarget

MOST_REFUSALS = 5


def push_to(
    deps: Dependencies,
    unit: UnitOfWork,
    target: PushTarget,
    message: Mapping[str, str],
    *,
    urgent: bool,
) -> bool:
    """Send, or keep it for when the device's service takes it; whether it was one of both.

    Of what waits for one device only the last is sent.
    """
    from infra.push.outcome import Outcome

    devices, now = unit(people.DeviceRepository), deps.clock()
    if target.wait_until is not None and target.wait_until > now:
        devices.hold(target.id, target.wait_until, message)
        return True
    browser = None
    if target.p256dh is not None and target.auth is not None:
        browser = (target.p256dh, target.auth)
    answer = deps.pushes.send(target.token, message, browser=browser, urgent=urgent)
    if answer is None:
        if target.wait_until is not None:
            devices.reached(target.id)
        return False
    if answer.outcome is Outcome.SENT:
        devices.reached(target.id)
        return True
    if answer.outcome is Outcome.LATER:
        devices.hold(target.id, now + timedelta(seconds=answer.seconds), message)
        return True
    if answer.outcome is Outcome.GONE:
        devices.drop(target.id)
    elif devices.refused(target.id, MOST_REFUSALS):
        report(Signal.PUSH_DEVICE_FORGOTTEN, platform=str(target.platform))
    return False
