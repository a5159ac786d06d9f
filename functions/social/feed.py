"""The feed: newest first, chosen for its reader, or searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from functions.common.copies import ask_redis
from functions.common.flags import is_on
from functions.runtime.context import Ctx
from functions.social.showing import read_all, read_page
from functions.social.taste import taste_of
from infra.postgres import search, social
from shared.auth.permissions import Permission
from shared.http.paging import InvalidPageCursor, Page, PageInfo, Position
from shared.http.problem import Conflict
from shared.http.route import route
from shared.platform.flags import Flag
from shared.search.query import Question
from shared.search.types import Backend, Collection
from shared.social.feed_schemas import (
    CountersList,
    CountersQuery,
    CountersRead,
    FeedPlace,
    FeedQuery,
)
from shared.social.ranking import choose
from shared.social.schemas import PostRead
from shared.social.weights import weights_of

if TYPE_CHECKING:
    from infra.postgres.social import Post
    from infra.redis.feeds import FeedCopies

T = TypeVar("T")
KEPT = timedelta(minutes=15)
_SPARE = 4
"""How many more are looked at, so that one which may not be read any more costs no question."""


class FeedMoved(Conflict):
    """The choice that the page before was of is over: begin anew."""

    code = "feed_moved"
    title = "The feed has to begin anew"
    cure = "Read the feed from its beginning, without a cursor."


@route(
    "GET",
    "/v1/posts",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(FeedMoved,),
)
def posts_feed(ctx: Ctx, query: FeedQuery) -> Page[PostRead]:
    """List posts: newest first, chosen for the caller, or those with the words of a search.

    Where the school has switched off that feeds are chosen, ``for_you`` is the newest first.
    """
    if query.search is not None:
        return _searched(ctx, query.search, query)
    if query.mode == "for_you" and is_on(ctx, Flag.FEED_FOR_YOU):
        return _chosen(ctx, query)
    found = ctx.db(social.PostRepository).find_feed(
        ctx.viewer.user_id,
        following=query.mode == "following",
        whole_school=query.mode == "school",
        before=_position(query),
        limit=query.limit,
    )
    return read_page(found, query.limit, ctx)


@route("GET", "/v1/posts/counters", permission=Permission.POSTS_READ, limits=("read",))
def posts_counters(ctx: Ctx, query: CountersQuery) -> CountersList:
    """Read the counters of posts, and what the caller did with them: a page need not come again."""
    found = ctx.db(social.TrendingRepository).find_among(ctx.viewer.user_id, query.post_ids)
    return CountersList(data=[CountersRead.of(post) for post in read_all(found, ctx)])


def _position(query: FeedQuery) -> Position | None:
    """Where a page of the newest begins; raises FeedMoved on a cursor of a choice of before."""
    try:
        return Position.decode(query.cursor)
    except InvalidPageCursor:
        if query.mode == "for_you" and FeedPlace.decode(query.cursor) is not None:
            raise FeedMoved from None
        raise


def _chosen(ctx: Ctx, query: FeedQuery) -> Page[PostRead]:
    """A page of a choice: whatever happens meanwhile, none of its pages repeats or skips a post."""
    place = FeedPlace.decode(query.cursor)
    version, ids, offset = (*_choice(ctx), 0) if place is None else _continued(ctx, place)
    shown: list[Post] = []
    wanted = ctx.db(social.FeedbackRepository)
    at = offset
    # What may not be read any more is passed over, and the page filled from further down.
    while at < len(ids) and len(shown) <= query.limit:
        chunk = ids[at : at + query.limit + 1 + _SPARE]
        shown += wanted.find_wanted(ctx.viewer.user_id, chunk, ctx.now())
        at += len(chunk)
    kept = shown[: query.limit]
    more = len(shown) > query.limit
    cursor = FeedPlace(version, ids.index(kept[-1].id) + 1).encode() if more else None
    return Page(data=read_all(kept, ctx), page_info=PageInfo(next_cursor=cursor, has_more=more))


def _choice(ctx: Ctx) -> tuple[UUID, Sequence[UUID]]:
    """The caller's present choice, or a new one."""
    from infra.redis.feeds import KeptFeed

    present = _ask(ctx, lambda copies: copies.present())
    count, kept = present or ("0", None)
    if kept is not None:
        return kept.version, kept.ids
    version, now, me = ctx.new_id(), ctx.now(), ctx.viewer.user_id
    candidates = ctx.db(social.CandidateRepository)
    found = candidates.find(me, now, taste_of(ctx))
    weights = weights_of(ctx.viewer.tenant_settings)
    interests = candidates.interests(me, now)
    ids = choose(found, interests, now, seed=str(version), weights=weights)
    made = KeptFeed(version, count, ids)
    if present is None or not _ask(ctx, lambda copies: copies.keep(made)):
        ctx.db(social.KeptFeedRepository).keep(me, version, ids, now=now, until=now + KEPT)
    return version, ids


def _continued(ctx: Ctx, place: FeedPlace) -> tuple[UUID, Sequence[UUID], int]:
    """The choice that a cursor names, wherever it is kept; raises FeedMoved where it is over."""
    kept = _ask(ctx, lambda copies: copies.get(place.version))
    ids = None if kept is None else kept.ids
    if ids is None:
        kept_feeds = ctx.db(social.KeptFeedRepository)
        ids = kept_feeds.get(ctx.viewer.user_id, place.version, ctx.now())
    if ids is None:
        raise FeedMoved
    return place.version, ids, place.offset


def _searched(ctx: Ctx, words: str, query: FeedQuery) -> Page[PostRead]:
    index, me = ctx.db(search.DocumentRepository), ctx.viewer.user_id
    question = Question.of(words, ctx.db.tenant)
    after = search.Place.decode(query.cursor)
    if after is not None and after.backend is not Backend.POSTGRES:
        raise InvalidPageCursor
    if not question.parts:
        return Page(data=[], page_info=PageInfo(next_cursor=None, has_more=False))
    # The order of all pages is that of the moment at which the first was asked for.
    at = int(ctx.now().timestamp() * 1000) if after is None else after.at
    scope = search.Scope(me, index.audiences_of(me), [Collection.POSTS])
    asked = datetime.fromtimestamp(at / 1000, UTC)
    hits = index.find(question, scope, after=after, limit=query.limit, now=asked).hits
    more, kept = len(hits) > query.limit, hits[: query.limit]
    # What the index has and may not be read any more leaves a shorter page, and no gap.
    found = ctx.db(social.TrendingRepository).find_among(me, [hit.id for hit in kept])
    place = search.Place(Backend.POSTGRES, False, at, kept[-1].score, kept[-1].id) if more else None
    cursor = None if place is None else place.encode()
    return Page(data=read_all(found, ctx), page_info=PageInfo(next_cursor=cursor, has_more=more))


def _ask(ctx: Ctx, ask: Callable[[FeedCopies], T]) -> T | None:
    from infra.redis.feeds import FeedCopies

    return ask_redis(ctx, lambda redis: ask(FeedCopies(redis, ctx.db.tenant, ctx.viewer.user_id)))
