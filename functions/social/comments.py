"""Comments below posts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attach, attached
from functions.runtime.context import Ctx
from functions.social.access import (
    PostNotFound,
    if_reader,
    may_change,
    mentioned,
    require_post,
)
from infra.postgres import media, social
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import ClientIdUsed, Forbidden, NotFound
from shared.http.route import route
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.types import Referrer
from shared.social.events import CommentCreated, CommentDeleted, CommentLiked, CommentUpdated
from shared.social.policy import comment_depth, preview
from shared.social.schemas import (
    CommentCreate,
    CommentLikeRead,
    CommentPath,
    CommentRead,
    CommentUpdate,
    PostPath,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.postgres.social import Comment, Post
    from shared.media.schemas import AttachmentRead


class NotYourComment(Forbidden):
    """Only who wrote a comment may change it."""

    title = "Only the author may change this comment"


class CommentNotFound(NotFound):
    """There is no such comment here, or the caller may not see it."""

    title = "Comment not found"


@route(
    "POST",
    "/v1/posts/{id}/comment",
    permission=Permission.COMMENTS_CREATE,
    limits=("comments",),
    status=201,
    emits=(CommentCreated,),
    raises=(PostNotFound, CommentNotFound, ClientIdUsed, UploadNotFound, UploadNotReady),
    aliases=("/v1/posts/{id}/comments",),
)
def posts_comment(ctx: Ctx, path: PostPath, body: CommentCreate) -> CommentRead:
    """Comment on a post, or answer a comment.

    With a ``clientId`` it stands there once, however often and however late it is sent.
    """
    viewer, post = ctx.viewer, require_post(ctx, path.id)
    comments, parent = ctx.db(social.CommentRepository), None
    if body.parent_id is not None:
        parent = comments.get(post.id, body.parent_id, viewer_id=viewer.user_id)
        if parent is None:
            raise CommentNotFound
    comment_id, now = ctx.new_id(), ctx.now()
    comment = comments.insert(
        **body.model_dump(exclude={"media", "mentions"}),
        mentions=mentioned(ctx, body.mentions, body.content),
        id=comment_id,
        post_id=post.id,
        author_id=viewer.user_id,
        depth=comment_depth(parent.depth if parent else None),
        attachments_count=len(body.media),
        created_at=now,
    )
    if comment is None:
        return _created_before(ctx, post, body.client_id)
    if body.media:
        attach(ctx, Referrer.COMMENT, comment_id, body.media)
    counts = ctx.db(social.PostRepository).count(post.id, comments=1)
    ctx.emit(
        CommentCreated(
            post_id=post.id,
            comment_id=comment_id,
            parent_id=body.parent_id,
            author_id=viewer.user_id,
            author_name=viewer.name,
            preview=preview(body.content),
            comments_count=counts.comments_count,
        ),
        post_author_id=if_reader(ctx, post.author_id, post),
        parent_author_id=if_reader(ctx, parent.author_id, post) if parent else None,
        post_id=post.id,
    )
    return read(comment, post, ctx)


def _created_before(ctx: Ctx, post: Post, client_id: UUID | None) -> CommentRead:
    """What the author created under this id; raises ClientIdUsed where it is gone."""
    assert client_id is not None, "nothing else can be there already"
    comments = ctx.db(social.CommentRepository)
    comment = comments.get_created(post.id, ctx.viewer.user_id, client_id)
    if comment is None:
        raise ClientIdUsed
    return read(comment, post, ctx)


@route(
    "GET",
    "/v1/posts/{id}/comments",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_comments(ctx: Ctx, path: PostPath, query: PageQuery) -> Page[CommentRead]:
    """List the comments of a post, oldest first; ``parentId`` makes the threads."""
    post = require_post(ctx, path.id)
    found = ctx.db(social.CommentRepository).find(
        post.id, ctx.viewer.user_id, after=Position.decode(query.cursor), limit=query.limit
    )
    shown = iter(read_all(found[: query.limit], post, ctx))
    return Page.of_rows(found, query.limit, lambda _: next(shown))


@route(
    "PUT",
    "/v1/comments/{id}",
    permission=Permission.COMMENTS_CREATE,
    limits=("comments",),
    emits=(CommentUpdated,),
    raises=(CommentNotFound, NotYourComment, UploadNotFound, UploadNotReady),
)
def comments_update(ctx: Ctx, path: CommentPath, body: CommentUpdate) -> CommentRead:
    """Replace the text of one's own comment, and its files where they are named."""
    comment, post = require_comment(ctx, path.id)
    if comment.author_id != ctx.viewer.user_id:
        raise NotYourComment
    comments, now = ctx.db(social.CommentRepository), ctx.now()
    if body.media is None and body.content == comment.content:
        return read(comment, post, ctx)
    values: dict[str, object] = {
        "content": body.content,
        "mentions": mentioned(ctx, body.mentions, body.content),
    }
    if body.media is not None:
        attach(ctx, Referrer.COMMENT, comment.id, body.media)
        values["attachments_count"] = len(body.media)
    if not comments.change(comment.id, **values, edited_at=now):
        raise CommentNotFound
    event = CommentUpdated(post_id=post.id, comment_id=comment.id, updated_at=now)
    ctx.emit(event, post_id=post.id)
    changed, _ = require_comment(ctx, path.id)
    return read(changed, post, ctx)


@route(
    "DELETE",
    "/v1/comments/{id}",
    permission=Permission.POSTS_READ,
    limits=("write",),
    status=204,
    emits=(CommentDeleted,),
    raises=(CommentNotFound, NotYourComment),
)
def comments_delete(ctx: Ctx, path: CommentPath) -> None:
    """Delete a comment: who wrote it may, who wrote the post, and who moderates posts."""
    comment, post = require_comment(ctx, path.id)
    if not may_delete(comment, post, ctx):
        raise NotYourComment
    now = ctx.now()
    if not ctx.db(social.CommentRepository).change(comment.id, deleted_at=now):
        raise CommentNotFound
    if comment.attachments_count:
        ctx.db(media.AttachmentRepository).detach_all(Referrer.COMMENT, comment.id, now)
    counts = ctx.db(social.PostRepository).count(post.id, comments=-1)
    event = CommentDeleted(
        post_id=post.id, comment_id=comment.id, comments_count=counts.comments_count
    )
    ctx.emit(event, post_id=post.id)


@route(
    "POST",
    "/v1/comments/{id}/like",
    permission=Permission.POSTS_READ,
    limits=("write",),
    emits=(CommentLiked,),
    raises=(CommentNotFound,),
)
def comments_like(ctx: Ctx, path: CommentPath) -> CommentLikeRead:
    """Like a comment. May be repeated without effect."""
    comment, post = require_comment(ctx, path.id)
    me, likes = ctx.viewer.user_id, ctx.db(social.LikeRepository)
    if not likes.insert_for_comment(ctx.new_id(), user_id=me, comment_id=comment.id, now=ctx.now()):
        return CommentLikeRead(comment_id=comment.id, liked=True, likes_count=comment.likes_count)
    likes_count = ctx.db(social.CommentRepository).count(comment.id, likes=1)
    event = CommentLiked(post_id=post.id, comment_id=comment.id, user_id=me)
    ctx.emit(event, comment_author_id=if_reader(ctx, comment.author_id, post))
    return CommentLikeRead(comment_id=comment.id, liked=True, likes_count=likes_count)


@route(
    "DELETE",
    "/v1/comments/{id}/like",
    permission=Permission.POSTS_READ,
    limits=("write",),
    raises=(CommentNotFound,),
)
def comments_unlike(ctx: Ctx, path: CommentPath) -> CommentLikeRead:
    """Take the like of a comment back. May be repeated without effect."""
    comment, _ = require_comment(ctx, path.id)
    likes_count, likes = comment.likes_count, ctx.db(social.LikeRepository)
    if likes.delete_for_comment(user_id=ctx.viewer.user_id, comment_id=comment.id):
        likes_count = ctx.db(social.CommentRepository).count(comment.id, likes=-1)
    return CommentLikeRead(comment_id=comment.id, liked=False, likes_count=likes_count)


def require_comment(ctx: Ctx, comment_id: UUID) -> tuple[Comment, Post]:
    """A comment and its post, if the caller may read both; raises CommentNotFound."""
    me = ctx.viewer.user_id
    comment = ctx.db(social.CommentRepository).get_anywhere(comment_id, viewer_id=me)
    if comment is None:
        raise CommentNotFound
    post = ctx.db(social.PostRepository).get_visible(me, comment.post_id)
    if post is None:
        raise CommentNotFound
    return comment, post


def may_delete(comment: Comment, post: Post, ctx: Ctx) -> bool:
    """Whether the caller wrote the comment or the post, or moderates the school."""
    return comment.author_id == ctx.viewer.user_id or may_change(post, ctx)


def read(comment: Comment, post: Post, ctx: Ctx) -> CommentRead:
    """A comment as the API shows it to the caller."""
    (shown,) = read_all([comment], post, ctx)
    return shown


def read_all(comments: Sequence[Comment], post: Post, ctx: Ctx) -> list[CommentRead]:
    """Comments of a post as the API shows them: a question more, if there are files beside any."""
    with_files = [one.id for one in comments if one.attachments_count and one.deleted_at is None]
    files = attached(ctx, Referrer.COMMENT, with_files)
    return [_read(one, files.get(one.id, []), post, ctx) for one in comments]


def _read(comment: Comment, files: list[AttachmentRead], post: Post, ctx: Ctx) -> CommentRead:
    """Of a deleted comment only its place."""
    gone = comment.deleted_at is not None
    mine = comment.author_id == ctx.viewer.user_id
    shown: dict[str, object] = {"mentions": list(comment.mentions or [])}
    if gone:
        shown = {"author": None, "content": "", "mentions": [], "likes_count": 0}
    return CommentRead.of(
        comment,
        **shown,
        media=files,
        can_edit=mine and not gone,
        can_delete=not gone and may_delete(comment, post, ctx),
        deleted=gone,
    )
