"""Posts before and after they are published: drafts, schedules, revisions, pins."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.social.access import (
    NotTheAuthor,
    PostNotFound,
    access_post,
    audience_of,
    require_post,
    require_post_or_draft,
)
from functions.social.publishing import publish
from functions.social.showing import read, read_page
from functions.social.writing import ClassNotFound, MayNotAnnounce, check_place
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.clubs.problems import ClubNotFound, NotInTheClub
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import Conflict
from shared.http.route import route
from shared.social.doing import PinSend, PublishSend, RevisionRead
from shared.social.events import PostCreated, PostUpdated
from shared.social.schemas import PostPath, PostRead
from shared.social.types import PostStatus


class PublishedAlready(Conflict):
    """The post is no draft."""

    code = "published_already"
    title = "This post is published already"
    cure = "Change the post instead: it is no draft any more."


@route("GET", "/v1/posts/drafts", permission=Permission.POSTS_CREATE, limits=("read",))
def posts_drafts(ctx: Ctx, query: PageQuery) -> Page[PostRead]:
    """List the own drafts, and what is to be published later."""
    found = ctx.db(social.PostRepository).find_drafts(
        ctx.viewer.user_id, before=Position.decode(query.cursor), limit=query.limit
    )
    return read_page(found, query.limit, ctx)


@route(
    "POST",
    "/v1/posts/{id}/publish",
    permission=Permission.POSTS_CREATE,
    limits=("posts",),
    emits=(PostCreated,),
    raises=(
        PostNotFound,
        PublishedAlready,
        MayNotAnnounce,
        ClassNotFound,
        ClubNotFound,
        NotInTheClub,
    ),
)
def posts_publish(ctx: Ctx, path: PostPath, body: PublishSend) -> PostRead:
    """Publish a draft of one's own, now or later, where the caller may write now.

    One that is for later is a draft again where its author may not write there when its time has
    come.
    """
    posts, me = ctx.db(social.PostRepository), ctx.viewer.user_id
    post = require_post_or_draft(ctx, path.id)
    if not posts.lock(post.id) or post.author_id != me:
        raise PostNotFound
    post = require_post_or_draft(ctx, path.id)
    if post.status is PostStatus.PUBLISHED:
        raise PublishedAlready
    check_place(ctx, kind=post.type, class_id=post.class_id, club_id=post.club_id)
    if body.publish_at is not None and body.publish_at > ctx.now():
        posts.change(
            post.id,
            status=PostStatus.SCHEDULED,
            publish_at=body.publish_at,
            updated_at=ctx.now(),
        )
    else:
        publish(ctx, post)
    return read(require_post_or_draft(ctx, path.id), ctx)


@route(
    "GET",
    "/v1/posts/{id}/history",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_history(ctx: Ctx, path: PostPath, query: PageQuery) -> Page[RevisionRead]:
    """List the texts that a post had before its present one, the latest first."""
    post = require_post(ctx, path.id)
    found = ctx.db(social.PostRepository).find_revisions(
        post.id, before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, RevisionRead.of)


@route(
    "POST",
    "/v1/posts/{id}/pin",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(PostUpdated,),
    raises=(PostNotFound, NotTheAuthor),
)
def posts_pin(ctx: Ctx, path: PostPath, body: PinSend) -> PostRead:
    """Let a post stand above the others of its author, or among them again."""
    require_post(ctx, path.id)
    post, now = access_post(ctx, path.id), ctx.now()
    if (post.pinned_at is not None) == body.is_pinned:
        return read(post, ctx)
    pinned_at = now if body.is_pinned else None
    ctx.db(social.PostRepository).change(post.id, pinned_at=pinned_at, updated_at=now)
    event = PostUpdated(post_id=post.id, changed=["pinned"], updated_at=now)
    ctx.emit(event, post_id=post.id, **audience_of(post, ctx))
    return read(require_post(ctx, path.id), ctx)
