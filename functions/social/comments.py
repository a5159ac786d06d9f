"""Comments below posts."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.social.posts import ClientIdUsed, PostNotFound, require_post
from infra.postgres import social
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position
from shared.http.problem import NotFound
from shared.http.route import route
from shared.social.events import CommentCreated
from shared.social.policy import comment_depth, preview
from shared.social.schemas import CommentCreate, CommentRead, PostPath


class CommentNotFound(NotFound):
    """The comment to answer is not below this post, or the caller may not see it."""

    title = "Comment not found"


@route(
    "POST",
    "/v1/posts/{id}/comment",
    permission=Permission.COMMENTS_CREATE,
    limits=("comments",),
    status=201,
    emits=(CommentCreated,),
    raises=(PostNotFound, CommentNotFound, ClientIdUsed),
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
        **body.model_dump(),
        id=comment_id,
        post_id=post.id,
        author_id=viewer.user_id,
        depth=comment_depth(parent.depth if parent else None),
        created_at=now,
    )
    if comment is None:
        return _created_before(ctx, post.id, body.client_id)
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
        post_author_id=post.author_id,
        parent_author_id=parent.author_id if parent else None,
        post_id=post.id,
    )
    return CommentRead.of(comment)


def _created_before(ctx: Ctx, post_id: UUID, client_id: UUID | None) -> CommentRead:
    """What the author created under this id; raises ClientIdUsed where it is gone."""
    assert client_id is not None, "nothing else can be there already"
    comments = ctx.db(social.CommentRepository)
    comment = comments.get_created(post_id, ctx.viewer.user_id, client_id)
    if comment is None:
        raise ClientIdUsed
    return CommentRead.of(comment)


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
    return Page.of_rows(found, query.limit, CommentRead.of)
