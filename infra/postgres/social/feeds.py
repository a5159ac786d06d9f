"""What people say about their chosen feed, and the choice itself while Redis is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.social.candidate_queries import wanted_by_viewer
from infra.postgres.social.readable_posts import with_author
from infra.postgres.social.records import Post
from infra.postgres.social.tables import chosen_feeds, feed_feedback, posts
from infra.postgres.social.who_reads import readable
from shared.social.types import FeedbackKind


class FeedbackRepository(Repository):
    """What people have said about posts like one."""

    def say(
        self, user_id: UUID, post_id: UUID, author_id: UUID, kind: FeedbackKind, now: datetime
    ) -> None:
        """Note what a person says about a post; what they said about it before is forgotten."""
        values = {"author_id": author_id, "kind": kind, "created_at": now}
        adding = insert(feed_feedback).values(
            tenant_id=self.tenant, user_id=user_id, post_id=post_id, **values
        )
        key = ["tenant_id", "user_id", "post_id"]
        self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=values))

    def take_back(self, user_id: UUID, post_id: UUID, author_id: UUID) -> None:
        """Forget what a person said about a post, and that they hide its author."""
        self._unit.execute(delete(feed_feedback).where(*self._about(user_id, post_id, author_id)))

    def get(self, user_id: UUID, post_id: UUID, author_id: UUID) -> FeedbackKind | None:
        """What a person has said about a post, or else that they hide its author."""
        f = feed_feedback.c
        said = select(f.kind).where(*self._about(user_id, post_id, author_id))
        found: FeedbackKind | None = self._value(
            said.order_by((f.post_id == post_id).desc()).limit(1)
        )
        return found

    def find_wanted(self, viewer_id: UUID, post_ids: Sequence[UUID], now: datetime) -> list[Post]:
        """Those of the posts that the viewer may read and has not sent away, in their order."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "ids": list(post_ids)}
        found = {post.id: post for post in self._records(Post, _wanted(), **values, now=now)}
        return [found[one] for one in post_ids if one in found]

    def _about(self, user_id: UUID, post_id: UUID, author_id: UUID) -> tuple[Any, ...]:
        f = feed_feedback.c
        hidden = and_(f.author_id == author_id, f.kind == FeedbackKind.HIDE_AUTHOR)
        return (
            f.tenant_id == self.tenant,
            f.user_id == user_id,
            or_(f.post_id == post_id, hidden),
        )


class KeptFeedRepository(Repository):
    """Choices that Redis could not take: what their later pages are cut from."""

    def keep(
        self,
        user_id: UUID,
        version: UUID,
        post_ids: Sequence[UUID],
        *,
        now: datetime,
        until: datetime,
    ) -> None:
        """Keep a choice, and forget those of this person that are over."""
        k = chosen_feeds.c
        mine = (k.tenant_id == self.tenant, k.user_id == user_id)
        self._unit.execute(delete(chosen_feeds).where(*mine, k.expires_at <= now))
        self._unit.execute(
            insert(chosen_feeds).values(
                tenant_id=self.tenant,
                user_id=user_id,
                version=version,
                post_ids=list(post_ids),
                expires_at=until,
            )
        )

    def get(self, user_id: UUID, version: UUID, now: datetime) -> list[UUID] | None:
        """The posts of a choice, or None where it is over."""
        k = chosen_feeds.c
        query = select(k.post_ids).where(
            k.tenant_id == self.tenant,
            k.user_id == user_id,
            k.version == version,
            k.expires_at > now,
        )
        found: list[UUID] | None = self._value(query)
        return found


@cache
def _wanted() -> Select[Any]:
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    chosen = readable(posts).where(posts.c.id == any_(ids), *wanted_by_viewer(posts.c))
    return with_author(chosen.subquery("post"))
