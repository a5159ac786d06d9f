"""What people say about their chosen feed, and what it says to them."""

from __future__ import annotations

from dataclasses import replace

from functions.common.feeds import choose_anew
from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, require_post
from functions.social.taste import taste_of
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import route
from shared.social.feed_schemas import FactorRead, FeedbackRead, FeedbackWrite, WhyRead
from shared.social.ranking import judge
from shared.social.schemas import PostPath
from shared.social.weights import weights_of


class OwnPost(Conflict):
    """Nobody's own posts are chosen by what they say about them."""

    code = "own_post"
    title = "This is your own post"
    cure = "Nothing is to be done: what one says of one's own posts chooses none."


@route(
    "POST",
    "/v1/posts/{id}/feedback",
    permission=Permission.POSTS_READ,
    limits=("write",),
    raises=(PostNotFound, OwnPost),
)
def posts_feedback(ctx: Ctx, path: PostPath, body: FeedbackWrite) -> FeedbackRead:
    """Say what to choose more or less of, for the caller's own feed ``for_you``.

    ``NOT_INTERESTED`` takes the post out of it, ``HIDE_AUTHOR`` all posts of its author. What was
    said before about the post is replaced. Nobody else learns of it.
    """
    post, me = require_post(ctx, path.id), ctx.viewer.user_id
    if post.author_id == me:
        raise OwnPost
    said = ctx.db(social.FeedbackRepository)
    said.say(me, post.id, post.author_id, body.kind, ctx.now())
    choose_anew(ctx, me)
    return FeedbackRead(post_id=post.id, kind=body.kind)


@route(
    "DELETE",
    "/v1/posts/{id}/feedback",
    permission=Permission.POSTS_READ,
    limits=("write",),
    raises=(PostNotFound,),
)
def posts_feedback_undo(ctx: Ctx, path: PostPath) -> FeedbackRead:
    """Take back what the caller said about a post, and that they hide its author.

    May be repeated without effect.
    """
    post, me = require_post(ctx, path.id), ctx.viewer.user_id
    ctx.db(social.FeedbackRepository).take_back(me, post.id, post.author_id)
    choose_anew(ctx, me)
    return FeedbackRead(post_id=post.id, kind=None)


@route(
    "GET",
    "/v1/posts/{id}/why",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_why(ctx: Ctx, path: PostPath) -> WhyRead:
    """Say why a post is where it is in the caller's feed ``for_you``: the seven factors."""
    post, me = require_post(ctx, path.id), ctx.viewer.user_id
    # The answer is of the hour, so that whoever asks twice is told the same.
    now = ctx.now().replace(minute=0, second=0, microsecond=0)
    candidates = ctx.db(social.CandidateRepository)
    candidate = candidates.get(me, post.id, now, taste_of(ctx))
    if candidate is None:
        raise PostNotFound
    interests = candidates.interests(me, now)
    # That somebody has reported it is for who moderates: its author may read this, too.
    weights = weights_of(ctx.viewer.tenant_settings)
    judged = judge(replace(candidate, reports=0), interests, now, weights)
    factors = [
        FactorRead(factor=name, value=value, weight=weights[name], points=value * weights[name])
        for name, value in judged.factors.items()
    ]
    return WhyRead(
        post_id=post.id,
        pool=candidate.pool,
        score=judged.score,
        factors=sorted(factors, key=lambda one: -one.points),
        topics=[topic for topic in candidate.topics if topic in interests.topics],
        known_people=candidate.known_people,
        seen=candidate.seen,
        feedback=ctx.db(social.FeedbackRepository).get(me, post.id, post.author_id),
    )
