"""Likes of posts. Both requests may be repeated without effect."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.posts import PostNotFound, require_post
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.social.events import PostLiked, PostStats
from shared.social.schemas import LikeRead, PostPath


@route(
    "POST",
    "/v1/posts/{id}/like",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostLiked,),
    raises=(PostNotFound,),
)
def posts_like(ctx: Ctx, path: PostPath) -> LikeRead:
    """Like a post."""
    viewer, post = ctx.viewer, require_post(ctx, path.id)
    likes = ctx.db(social.LikeRepository)
    if not likes.insert(ctx.new_id(), user_id=viewer.user_id, post_id=post.id, now=ctx.now()):
        return LikeRead(post_id=post.id, liked=True, likes_count=post.likes_count)
    likes_count = ctx.db(social.PostRepository).count(post.id, likes=1).likes_count
    ctx.emit(
        PostLiked(
            post_id=post.id, user_id=viewer.user_id, user_name=viewer.name, likes_count=likes_count
        ),
        post_author_id=post.author_id,
        post_id=post.id,
    )
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
    """Take a like back."""
    viewer, post = ctx.viewer, require_post(ctx, path.id)
    if not ctx.db(social.LikeRepository).delete(user_id=viewer.user_id, post_id=post.id):
        return LikeRead(post_id=post.id, liked=False, likes_count=post.likes_count)
    counts = ctx.db(social.PostRepository).count(post.id, likes=-1)
    ctx.emit(
        PostStats(
            post_id=post.id, likes_count=counts.likes_count, comments_count=counts.comments_count
        ),
        post_id=post.id,
    )
    return LikeRead(post_id=post.id, liked=False, likes_count=counts.likes_count)
