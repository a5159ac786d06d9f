"""What people make much of these days, and what resembles a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Select, Uuid, any_, bindparam, func, select

from infra.postgres.core.repository import Repository
from infra.postgres.social.readable_posts import with_author
from infra.postgres.social.records import Post
from infra.postgres.social.tables import post_hashtags, posts
from infra.postgres.social.who_reads import readable

_SINCE = bindparam("since", type_=DateTime(timezone=True))
_ROWS = bindparam("row_limit", type_=Integer())
_TENANT = bindparam("tenant_id", type_=Uuid())


@dataclass(frozen=True, slots=True)
class TrendingTag:
    """A hashtag, on how many posts of how many people it was."""

    tag: str
    posts: int
    people: int


class TrendingRepository(Repository):
    """Questions about what many look at, through the eyes of a viewer."""

    def find_posts(self, viewer_id: UUID, since: datetime, limit: int) -> list[Post]:
        """Posts of this time that people did the most with; none with which nobody did anything."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        return self._records(Post, _posts(), since=since, row_limit=limit, **values)

    def find_tags(self, viewer_id: UUID, since: datetime, limit: int) -> list[TrendingTag]:
        """Hashtags of posts of this time that the most people have used."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        return self._records(TrendingTag, _tags(), since=since, row_limit=limit, **values)

    def find_among(self, viewer_id: UUID, post_ids: Sequence[UUID]) -> list[Post]:
        """Those of the posts that the viewer may read, in the order of the ids."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "ids": list(post_ids)}
        found = {post.id: post for post in self._records(Post, _among(), **values)}
        return [found[one] for one in post_ids if one in found]


@cache
def _posts() -> Select[Any]:
    p = posts.c
    done = p.likes_count * 3 + p.comments_count * 5 + p.shares_count * 2
    chosen = (
        readable(posts)
        .add_columns(done.label("done"))
        .where(p.created_at >= _SINCE, done > 0)
        .order_by(done.desc(), p.created_at.desc(), p.id.desc())
        .limit(_ROWS)
        .subquery("page")
    )
    page = chosen.c
    return with_author(chosen).order_by(page.done.desc(), page.created_at.desc(), page.id.desc())


@cache
def _tags() -> Select[Any]:
    found = readable(posts).where(posts.c.created_at >= _SINCE).subquery("post")
    h = post_hashtags.c
    number, writers = func.count(), func.count(h.author_id.distinct())
    return (
        select(h.tag, number.label("posts"), writers.label("people"))
        .join_from(
            found, post_hashtags, (h.tenant_id == found.c.tenant_id) & (h.post_id == found.c.id)
        )
        .where(h.tenant_id == _TENANT)
        .group_by(h.tag)
        .order_by(writers.desc(), number.desc(), h.tag)
        .limit(_ROWS)
    )


@cache
def _among() -> Select[Any]:
    ids = bindparam("ids", type_=ARRAY(Uuid()))
    return with_author(readable(posts).where(posts.c.id == any_(ids)).subquery("post"))
