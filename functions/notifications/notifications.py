"""The caller's notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position, page_of
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
from shared.people.schemas import AuthorRead

if TYPE_CHECKING:
    from infra.postgres.notifications.notifications import Notification


class NotificationNotFound(NotFound):
    """There is no such notification of the caller's."""

    title = "Notification not found"


@route("GET", "/v1/notifications", permission=Permission.NOTIFICATIONS_READ, limits=("read",))
def notifications_list(ctx: Ctx, query: NotificationsQuery) -> Page[NotificationRead]:
    """List notifications, the latest first; events of one group stand in one entry."""
    found = ctx.db.notifications.find(
        ctx.viewer.tenant_id,
        ctx.viewer.user_id,
        unread=query.unread,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    kept, page_info = page_of(found, query.limit, lambda notification: notification.position)
    return Page(data=[read(notification) for notification in kept], page_info=page_info)


@route(
    "GET",
    "/v1/notifications/unread-count",
    permission=Permission.NOTIFICATIONS_READ,
    limits=("read",),
)
def notifications_unread_count(ctx: Ctx) -> UnreadCountRead:
    """Count unread notifications."""
    unread = ctx.db.notifications.count_unread(ctx.viewer.tenant_id, ctx.viewer.user_id)
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
    viewer = ctx.viewer
    marked = ctx.db.notifications.mark_read(
        viewer.tenant_id, viewer.user_id, ctx.now(), only=path.id
    )
    notification = ctx.db.notifications.get(viewer.tenant_id, viewer.user_id, path.id)
    if notification is None:
        raise NotificationNotFound
    if marked:
        unread = ctx.db.notifications.count_unread(viewer.tenant_id, viewer.user_id)
        ctx.emit(NotificationsRead(ids=[path.id], unread_count=unread), receiver_id=viewer.user_id)
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
    viewer = ctx.viewer
    marked = ctx.db.notifications.mark_read(viewer.tenant_id, viewer.user_id, ctx.now(), only=None)
    if marked:
        ctx.emit(NotificationsRead(ids="all", unread_count=0), receiver_id=viewer.user_id)
    return ReadAllResult(marked=marked)


def read(notification: Notification) -> NotificationRead:
    """The notification as the API shows it."""
    actor = None
    if notification.actor_id is not None and notification.actor_name is not None:
        actor = AuthorRead(
            id=notification.actor_id,
            name=notification.actor_name,
            avatar=notification.actor_avatar,
            role=notification.actor_role,
        )
    return NotificationRead(
        id=notification.id,
        type=notification.type,
        priority=notification.priority,
        title=notification.title,
        message=notification.message,
        link=notification.link,
        action_url=notification.link,
        group_key=notification.group_key,
        group_count=notification.group_count,
        actor=actor,
        entity_type=notification.entity_type,
        entity_id=notification.entity_id,
        read=notification.read,
        read_at=notification.read_at,
        created_at=notification.created_at,
        updated_at=notification.updated_at,
    )
