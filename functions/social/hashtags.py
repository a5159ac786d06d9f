"""Hashtags: what was written with them, and following them."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.showing import read_page
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.paging import PageQuery, Position
from shared.http.route import route
from shared.social.doing import HashtagFollowRead, HashtagPage, HashtagPath
from shared.text.same import canonical


@route("GET", "/v1/hashtags/{tag}/posts", permission=Permission.POSTS_READ, limits=("read",))
def hashtags_posts(ctx: Ctx, path: HashtagPath, query: PageQuery) -> HashtagPage:
    """List posts with a hashtag, newest first; it is the same however it is spelled."""
    tag, me = canonical(path.tag), ctx.viewer.user_id
    found = ctx.db(social.PostRepository).find_with_tag(
        me, tag, before=Position.decode(query.cursor), limit=query.limit
    )
    page = read_page(found, query.limit, ctx)
    return HashtagPage(
        data=page.data,
        page_info=page.page_info,
        tag=path.tag,
        followed=ctx.db(social.HashtagRepository).is_followed(tag, me),
    )


@route("POST", "/v1/hashtags/{tag}/follow", permission=Permission.SOCIAL_FOLLOW, limits=("write",))
def hashtags_follow(ctx: Ctx, path: HashtagPath) -> HashtagFollowRead:
    """See posts with a hashtag among those of people one follows."""
    tags = ctx.db(social.HashtagRepository)
    tags.follow(canonical(path.tag), ctx.viewer.user_id, ctx.now())
    return HashtagFollowRead(tag=path.tag, followed=True)


@route(
    "DELETE", "/v1/hashtags/{tag}/follow", permission=Permission.SOCIAL_FOLLOW, limits=("write",)
)
def hashtags_unfollow(ctx: Ctx, path: HashtagPath) -> HashtagFollowRead:
    """See them there no longer."""
    ctx.db(social.HashtagRepository).unfollow(canonical(path.tag), ctx.viewer.user_id)
    return HashtagFollowRead(tag=path.tag, followed=False)
