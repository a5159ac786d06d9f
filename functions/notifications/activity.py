"""The activity feed: what happens in the school, newest first."""

from __future__ import annotations

from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position, page_of
from shared.http.route import route
from shared.notifications.activity.schemas import ActivityQuery, ActivityRead
from shared.notifications.activity.types import Action, EntityType


@route("GET", "/v1/activity", permission=Permission.ACTIVITY_READ, limits=("read",))
def activity_list(ctx: Ctx, query: ActivityQuery) -> Page[ActivityRead]:
    """List what happened in the school and in the caller's classes.

    Whose right covers the whole school sees all classes: that something happened there, not what
    was said.
    """
    found = ctx.db.activities.find(
        ctx.viewer.tenant_id,
        ctx.viewer.user_id,
        all_classes=ctx.viewer.can_everywhere(Permission.ACTIVITY_READ),
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    kept, page_info = page_of(found, query.limit, lambda activity: activity.position)
    return Page(
        data=[
            ActivityRead(
                id=activity.id,
                entity_type=EntityType(activity.entity_type),
                entity_id=activity.entity_id,
                action=Action(activity.action),
                description=activity.description,
                user_id=activity.actor_id,
                user_name=activity.user_name,
                class_id=activity.class_id,
                created_at=activity.created_at,
            )
            for activity in kept
        ],
        page_info=page_info,
    )
