"""Notifications to people who have no page open: pushes to their devices, and mails."""

from __future__ import annotations

import contextlib
from datetime import time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.pushing import push_to
from functions.runtime.service import Received, on, worker
from functions.workers.lessons import has_lesson
from infra.postgres import identity, notifications, people, tenants
from shared.notifications.events import DigestQueued, NotificationNew
from shared.notifications.mails import Line, render_notifications
from shared.notifications.policy import (
    FOREGROUND,
    channels_of,
    is_quiet,
    is_urgent,
    may_push,
    pushed_text,
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
    now, kept = ctx.now(), ctx.db(notifications.NotificationRepository)
    wanted = may_push(
        row.type,
        quiet=_is_quiet(reachable) or _in_lesson(ctx, user_id, reachable),
        looking=_is_looking(ctx, user_id),
        first=first,
        pushed_today=kept.count_pushed(user_id, now - A_DAY),
    )
    if not wanted:
        return
    message = {
        "id": str(row.id),
        "type": str(row.type),
        "title": row.title,
        "body": pushed_text(row.type, row.entity_type, row.message, reachable.locale),
        "link": row.link or "/notifications",
        # What is of one thing stands once on a screen.
        "tag": row.group_key or str(row.id),
    }
    targets = ctx.db(people.DeviceRepository).find_targets(user_id)
    sent = [push_to(ctx.deps, ctx.db, t, message, urgent=is_urgent(row.type)) for t in targets]
    if any(sent):
        kept.pushed(row.id, now)


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


def _is_quiet(reachable: Reachable) -> bool:
    hours = reachable.quiet_hours
    if hours is None:
        return False
    at = reachable.local.time()
    return is_quiet(at, time.fromisoformat(hours["start"]), time.fromisoformat(hours["end"]))


def _in_lesson(ctx: Ctx, user_id: UUID, reachable: Reachable) -> bool:
    """Who wishes not to be disturbed in lessons is in one, by the clock of the school."""
    wished = bool(reachable.quiet_in_lessons)
    return wished and has_lesson(ctx, user_id, reachable.school_local)


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


@worker(on(NotificationNew, _told), on(DigestQueued, _digest))
def worker_push() -> None:
    """Bring notifications to devices and mailboxes, as their receivers want it."""
