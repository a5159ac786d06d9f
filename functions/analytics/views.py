"""What people saw, on its way to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import analytics
from shared.analytics.events import SeenPost, ViewRecorded
from shared.analytics.policy import clamped
from shared.analytics.problems import ViewedPostNotFound
from shared.analytics.schemas import ViewBatch, ViewSend, ViewsTaken
from shared.auth.permissions import Permission
from shared.http.route import Access, route
from shared.social.schemas import PostPath


@route(
    "POST",
    "/v1/posts/{id}/view",
    permission=Permission.POSTS_READ,
    limits=("views",),
    status=202,
    emits=(ViewRecorded,),
    raises=(ViewedPostNotFound,),
)
def posts_view(ctx: Ctx, path: PostPath, body: ViewSend) -> ViewsTaken:
    """Say that the caller has seen a post just now.

    It counts once for a person in an hour, and not at all for who wrote it.
    """
    readable = ctx.db(analytics.IntakeRepository).find_readable(ctx.viewer.user_id, [path.id])
    if not readable:
        raise ViewedPostNotFound
    seen = SeenPost(post_id=path.id, source=body.source, duration_ms=body.duration_ms, at=ctx.now())
    return _take(ctx, [seen], readable)


@route(
    "POST",
    "/v1/analytics/events",
    permission=Access.SIGNED_IN,
    limits=("views",),
    status=202,
    emits=(ViewRecorded,),
)
def analytics_ingest(ctx: Ctx, body: ViewBatch) -> ViewsTaken:
    """Say what the caller has seen: up to fifty posts at once.

    A moment that cannot be, such as one in the future, counts at the nearest one that can. What
    the caller may not read is left out; the others count.
    """
    now = ctx.now()
    seen = [
        SeenPost(
            post_id=view.post_id,
            source=view.source,
            duration_ms=view.duration_ms,
            at=clamped(view.at, now),
        )
        for view in body.views
    ]
    wanted = sorted({view.post_id for view in seen})
    readable = ctx.db(analytics.IntakeRepository).find_readable(ctx.viewer.user_id, wanted)
    return _take(ctx, seen, readable)


def _take(ctx: Ctx, seen: Sequence[SeenPost], authors: dict[UUID, UUID]) -> ViewsTaken:
    """Hand what counts to the worker, in one event; ``authors`` are those of readable posts."""
    me = ctx.viewer.user_id
    counted = [view for view in seen if authors.get(view.post_id, me) != me]
    if counted:
        ctx.emit(ViewRecorded(viewer_id=me, views=counted), viewer_id=me)
    return ViewsTaken(taken=len(counted), ignored=len(seen) - len(counted))
