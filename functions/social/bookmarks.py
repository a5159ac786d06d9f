"""What people keep for later; nobody else learns of it."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, require_post
from functions.social.showing import read_page
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.route import route
from shared.social.doing import BookmarkRead
from shared.social.schemas import PostPath, PostRead


@route(
    "POST",
    "/v1/posts/{id}/bookmark",
    permission=Permission.POSTS_READ,
    limits=("write",),
    raises=(PostNotFound,),
)
def posts_bookmark(ctx: Ctx, path: PostPath) -> BookmarkRead:
    """Keep a post for later. May be repeated without effect."""
    post = require_post(ctx, path.id)
    if ctx.db(social.BookmarkRepository).insert(ctx.viewer.user_id, post.id, ctx.now()):
        ctx.db(social.PostRepository).count(post.id, bookmarks=1)
    return BookmarkRead(post_id=post.id, bookmarked=True)


@route(
    "DELETE",
    "/v1/posts/{id}/bookmark",
    permission=Permission.POSTS_READ,
    limits=("write",),
    raises=(PostNotFound,),
)
def posts_unbookmark(ctx: Ctx, path: PostPath) -> BookmarkRead:
    """Keep a post no longer. May be repeated without effect."""
    post = require_post(ctx, path.id)
    if ctx.db(social.BookmarkRepository).delete(ctx.viewer.user_id, post.id):
        ctx.db(social.PostRepository).count(post.id, bookmarks=-1)
    return BookmarkRead(post_id=post.id, bookmarked=False)


@route("GET", "/v1/users/me/bookmarks", permission=Permission.POSTS_READ, limits=("read",))
def users_bookmarks(ctx: Ctx, query: PageQuery) -> Page[PostRead]:
    """List what the caller keeps and may still read, the latest kept first."""
    found = ctx.db(social.PostRepository).find_bookmarked(
        ctx.viewer.user_id, before=Position.decode(query.cursor), limit=query.limit
    )
    return read_page(found, query.limit, ctx)
