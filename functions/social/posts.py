"""One post: written, read, changed, deleted."""

from __future__ import annotations

from uuid import UUID

from functions.common.attachments import attach
from functions.common.feeds import choose_anew
from functions.runtime.context import Ctx
from functions.social.access import (
    NotTheAuthor,
    PostNotFound,
    access_post,
    audience_of,
    mentioned,
    require_post,
    require_post_or_draft,
    require_words,
)
from functions.social.publishing import announce
from functions.social.showing import read
from functions.social.writing import ClassNotFound, MayNotAnnounce, check_place
from infra.postgres import media, social
from shared.auth.permissions import Permission
from shared.clubs.problems import ClubNotFound, NotInTheClub
from shared.http.problem import ClientIdUsed
from shared.http.route import route
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.types import Referrer
from shared.social.events import PostCreated, PostDeleted, PostUpdated
from shared.social.policy import hashtags_of, topic_tags
from shared.social.schemas import PostCreate, PostPath, PostRead, PostUpdate
from shared.social.types import PostStatus


@route(
    "POST",
    "/v1/posts",
    permission=Permission.POSTS_CREATE,
    limits=("posts",),
    status=201,
    emits=(PostCreated,),
    raises=(
        MayNotAnnounce,
        ClassNotFound,
        ClubNotFound,
        NotInTheClub,
        ClientIdUsed,
        UploadNotFound,
        UploadNotReady,
    ),
)
def posts_create(ctx: Ctx, body: PostCreate) -> PostRead:
    """Publish a post.

    Everyone who may read it and is connected is told at once. With a ``clientId`` it is published
    once, however often and however late it is sent: what waited without a network may use it.
    """
    viewer, now, post_id = ctx.viewer, ctx.now(), ctx.new_id()
    posts = ctx.db(social.PostRepository)
    check_place(ctx, kind=body.type, class_id=body.class_id, club_id=body.club_id)
    hashtags = hashtags_of(body.hashtags, body.content, body.content_kh)
    post = posts.insert(
        **body.model_dump(exclude={"media", "mentions", "hashtags"}),
        media=[str(file.upload_id) for file in body.media],
        mentions=mentioned(ctx, body.mentions, body.content, body.content_kh),
        hashtags=hashtags,
        id=post_id,
        author_id=viewer.user_id,
        topic_tags=topic_tags(hashtags),
        created_at=now,
        updated_at=now,
    )
    if post is None:
        return _created_before(ctx, body.client_id)
    if body.media:
        attach(ctx, Referrer.POST, post_id, body.media)
    ctx.headers["Location"] = f"/v1/posts/{post_id}"
    if post.status is PostStatus.PUBLISHED:
        announce(ctx, post)
        choose_anew(ctx, viewer.user_id)
    return read(post, ctx)


def _created_before(ctx: Ctx, client_id: UUID | None) -> PostRead:
    """What the author created under this id; raises ClientIdUsed where it is gone."""
    assert client_id is not None, "nothing else can be there already"
    post = ctx.db(social.PostRepository).get_created(ctx.viewer.user_id, client_id)
    if post is None:
        raise ClientIdUsed
    ctx.headers["Location"] = f"/v1/posts/{post.id}"
    return read(post, ctx)


@route(
    "GET",
    "/v1/posts/{id}",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_get(ctx: Ctx, path: PostPath) -> PostRead:
    """Read a post.

    Who has left the class or club for which they wrote it reads their own words and takes them
    away. What others said of them is for those who are there, and so is what would be said now:
    comments, votes and edits are a 404.
    """
    return read(require_words(ctx, path.id), ctx)


@route(
    "PUT",
    "/v1/posts/{id}",
    permission=Permission.POSTS_READ,
    limits=("posts",),
    emits=(PostUpdated,),
    raises=(PostNotFound, NotTheAuthor, UploadNotFound, UploadNotReady),
)
def posts_update(ctx: Ctx, path: PostPath, body: PostUpdate) -> PostRead:
    """Replace the text of a post.

    The author may while they belong to those for whom it is, and who moderates posts. The old
    text is kept as a revision.
    """
    post, now = access_post(ctx, path.id), ctx.now()
    hashtags = hashtags_of(body.hashtags, body.content, body.content_kh)
    values = body.model_dump(exclude={"mentions"}) | {
        "media": [str(file.upload_id) for file in body.media],
        "hashtags": hashtags,
    }
    changed = [name for name, value in values.items() if value != getattr(post, name)]
    if values["media"] or post.media:
        # Words about a picture may change while the pictures stay.
        attach(ctx, Referrer.POST, post.id, body.media)
    if not changed:
        return read(post, ctx)
    posts, tags = ctx.db(social.PostRepository), topic_tags(hashtags)
    values |= {
        "topic_tags": tags,
        "mentions": mentioned(ctx, body.mentions, body.content, body.content_kh),
    }
    if post.status is not PostStatus.PUBLISHED:
        posts.change(post.id, **values, updated_at=now)
        return read(require_post_or_draft(ctx, post.id), ctx)
    posts.replace_text(
        post,
        editor_id=ctx.viewer.user_id,
        revision_id=ctx.new_id(),
        values=values,
        now=now,
    )
    if "hashtags" in changed:
        ctx.db(social.HashtagRepository).write(post.id, post.author_id, tags, post.created_at)
    names = [PostRead.model_fields[name].alias or name for name in changed]
    ctx.emit(
        PostUpdated(post_id=post.id, changed=names, updated_at=now),
        post_id=post.id,
        **audience_of(post, ctx),
    )
    return read(require_post(ctx, post.id), ctx)


@route(
    "DELETE",
    "/v1/posts/{id}",
    permission=Permission.POSTS_READ,
    limits=("write",),
    status=204,
    emits=(PostDeleted,),
    raises=(PostNotFound, NotTheAuthor),
)
def posts_delete(ctx: Ctx, path: PostPath) -> None:
    """Delete a post. The author may, wherever they are now, and who moderates posts."""
    post, now = access_post(ctx, path.id, require_words), ctx.now()
    ctx.db(social.PostRepository).mark_deleted(post.id, now)
    ctx.db(social.HashtagRepository).forget(post.id)
    files = ctx.db(media.AttachmentRepository)
    if post.media:
        files.detach_all(Referrer.POST, post.id, now)
    if post.comments_count:
        beside = ctx.db(social.CommentRepository).find_with_files(post.id)
        files.detach_each(Referrer.COMMENT, beside, now)
    if post.status is PostStatus.PUBLISHED:
        ctx.emit(PostDeleted(post_id=post.id), post_id=post.id, **audience_of(post, ctx))
