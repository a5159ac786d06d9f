"""Likes of posts, and other reactions: one of each person, whatever happens at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, if_reader, require_post
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.route import route
from shared.social.doing import PostReactionRead, PostReactionSend, ReactionQuery, ReactorRead
from shared.social.events import PostLiked, PostReacted, PostStats
from shared.social.schemas import LikeRead, PostPath
from shared.social.types import ReactionType

if TYPE_CHECKING:
    from infra.postgres.social import Post, PostCounts


@route(
    "POST",
    "/v1/posts/{id}/like",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostLiked,),
    raises=(PostNotFound,),
)
def posts_like(ctx: Ctx, path: PostPath) -> LikeRead:
    """Like a post, in place of another reaction. May be repeated without effect."""
    post = require_post(ctx, path.id)
    counts = _choose(ctx, post, ReactionType.LIKE)
    likes_count = post.likes_count if counts is None else counts.likes_count
    if counts is not None:
        _tell_of_like(ctx, post, likes_count)
    return LikeRead(post_id=post.id, liked=True, likes_count=likes_count)


@route(
    "DELETE",
    "/v1/posts/{id}/like",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostStats,),
    raises=(PostNotFound,),
)
def posts_unlike(ctx: Ctx, path: PostPath) -> LikeRead:
    """Take a like, or another reaction, back. May be repeated without effect."""
    post = require_post(ctx, path.id)
    counts = _take_back(ctx, post)
    likes_count = post.likes_count if counts is None else counts.likes_count
    return LikeRead(post_id=post.id, liked=False, likes_count=likes_count)


@route(
    "PUT",
    "/v1/posts/{id}/reaction",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostLiked, PostReacted),
    raises=(PostNotFound,),
)
def posts_react(ctx: Ctx, path: PostPath, body: PostReactionSend) -> PostReactionRead:
    """React to a post, in place of the reaction before. May be repeated without effect."""
    post = require_post(ctx, path.id)
    counts = _choose(ctx, post, body.type)
    if counts is None:
        return PostReactionRead(
            post_id=post.id,
            reaction=body.type,
            likes_count=post.likes_count,
            reactions=_counts(post),
        )
    if body.type is ReactionType.LIKE:
        _tell_of_like(ctx, post, counts.likes_count)
    else:
        event = PostReacted(
            post_id=post.id,
            user_id=ctx.viewer.user_id,
            reaction_type=body.type,
            counts=_counts(counts),
        )
        ctx.emit(event, post_author_id=if_reader(ctx, post.author_id, post), post_id=post.id)
    return _answer(post, body.type, counts)


@route(
    "DELETE",
    "/v1/posts/{id}/reaction",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostStats,),
    raises=(PostNotFound,),
)
def posts_unreact(ctx: Ctx, path: PostPath) -> PostReactionRead:
    """Take a reaction back. May be repeated without effect."""
    post = require_post(ctx, path.id)
    return _answer(post, None, _take_back(ctx, post) or post)


@route(
    "GET",
    "/v1/posts/{id}/reactions",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_reactions(ctx: Ctx, path: PostPath, query: ReactionQuery) -> Page[ReactorRead]:
    """List who reacted to a post, the latest first; all, or with one type."""
    post = require_post(ctx, path.id)
    found = ctx.db(social.LikeRepository).find(
        post.id,
        ctx.viewer.user_id,
        only=query.type,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda one: ReactorRead.of(one, type=one.reaction_type))


def stats(counts: PostCounts, post: Post, *, going: int | None = None) -> PostStats:
    """What a post counts, for whoever has it open."""
    return PostStats(
        post_id=post.id,
        likes_count=counts.likes_count,
        comments_count=counts.comments_count,
        shares_count=counts.shares_count,
        reactions=_counts(counts),
        going_count=going,
    )


def _choose(ctx: Ctx, post: Post, wanted: ReactionType) -> PostCounts | None:
    """Make this the caller's reaction; the counts after it, or None where it was before."""
    likes, mine = ctx.db(social.LikeRepository), {"user_id": ctx.viewer.user_id, "post_id": post.id}
    posts = ctx.db(social.PostRepository)
    if likes.insert(ctx.new_id(), now=ctx.now(), reaction=wanted, **mine):
        return posts.count(post.id, likes=1, gained=wanted)
    before = likes.change(to=wanted, **mine)
    return None if before is None else posts.count(post.id, gained=wanted, lost=before)


def _take_back(ctx: Ctx, post: Post) -> PostCounts | None:
    lost = ctx.db(social.LikeRepository).delete(user_id=ctx.viewer.user_id, post_id=post.id)
    if lost is None:
        return None
    counts = ctx.db(social.PostRepository).count(post.id, likes=-1, lost=lost)
    ctx.emit(stats(counts, post), post_id=post.id)
    return counts


def _tell_of_like(ctx: Ctx, post: Post, likes_count: int) -> None:
    viewer = ctx.viewer
    event = PostLiked(
        post_id=post.id, user_id=viewer.user_id, user_name=viewer.name, likes_count=likes_count
    )
    ctx.emit(event, post_author_id=if_reader(ctx, post.author_id, post), post_id=post.id)


def _answer(
    post: Post, reaction: ReactionType | None, counts: PostCounts | Post
) -> PostReactionRead:
    return PostReactionRead(
        post_id=post.id,
        reaction=reaction,
        likes_count=counts.likes_count,
        reactions=_counts(counts),
    )


def _counts(source: PostCounts | Post) -> dict[ReactionType, int]:
    return {ReactionType(name): n for name, n in source.reaction_counts.items()}
