"""Posts: the feed, and one post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.attachments import attach, attached
from functions.runtime.context import Ctx
from infra.postgres import media, school, social
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.http.route import route
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.types import Referrer
from shared.social.events import PostCreated, PostDeleted, PostUpdated
from shared.social.policy import preview, topic_tags
from shared.social.schemas import FeedQuery, PostCreate, PostPath, PostRead, PostUpdate
from shared.social.types import PostType, Visibility

if TYPE_CHECKING:
    from infra.postgres.social import Post


class PostNotFound(NotFound):
    """There is no such post, or the caller may not read it."""

    title = "Post not found"


class ClassNotFound(NotFound):
    """There is no such class, or the caller neither teaches nor attends it."""

    title = "Class not found"


class ClientIdUsed(Conflict):
    """Something was created under this ``clientId``, and it is not here any more."""

    code = "client_id_used"
    title = "This was created before and is gone"


class MayNotAnnounce(Forbidden):
    """An announcement speaks for the school: its staff may write one."""

    title = "Only staff may post an announcement"


class NotTheAuthor(Forbidden):
    """Only the author, or who moderates posts, may change a post."""

    title = "Only the author may change this post"


@route(
    "POST",
    "/v1/posts",
    permission=Permission.POSTS_CREATE,
    limits=("posts",),
    status=201,
    emits=(PostCreated,),
    raises=(MayNotAnnounce, ClassNotFound, ClientIdUsed, UploadNotFound, UploadNotReady),
)
def posts_create(ctx: Ctx, body: PostCreate) -> PostRead:
    """Publish a post.

    Everyone who may read it and is connected is told at once. With a ``clientId`` it is published
    once, however often and however late it is sent: what waited without a network may use it.
    """
    viewer, now, post_id = ctx.viewer, ctx.now(), ctx.new_id()
    posts = ctx.db(social.PostRepository)
    announces = body.type is PostType.ANNOUNCEMENT
    if announces and not viewer.can_in_school(Permission.POSTS_ANNOUNCE):
        raise MayNotAnnounce
    classes = ctx.db(school.ClassRepository)
    if body.class_id is not None and not classes.is_open(body.class_id, to=viewer.user_id):
        raise ClassNotFound
    post = posts.insert(
        **body.model_dump(exclude={"media"}),
        media=[str(file.upload_id) for file in body.media],
        id=post_id,
        author_id=viewer.user_id,
        topic_tags=topic_tags(body.hashtags),
        created_at=now,
        updated_at=now,
    )
    if post is None:
        return _created_before(ctx, body.client_id)
    if body.media:
        attach(ctx, Referrer.POST, post_id, body.media)
    ctx.headers["Location"] = f"/v1/posts/{post_id}"
    ctx.emit(
        PostCreated(
            post_id=post_id,
            author_id=viewer.user_id,
            author_name=viewer.name,
            post_type=body.type,
            visibility=body.visibility,
            preview=preview(body.content),
            media_count=len(body.media),
            created_at=now,
        ),
        **audience_of(post, ctx),
    )
    return read(post, ctx)


def _created_before(ctx: Ctx, client_id: UUID | None) -> PostRead:
    """What the author created under this id; raises ClientIdUsed where it is gone."""
    assert client_id is not None, "nothing else can be there already"
    post = ctx.db(social.PostRepository).get_created(ctx.viewer.user_id, client_id)
    if post is None:
        raise ClientIdUsed
    ctx.headers["Location"] = f"/v1/posts/{post.id}"
    return read(post, ctx)


@route("GET", "/v1/posts", permission=Permission.POSTS_READ, limits=("read",))
def posts_feed(ctx: Ctx, query: FeedQuery) -> Page[PostRead]:
    """List posts, newest first."""
    found = ctx.db(social.PostRepository).find_feed(
        ctx.viewer.user_id,
        following=query.mode == "following",
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return read_page(found, query.limit, ctx)


@route(
    "GET",
    "/v1/posts/{id}",
    permission=Permission.POSTS_READ,
    limits=("read",),
    raises=(PostNotFound,),
)
def posts_get(ctx: Ctx, path: PostPath) -> PostRead:
    """Read a post."""
    return read(require_post(ctx, path.id), ctx)


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

    The author may, and who moderates posts. The old text is kept as a revision.
    """
    post, now = access_post(ctx, path.id), ctx.now()
    values = body.model_dump() | {"media": [str(file.upload_id) for file in body.media]}
    changed = [name for name, value in values.items() if value != getattr(post, name)]
    if values["media"] or post.media:
        # Words about a picture may change while the pictures stay.
        attach(ctx, Referrer.POST, post.id, body.media)
    if not changed:
        return read(post, ctx)
    ctx.db(social.PostRepository).replace_text(
        post,
        editor_id=ctx.viewer.user_id,
        revision_id=ctx.new_id(),
        values=values | {"topic_tags": topic_tags(body.hashtags)},
        now=now,
    )
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
    """Delete a post. The author may, and who moderates posts."""
    post = access_post(ctx, path.id)
    ctx.db(social.PostRepository).mark_deleted(post.id, ctx.now())
    if post.media:
        ctx.db(media.AttachmentRepository).detach_all(Referrer.POST, post.id, ctx.now())
    ctx.emit(PostDeleted(post_id=post.id), post_id=post.id, **audience_of(post, ctx))


def require_post(ctx: Ctx, post_id: UUID) -> Post:
    """The post if the caller may read it; raises PostNotFound."""
    post = ctx.db(social.PostRepository).get_visible(ctx.viewer.user_id, post_id)
    if post is None:
        raise PostNotFound
    return post


def access_post(ctx: Ctx, post_id: UUID) -> Post:
    """The post, locked, if the caller may change it; raises PostNotFound or NotTheAuthor."""
    post = require_post(ctx, post_id)
    if not may_change(post, ctx):
        raise NotTheAuthor
    if not ctx.db(social.PostRepository).lock(post.id):
        raise PostNotFound
    return post


def may_change(post: Post, ctx: Ctx) -> bool:
    """Whether the caller wrote the post or moderates the school."""
    moderates = ctx.viewer.can_everywhere(Permission.POSTS_MODERATE)
    return post.author_id == ctx.viewer.user_id or moderates


def audience_of(post: Post, ctx: Ctx) -> dict[str, UUID | None]:
    """Routing of the post's events: the school, the class, the author's connections, or nobody."""
    whole_school = post.visibility in {Visibility.PUBLIC, Visibility.SCHOOL}
    connections = post.visibility is Visibility.CONNECTIONS
    return {
        "school_id": ctx.viewer.tenant_id if whole_school else None,
        "class_id": post.class_id,
        "connections_of": post.author_id if connections else None,
    }


def read(post: Post, ctx: Ctx) -> PostRead:
    """The post as the API shows it to the caller."""
    (shown,) = read_all([post], ctx)
    return shown


def read_page(found: Sequence[Post], limit: int, ctx: Ctx) -> Page[PostRead]:
    """A page of posts, of the ``limit + 1`` that were found."""
    kept = iter(read_all(found[:limit], ctx))
    return Page.of_rows(found, limit, lambda _: next(kept))


def read_all(posts: Sequence[Post], ctx: Ctx) -> list[PostRead]:
    """Posts as the API shows them, with what stands beside them: one more question, if any."""
    files = attached(ctx, Referrer.POST, [post.id for post in posts if post.media])
    return [
        PostRead.of(post, can_edit=may_change(post, ctx), media=files.get(post.id, []))
        for post in posts
    ]
