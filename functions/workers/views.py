"""Views and reactions, counted."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import analytics
from shared.analytics.events import ViewRecorded
from shared.analytics.policy import clamped, hour_of, view_id
from shared.analytics.types import EngagementKind
from shared.social.events import CommentCreated, PostLiked, PostReacted, PostShared


def _seen(ctx: Ctx, event: ViewRecorded, received: Received) -> None:
    now, viewer, views = ctx.now(), event.viewer_id, []
    for seen in event.views:
        # Once more: an event may have waited for days, and figures of then are final.
        at = clamped(seen.at, now)
        hour = hour_of(at)
        views.append(
            analytics.View(
                post_id=seen.post_id,
                hour=hour,
                view_id=view_id(viewer, seen.post_id, hour),
                source=seen.source,
                duration_ms=seen.duration_ms,
                seen_at=at,
            )
        )
    ctx.db(analytics.IntakeRepository).record(viewer, views)


@worker(on(ViewRecorded, _seen))
def worker_views() -> None:
    """Count views in the partition of their day, with who has seen what, and totals."""


def _liked(ctx: Ctx, event: PostLiked, received: Received) -> None:
    _engage(ctx, received, event.post_id, EngagementKind.LIKE)


def _reacted(ctx: Ctx, event: PostReacted, received: Received) -> None:
    _engage(ctx, received, event.post_id, EngagementKind.REACTION)


def _commented(ctx: Ctx, event: CommentCreated, received: Received) -> None:
    _engage(ctx, received, event.post_id, EngagementKind.COMMENT)


def _shared(ctx: Ctx, event: PostShared, received: Received) -> None:
    _engage(ctx, received, event.post_id, EngagementKind.SHARE)


@worker(
    on(PostLiked, _liked),
    on(PostReacted, _reacted),
    on(CommentCreated, _commented),
    on(PostShared, _shared),
)
def worker_engagement() -> None:
    """Note what people do with posts, when they did it."""


def _engage(ctx: Ctx, received: Received, post_id: UUID, kind: EngagementKind) -> None:
    done = datetime.fromtimestamp(received.body["timestamp"] / 1000, UTC)
    at = clamped(done, ctx.now())
    ctx.db(analytics.IntakeRepository).engage(
        received.id, kind, post_id=post_id, actor_id=received.actor_id, hour=hour_of(at), at=at
    )
