"""How posts do: for their authors, and for who runs the school."""

from __future__ import annotations

from functions.analytics.figures import as_file, figures, span_of
from functions.runtime.context import Ctx
from infra.postgres import analytics, social
from shared.analytics.policy import shown
from shared.analytics.problems import NotYourPost, ViewedPostNotFound
from shared.analytics.schemas import (
    MyAnalyticsRead,
    PeriodQuery,
    PostAnalyticsRead,
    TopPostRead,
)
from shared.auth.permissions import Permission
from shared.events.event import PREVIEW_CHARS
from shared.http.files import TextFile
from shared.http.route import route
from shared.social.schemas import PostPath

TOP = 10


@route(
    "GET",
    "/v1/posts/{id}/analytics",
    permission=Permission.ANALYTICS_SELF,
    limits=("read",),
    raises=(ViewedPostNotFound, NotYourPost),
)
def posts_analytics(ctx: Ctx, path: PostPath, query: PeriodQuery) -> PostAnalyticsRead:
    """Read how a post does: views, viewers, reactions, and where it was seen.

    By the hour for a day or a week, by the day of the school for longer. For the author, and for
    who may read the figures of the whole school.
    """
    return _of_post(ctx, path, query)


@route(
    "GET",
    "/v1/posts/{id}/analytics.csv",
    permission=Permission.ANALYTICS_SELF,
    limits=("export",),
    raises=(ViewedPostNotFound, NotYourPost),
)
def posts_analytics_file(ctx: Ctx, path: PostPath, query: PeriodQuery) -> TextFile:
    """Download the figures of a post as CSV."""
    return as_file(_of_post(ctx, path, query), f"post-{path.id}.csv")


@route("GET", "/v1/analytics/me", permission=Permission.ANALYTICS_SELF, limits=("read",))
def analytics_me(ctx: Ctx, query: PeriodQuery) -> MyAnalyticsRead:
    """Read how the caller's posts do together, and which were seen most."""
    return _mine(ctx, query)


@route("GET", "/v1/analytics/me.csv", permission=Permission.ANALYTICS_SELF, limits=("export",))
def analytics_me_file(ctx: Ctx, query: PeriodQuery) -> TextFile:
    """Download the figures of the caller's posts as CSV."""
    return as_file(_mine(ctx, query), "my-posts.csv")


def _of_post(ctx: Ctx, path: PostPath, query: PeriodQuery) -> PostAnalyticsRead:
    post = ctx.db(social.PostRepository).get_visible(ctx.viewer.user_id, path.id)
    if post is None:
        raise ViewedPostNotFound
    mine = post.author_id == ctx.viewer.user_id
    if not mine and not ctx.viewer.can_everywhere(Permission.ANALYTICS_TENANT):
        raise NotYourPost
    span, step = span_of(ctx, [post.id], query.period)
    return PostAnalyticsRead(
        post_id=post.id,
        title=post.title,
        preview=post.content[:PREVIEW_CHARS],
        **figures(ctx, span, step, query.period),
    )


def _mine(ctx: Ctx, query: PeriodQuery) -> MyAnalyticsRead:
    found = ctx.db(analytics.FigureRepository)
    span, step = span_of(ctx, found.find_posts_of(ctx.viewer.user_id), query.period)
    top = [
        TopPostRead(
            post_id=post.post_id,
            title=post.title,
            preview=post.content[:PREVIEW_CHARS],
            created_at=post.created_at,
            views=post.views,
            viewers=shown(post.viewers),
        )
        for post in found.find_top(span, TOP)
    ]
    return MyAnalyticsRead(
        posts=len(span.post_ids), top=top, **figures(ctx, span, step, query.period)
    )
