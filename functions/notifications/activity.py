"""The activity feed: what happens in the school, newest first."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import notifications
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.route import route
from shared.notifications.activity.schemas import ActivityQuery, ActivityRead


@route("GET", "/v1/activity", permission=Permission.ACTIVITY_READ, limits=("read",))
def activity_list(ctx: Ctx, query: ActivityQuery) -> Page[ActivityRead]:
    """List what happened in the school and in the caller's classes.

    Whose right covers the whole school sees all classes: that something happened there, not what
    was said.
    """
    found = ctx.db(notifications.ActivityRepository).find(
        ctx.viewer.user_id,
        all_classes=ctx.viewer.can_everywhere(Permission.ACTIVITY_READ),
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, ActivityRead.of)
