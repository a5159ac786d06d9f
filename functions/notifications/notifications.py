"""The caller's notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import notifications
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import NotFound
from shared.http.route import route
from shared.notifications.events import NotificationsRead
from shared.notifications.schemas import (
    NotificationPath,
    NotificationRead,
    NotificationsQuery,
    ReadAllResult,
    UnreadCountRead,
)

if TYPE_CHECKING:
    from infra.postgres.notifications import Notification


class NotificationNotFound(NotFound):
    """There is no such notification of the caller's."""

    title = "Notification not found"


@route("GET", "/v1/notifications", permission=Permission.NOTIFICATIONS_READ, limits=("read",))
def notifications_list(ctx: Ctx, query: NotificationsQuery) -> Page[NotificationRead]:
    """List notifications, the latest first; events of one group stand in one entry."""
    found = ctx.db(notifications.NotificationRepository).find(
        ctx.viewer.user_id,
        unread=query.unread,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, read)


@route(
    "GET",
    "/v1/notifications/unread-count",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("read",),
)
def notifications_unread_count(ctx: Ctx) -> UnreadCountRead:
    """Count unread notifications."""
    unread = ctx.db(notifications.NotificationRepository).count_unread(ctx.viewer.user_id)
    return UnreadCountRead(unread=unread)


@route(
    "PUT",
    "/v1/notifications/{id}/read",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("write",),
    emits=(NotificationsRead,),
    raises=(NotificationNotFound,),
)
def notifications_mark_read(ctx: Ctx, path: NotificationPath) -> NotificationRead:
    """Mark one notification as read, on all devices. May be repeated without effect."""
    viewer_id, own = ctx.viewer.user_id, ctx.db(notifications.NotificationRepository)
    marked = own.mark_read(viewer_id, ctx.now(), only=path.id)
    notification = own.get(viewer_id, path.id)
    if notification is None:
        raise NotificationNotFound
    if marked:
        unread = own.count_unread(viewer_id)
        ctx.emit(NotificationsRead(ids=[path.id], unread_count=unread), receiver_id=viewer_id)
    return read(notification)


@route(
    "PUT",
    "/v1/notifications/read-all",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("write",),
    emits=(NotificationsRead,),
)
def notifications_mark_all_read(ctx: Ctx) -> ReadAllResult:
    """Mark all notifications as read, on all devices. May be repeated without effect."""
    viewer_id = ctx.viewer.user_id
    own = ctx.db(notifications.NotificationRepository)
    marked = own.mark_read(viewer_id, ctx.now(), only=None)
    if marked:
        ctx.emit(NotificationsRead(ids="all", unread_count=0), receiver_id=viewer_id)
    return ReadAllResult(marked=marked)


@route(
    "DELETE",
    "/v1/notifications/{id}",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("write",),
    status=204,
    emits=(NotificationsRead,),
    raises=(NotificationNotFound,),
)
def notifications_delete(ctx: Ctx, path: NotificationPath) -> None:
    """Remove one notification; the badges of all devices count it no more."""
    viewer_id, own = ctx.viewer.user_id, ctx.db(notifications.NotificationRepository)
    notification = own.get(viewer_id, path.id)
    if notification is None:
        raise NotificationNotFound
    own.delete(viewer_id, path.id)
    if not notification.read:
        unread = own.count_unread(viewer_id)
        ctx.emit(NotificationsRead(ids=[path.id], unread_count=unread), receiver_id=viewer_id)


def read(notification: Notification) -> NotificationRead:
    """The notification as the API shows it."""
    return NotificationRead.of(notification, action_url=notification.link)
