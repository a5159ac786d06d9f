"""How the caller wants to be told."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import notifications
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.notifications.policy import DEFAULT, Channels, channels_of, is_urgent
from shared.notifications.schemas import (
    NotificationPreferencesRead,
    NotificationPreferencesUpdate,
    QuietHoursRead,
    WaysRead,
)
from shared.notifications.types import NotificationType


@route(
    "GET",
    "/v1/notifications/preferences",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("read",),
)
def notification_prefs_get(ctx: Ctx) -> NotificationPreferencesRead:
    """Read by which ways notifications of each type come, and when nothing is pushed.

    Types that the caller's role is never told of are left out.
    """
    return _read(ctx)


@route(
    "PUT",
    "/v1/notifications/preferences",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("write",),
)
def notification_prefs_put(
    ctx: Ctx, body: NotificationPreferencesUpdate
) -> NotificationPreferencesRead:
    """Replace by which ways notifications come in this school, and the quiet hours everywhere.

    What is urgent comes in any case.
    """
    kept, user_id, now = ctx.db(notifications.PreferenceRepository), ctx.viewer.user_id, ctx.now()
    ways = {kind: Channels(w.in_app, w.push, w.email) for kind, w in body.types.items()}
    kept.put(user_id, now, {kind: way for kind, way in ways.items() if way != DEFAULT})
    hours = None if body.quiet_hours is None else body.quiet_hours.model_dump()
    kept.put_quiet_hours(user_id, now, hours, in_lessons=body.quiet_in_lessons)
    return _read(ctx)


def _read(ctx: Ctx) -> NotificationPreferencesRead:
    kept, user_id = ctx.db(notifications.PreferenceRepository), ctx.viewer.user_id
    chosen, reachable = kept.find(user_id), kept.get_reachable(user_id, ctx.now())
    assert reachable is not None, "the caller is a member"
    hours = reachable.quiet_hours
    return NotificationPreferencesRead(
        types=[_channels(kind, chosen.get(kind)) for kind in NotificationType if _told(ctx, kind)],
        quiet_hours=None if hours is None else QuietHoursRead(**hours),
        quiet_in_lessons=bool(reachable.quiet_in_lessons),
        timezone=reachable.timezone,
    )


def _told(ctx: Ctx, kind: NotificationType) -> bool:
    needs = kind.told.needs
    return needs is None or ctx.viewer.can_in_school(needs)


def _channels(kind: NotificationType, chosen: Channels | None) -> WaysRead:
    ways = channels_of(kind, chosen)
    return WaysRead(
        type=kind,
        title=kind.told.title.en,
        title_kh=kind.told.title.km,
        urgent=is_urgent(kind),
        in_app=ways.in_app,
        push=ways.push,
        email=ways.email,
    )
