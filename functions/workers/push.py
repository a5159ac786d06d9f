"""Notifications to people who have no page open: pushes to their devices, and mails."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.pushing import push_to
from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.lessons import rest_of_lesson
from infra.postgres import identity, notifications, people, tenants
from shared.notifications.events import DigestQueued, NotificationNew, PushesReleased
from shared.notifications.mails import Line, render_notifications
from shared.notifications.policy import (
    DIRECT,
    FOREGROUND,
    channels_of,
    has_room,
    is_urgent,
    pushed_text,
    pushed_together,
    rest_of_quiet,
    wants_push,
)
from shared.notifications.types import EmailFrequency
from shared.people.presence import EXPIRY
from shared.realtime.channels import Channel
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    from infra.postgres.notifications import Notification, Reachable

A_DAY = timedelta(days=1)
MOST_LINES = 20


def _told(ctx: Ctx, event: NotificationNew, received: Received) -> None:
    """What it is and whether it is still news is read now: it may be read or gone."""
    user_id = UUID(Channel.parse(received.channel).key)
    kept, chosen = ctx.db(notifications.NotificationRepository), _preferences(ctx)
    row = kept.lock_queued(user_id, event.id)
    reachable = chosen.get_reachable(user_id, ctx.now())
    if row is None or reachable is None:
        return
    ways = channels_of(row.type, chosen.find_of_type(row.type, [user_id]).get(user_id))
    # Of a type that is not grouped each event is a thing of its own.
    first = row.type.told.group is None or event.group_count == 1
    if first and ways.email is EmailFrequency.INSTANT:
        _mail(ctx, user_id, reachable, [row], more=False, frequency=EmailFrequency.INSTANT)
    if ways.push:
        _push(ctx, user_id, reachable, row, first=first)


def _push(ctx: Ctx, user_id: UUID, reachable: Reachable, row: Notification, *, first: bool) -> None:
    if not wants_push(row.type, looking=_is_looking(ctx, user_id), first=first):
        return
    kept = ctx.db(notifications.NotificationRepository)
    until = None if is_urgent(row.type) else _quiet_until(ctx, user_id, reachable)
    if until is not None:
        kept.hold(user_id, [row.id], until)
    elif has_room(row.type, kept.count_pushed(user_id, ctx.now() - A_DAY)):
        _send(ctx, user_id, row, _alone(row, reachable.locale))


def _released(ctx: Ctx, event: PushesReleased, received: Received) -> None:
    """One push for all that waited and is news still; it waits on where the next lesson began."""
    user_id, chosen = event.user_id, _preferences(ctx)
    reachable, ways = chosen.get_reachable(user_id, ctx.now()), chosen.find(user_id)
    kept = ctx.db(notifications.NotificationRepository)
    rows = [
        row
        for row in kept.lock_held(user_id, event.ids)
        if channels_of(row.type, ways.get(row.type)).push
    ]
    if reachable is None or not rows or _is_looking(ctx, user_id):
        return
    until = _quiet_until(ctx, user_id, reachable)
    if until is not None:
        kept.hold(user_id, [row.id for row in rows], until)
        return
    pushed = kept.count_pushed(user_id, ctx.now() - A_DAY)
    told = [row for row in rows if has_room(row.type, pushed)]
    if told:
        locale = reachable.locale
        message = _alone(told[0], locale) if len(told) == 1 else _together(told, locale)
        # It counts as one of the day, unless all of them are messages.
        counted = next((row for row in told if row.type not in DIRECT), told[0])
        _send(ctx, user_id, counted, message)


def _send(ctx: Ctx, user_id: UUID, row: Notification, message: Mapping[str, str]) -> None:
    """To all devices of the person; it counts as the push of this notification."""
    targets = ctx.db(people.DeviceRepository).find_targets(user_id)
    sent = [push_to(ctx.deps, ctx.db, t, message, urgent=is_urgent(row.type)) for t in targets]
    if any(sent):
        ctx.db(notifications.NotificationRepository).pushed(row.id, ctx.now())


def _alone(row: Notification, locale: str) -> dict[str, str]:
    return {
        "id": str(row.id),
        "type": str(row.type),
        "title": row.title,
        "body": pushed_text(row.type, row.entity_type, row.message, locale),
        "link": row.link or "/notifications",
        # What is of one thing stands once on a screen.
        "tag": row.group_key or str(row.id),
    }


def _together(rows: Sequence[Notification], locale: str) -> dict[str, str]:
    """How many there are: what they say may be too much for a screen that others see."""
    title, body = pushed_together(len(rows), locale)
    shown = {"title": title, "body": body, "link": "/notifications"}
    return {"id": str(rows[0].id), "type": "DIGEST", "tag": "digest", **shown}


def _digest(ctx: Ctx, event: DigestQueued, received: Received) -> None:
    """What the person has not read by now; nobody gets a mail about nothing."""
    reachable = _preferences(ctx).get_reachable(event.user_id, ctx.now())
    rows = ctx.db(notifications.NotificationRepository).find_for_digest(
        event.user_id, event.frequency, event.since, MOST_LINES
    )
    if reachable is not None and rows:
        shown, more = rows[:MOST_LINES], len(rows) > MOST_LINES
        _mail(ctx, event.user_id, reachable, shown, more=more, frequency=event.frequency)


def _mail(
    ctx: Ctx,
    user_id: UUID,
    reachable: Reachable,
    rows: list[Notification],
    *,
    more: bool,
    frequency: EmailFrequency,
) -> None:
    account = ctx.db(identity.AccountRepository).get(user_id)
    if account is None or account.email_verified_at is None:
        return
    if ctx.deps.mailer is None:
        report(Signal.MAIL_NOT_CONFIGURED)
        return
    from infra.mail.smtp import MailMessage

    school = ctx.db(tenants.TenantRepository).details()
    url = ctx.deps.settings.public_app_url
    lines = [Line(row.title, row.message, f"{url}{row.link or '/notifications'}") for row in rows]
    mail = render_notifications(
        frequency,
        reachable.locale,
        first_name=account.first_name,
        school=(reachable.locale == "km" and school.name_kh) or school.name,
        lines=lines,
        more=more,
        app_url=url,
    )
    ctx.deps.mailer.send(
        MailMessage(to=account.email, subject=mail.subject, text=mail.text, html=mail.html)
    )


def _quiet_until(ctx: Ctx, user_id: UUID, reachable: Reachable) -> datetime | None:
    """Till when the person is not to be disturbed, as far as is known now."""
    rests = [_rest_of_hours(reachable), _rest_of_lesson(ctx, user_id, reachable)]
    longest = max((rest for rest in rests if rest is not None), default=None)
    return None if longest is None else ctx.now() + longest


def _rest_of_hours(reachable: Reachable) -> timedelta | None:
    hours = reachable.quiet_hours
    if hours is None:
        return None
    start, end = time.fromisoformat(hours["start"]), time.fromisoformat(hours["end"])
    return rest_of_quiet(reachable.local.time(), start, end)


def _rest_of_lesson(ctx: Ctx, user_id: UUID, reachable: Reachable) -> timedelta | None:
    """Of who wishes not to be disturbed in lessons, by the clock of the school."""
    if not reachable.quiet_in_lessons:
        return None
    return rest_of_lesson(ctx, user_id, reachable.school_local)


def _is_looking(ctx: Ctx, user_id: UUID) -> bool:
    """Whether a page of the person is looked at: then it is there already."""
    from infra.redis.client import RedisUnavailable
    from infra.redis.presence import PresenceCopy

    ends = [ctx.db(people.PresenceRepository).get(user_id).until]
    if ctx.deps.redis is not None:
        # Without Redis, beats are in Postgres.
        with contextlib.suppress(RedisUnavailable):
            ends.append(PresenceCopy(ctx.deps.redis, ctx.db.tenant).until(user_id))
    return any(end is not None and end - EXPIRY > ctx.now() - FOREGROUND for end in ends)


def _preferences(ctx: Ctx) -> notifications.PreferenceRepository:
    return ctx.db(notifications.PreferenceRepository)


@worker(on(NotificationNew, _told), on(PushesReleased, _released), on(DigestQueued, _digest))
def worker_push() -> None:
    """Bring notifications to devices and mailboxes, as their receivers want it."""
