"""Comments below posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from functions.social.posts import PostNotFound, require_post
from shared.auth.permissions import Permission
from shared.http.paging import Page, PageQuery, Position, page_of
from shared.http.problem import NotFound
from shared.http.route import route
from shared.people.schemas import AuthorRead
from shared.social.events import CommentCreated
from shared.social.policy import comment_depth, preview
from shared.social.schemas import CommentCreate, CommentRead, PostPath

if TYPE_CHECKING:
    from infra.postgres.social.comments import Comment


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
    raises=(PostNotFound, CommentNotFound),
    aliases=("/v1/posts/{id}/comments",),
)
def posts_comment(ctx: Ctx, path: PostPath, body: CommentCreate) -> CommentRead:
    """Comment on a post, or answer a comment."""
    viewer, post = ctx.viewer, require_post(ctx, path.id)
    parent = None
    if body.parent_id is not None:
        parent = ctx.db.comments.get(
            viewer.tenant_id, post.id, body.parent_id, viewer_id=viewer.user_id
        )
        if parent is None:
            raise CommentNotFound
    comment_id, now = ctx.new_id(), ctx.now()
    comment = ctx.db.comments.insert(
        {
            "tenant_id": viewer.tenant_id,
            "id": comment_id,
            "post_id": post.id,
            "author_id": viewer.user_id,
            "parent_id": body.parent_id,
            "depth": comment_depth(parent.depth if parent else None),
            "content": body.content,
            "created_at": now,
        }
    )
    _, comments_count = ctx.db.posts.add_to_count(viewer.tenant_id, post.id, comments=1)
    ctx.emit(
        CommentCreated(
            post_id=post.id,
            comment_id=comment_id,
            parent_id=body.parent_id,
            author_id=viewer.user_id,
            author_name=viewer.name,
            preview=preview(body.content),
            comments_count=comments_count,
        ),
        post_author_id=post.author_id,
        parent_author_id=parent.author_id if parent else None,
        post_id=post.id,
    )
    return read(comment)


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
    found = ctx.db.comments.find(
        ctx.viewer.tenant_id,
        post.id,
        ctx.viewer.user_id,
        after=Position.decode(query.cursor),
        limit=query.limit,
    )
    comments, page_info = page_of(found, query.limit, lambda comment: comment.position)
    return Page(data=[read(comment) for comment in comments], page_info=page_info)


def read(comment: Comment) -> CommentRead:
    """The comment as the API shows it."""
    return CommentRead(
        id=comment.id,
        post_id=comment.post_id,
        parent_id=comment.parent_id,
        depth=comment.depth,
        author=AuthorRead(
            id=comment.author_id,
            name=comment.author_name,
            avatar=comment.author_avatar,
            role=comment.author_role,
        ),
        content=comment.content,
        created_at=comment.created_at,
    )
