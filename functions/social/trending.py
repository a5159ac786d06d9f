"""What many look at, and what resembles a post."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.social.access import PostNotFound, require_post
from functions.social.showing import read_all
from functions.social.taste import about_the_same
from infra.postgres import search, social
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.search.fusion import fused
from shared.search.query import Question, telling
from shared.search.types import Collection
from shared.social.schemas import PostPath
from shared.social.trending_schemas import (
    PERIODS,
    PostList,
    SimilarQuery,
    TrendingQuery,
    TrendingTagRead,
    TrendingTags,
)

if TYPE_CHECKING:
    from infra.postgres.social import Post


@route("GET", "/v1/posts/trending", permission=Permission.POSTS_READ, limits=("read",))
def posts_trending(ctx: Ctx, query: TrendingQuery) -> PostList:
    """List the posts of the last day, week or month that people did the most with.

    A like counts 3, a comment 5, a share 2. Only what the caller may read.
    """
    since = ctx.now() - PERIODS[query.period]
    found = ctx.db(social.TrendingRepository).find_posts(ctx.viewer.user_id, since, query.limit)
    return PostList(data=read_all(found, ctx))


@route("GET", "/v1/hashtags/trending", permission=Permission.POSTS_READ, limits=("read",))
def hashtags_trending(ctx: Ctx, query: TrendingQuery) -> TrendingTags:
    """List the hashtags that the most people have used in posts which the caller may read."""
    since = ctx.now() - PERIODS[query.period]
    found = ctx.db(social.TrendingRepository).find_tags(ctx.viewer.user_id, since, query.limit)
    return TrendingTags(data=[TrendingTagRead.of(tag) for tag in found])


@route(
    "GET",
    "/v1/posts/{id}/similar",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_similar(ctx: Ctx, path: PostPath, query: SimilarQuery) -> PostList:
    """List posts that resemble one: by what they are about, words and hashtags, then the newest.

    As many as there are, up to ``limit``, however little they have in common.
    """
    post, me = require_post(ctx, path.id), ctx.viewer.user_id
    by_words = [one for one in _alike(ctx, post, query.limit) if one != post.id]
    alike = fused(about_the_same(ctx, post.id, query.limit), by_words)
    found: list[Post] = []
    # Mostly all may be read: what would be left over is not fetched.
    while alike and len(found) < query.limit:
        some, alike = alike[: query.limit], alike[query.limit :]
        found += ctx.db(social.TrendingRepository).find_among(me, some)
    found = found[: query.limit]
    if len(found) < query.limit:
        known = {post.id, *(one.id for one in found)}
        newest = ctx.db(social.PostRepository).find_feed(
            me, following=False, before=None, limit=query.limit + len(known)
        )
        found += [one for one in newest if one.id not in known][: query.limit - len(found)]
    return PostList(data=read_all(found, ctx))


def _alike(ctx: Ctx, post: Post, limit: int) -> list[UUID]:
    """Posts with the words that tell most of this one, those with most of them first."""
    index, me = ctx.db(search.DocumentRepository), ctx.viewer.user_id
    words = telling(post.title or "", " ".join(post.hashtags), post.content, post.content_kh or "")
    question = Question.of(words, ctx.db.tenant)
    if not question.parts:
        return []
    scope = search.Scope(me, index.audiences_of(me), [Collection.POSTS])
    # One of them is the post itself.
    return index.find_alike(question, scope, limit=limit + 1)
