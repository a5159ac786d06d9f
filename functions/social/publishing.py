"""A post becomes public: found by its hashtags, and announced to whoever may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from functions.social.access import audience_of
from infra.postgres import social
from shared.social.events import PostCreated
from shared.social.policy import preview, topic_tags
from shared.social.types import PostStatus

if TYPE_CHECKING:
    from infra.postgres.social import Post


def publish(ctx: Ctx, post: Post) -> None:
    """Publish a draft: from now on it stands in the feed, where posts of this moment stand."""
    now = ctx.now()
    ctx.db(social.PostRepository).change(
        post.id, status=PostStatus.PUBLISHED, publish_at=None, created_at=now, updated_at=now
    )
    announce(ctx, post)


def announce(ctx: Ctx, post: Post) -> None:
    """Tell everyone who may read a post that is published now."""
    now, tags = ctx.now(), topic_tags(list(post.hashtags))
    if tags:
        ctx.db(social.HashtagRepository).write(post.id, post.author_id, tags, now)
    ctx.emit(
        PostCreated(
            post_id=post.id,
            author_id=post.author_id,
            author_name=post.author_name,
            post_type=post.type,
            visibility=post.visibility,
            preview=preview(post.content),
            media_count=len(post.media),
            created_at=now,
        ),
        **audience_of(post, ctx),
    )
