"""Who may read and change a post, and whom its events reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import people, social
from shared.auth.permissions import Permission
from shared.http.problem import Forbidden, NotFound
from shared.social.policy import post_audience
from shared.social.types import Visibility

if TYPE_CHECKING:
    from infra.postgres.social import Post


class PostNotFound(NotFound):
    """There is no such post, or the caller may not read it."""

    title = "Post not found"


class NotTheAuthor(Forbidden):
    """Only the author, or who moderates posts, may change a post."""

    title = "Only the author may change this post"


def require_post(ctx: Ctx, post_id: UUID) -> Post:
    """The published post if the caller may read it; raises PostNotFound."""
    post = ctx.db(social.PostRepository).get_visible(ctx.viewer.user_id, post_id)
    if post is None:
        raise PostNotFound
    return post


def require_post_or_draft(ctx: Ctx, post_id: UUID) -> Post:
    """Like :func:`require_post`, and what the caller has not published yet."""
    posts, me = ctx.db(social.PostRepository), ctx.viewer.user_id
    post = posts.get_visible(me, post_id) or posts.get_draft(me, post_id)
    if post is None:
        raise PostNotFound
    return post


def require_words(ctx: Ctx, post_id: UUID) -> Post:
    """Like :func:`require_post_or_draft`, and what the caller wrote for those they have left.

    For the words alone: what others say of them is for who is there still.
    """
    posts, me = ctx.db(social.PostRepository), ctx.viewer.user_id
    post = (
        posts.get_visible(me, post_id)
        or posts.get_draft(me, post_id)
        or posts.get_written(me, post_id)
    )
    if post is None:
        raise PostNotFound
    return post


def access_post(
    ctx: Ctx, post_id: UUID, require: Callable[[Ctx, UUID], Post] = require_post_or_draft
) -> Post:
    """The post or draft, locked, if the caller may change it.

    Raises PostNotFound or NotTheAuthor.
    """
    post = require(ctx, post_id)
    if not may_change(post, ctx):
        raise NotTheAuthor
    if not ctx.db(social.PostRepository).lock(post.id):
        raise PostNotFound
    # Read again: somebody may have changed it before it was locked.
    return require(ctx, post_id)


def may_change(post: Post, ctx: Ctx) -> bool:
    """Whether the caller wrote the post or moderates the school."""
    moderates = ctx.viewer.can_everywhere(Permission.POSTS_MODERATE)
    return post.author_id == ctx.viewer.user_id or moderates


def audience_of(post: Post, ctx: Ctx) -> dict[str, UUID | None]:
    """Routing of the post's events: the school, a class, a club, connections, or nobody."""
    return post_audience(
        post.visibility,
        school_id=ctx.db.tenant,
        class_id=post.class_id,
        club_id=post.club_id,
        author_id=post.author_id,
    )


def if_reader(ctx: Ctx, person_id: UUID, post: Post) -> UUID | None:
    """The person, where they may still read a post that they wrote, or below it; else nobody."""
    for_all = post.visibility not in {Visibility.CLASS, Visibility.CLUB}
    if person_id == ctx.viewer.user_id or (person_id == post.author_id and for_all):
        return person_id
    readable = ctx.db(social.PostRepository).get_visible(person_id, post.id)
    return None if readable is None else person_id


def mentioned(ctx: Ctx, user_ids: Sequence[UUID], *texts: str | None) -> list[dict[str, object]]:
    """The people whom a text names: those who are here and whose name stands behind an ``@``."""
    if not user_ids:
        return []
    found = ctx.db(people.NamedRepository).find(ctx.viewer.user_id, user_ids)
    return [
        {"id": person.id, "name": person.name}
        for person in found
        if any(f"@{person.name}" in (text or "") for text in texts)
    ]
