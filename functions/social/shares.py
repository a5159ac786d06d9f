"""Sharing posts."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, if_reader, require_post
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.social.events import PostShared
from shared.social.schemas import PostPath, ShareCreate, ShareRead


@route(
    "POST",
    "/v1/posts/{id}/share",
    permission=Permission.POSTS_CREATE,
    limits=("posts",),
    emits=(PostShared,),
    raises=(PostNotFound,),
)
def posts_share(ctx: Ctx, path: PostPath, body: ShareCreate) -> ShareRead:
    """Share a post. May be repeated without effect."""
    viewer, post, share_id = ctx.viewer, require_post(ctx, path.id), ctx.new_id()
    shared = ctx.db(social.ShareRepository).insert(
        id=share_id,
        post_id=post.id,
        user_id=viewer.user_id,
        comment=body.comment,
        created_at=ctx.now(),
    )
    if not shared:
        return ShareRead(post_id=post.id, shares_count=post.shares_count)
    shares_count = ctx.db(social.PostRepository).count(post.id, shares=1).shares_count
    ctx.emit(
        PostShared(
            post_id=post.id, share_id=share_id, user_id=viewer.user_id, shares_count=shares_count
        ),
        post_author_id=if_reader(ctx, post.author_id, post),
        post_id=post.id,
    )
    return ShareRead(post_id=post.id, shares_count=shares_count)
