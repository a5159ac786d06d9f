"""Posts and who may read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.tables import classes
from infra.postgres.social.readable_posts import (
    followed_ever,
    followed_recently,
    one_readable_post,
    readable_feed,
    with_author,
)
from infra.postgres.social.records import Post, PostScope
from infra.postgres.social.tables import post_revisions, posts, shares
from shared.http.paging import Position


class PostRepository(Repository):
    """Queries on posts, always through the eyes of a viewer."""

    def insert(self, **values: Any) -> Post:
        """Add a post, as its author sees it."""
        added = insert(posts).values(tenant_id=self.tenant, **values).returning(posts).cte("added")
        viewer = {"tenant_id": self.tenant, "viewer_id": values["author_id"]}
        post = self._record(Post, with_author(added), **viewer)
        assert post is not None, "the author is a member"
        return post

    def find_feed(
        self, viewer_id: UUID, *, following: bool, before: Position | None, limit: int
    ) -> list[Post]:
        """Newest first, ``limit + 1`` rows, so that the caller knows whether there are more."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "row_limit": limit + 1}
        if before is not None:
            values |= {"before_at": before.at, "before_id": before.id}
        continued = before is not None
        if not following:
            return self._records(Post, readable_feed(continued=continued), **values)
        found = self._records(Post, followed_recently(continued=continued), **values)
        if len(found) <= limit:
            found = self._records(Post, followed_ever(continued=continued), **values)
        return found

    def get_visible(self, viewer_id: UUID, post_id: UUID) -> Post | None:
        """The post if the viewer may read it."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "post_id": post_id}
        return self._record(Post, one_readable_post(), **values)

    def get_scope(self, post_id: UUID) -> PostScope | None:
        """Whose a live post is, and for whom."""
        query = select(*columns_of(PostScope, posts)).where(*self._live(post_id))
        return self._record(PostScope, query)

    def get_author(self, post_id: UUID) -> UUID | None:
        """Whose a post is or was, also when it is gone."""
        found: UUID | None = self._value(select(posts.c.author_id).where(*self._this(post_id)))
        return found

    def lock(self, post_id: UUID) -> bool:
        """Lock a live post for a change of its counters; False when it was deleted meanwhile."""
        query = select(posts.c.id).where(*self._live(post_id)).with_for_update(key_share=True)
        return self._value(query) is not None

    def replace_text(
        self,
        post: Post,
        *,
        editor_id: UUID,
        revision_id: UUID,
        values: dict[str, Any],
        now: datetime,
    ) -> None:
        """Keep the old text as a revision and write the new one."""
        self._unit.execute(
            insert(post_revisions).values(
                tenant_id=self.tenant,
                id=revision_id,
                post_id=post.id,
                editor_id=editor_id,
                title=post.title,
                content=post.content,
                content_kh=post.content_kh,
                media=list(post.media),
                created_at=now,
            )
        )
        change = update(posts).where(*self._this(post.id))
        self._unit.execute(change.values(**values, edited_at=now, updated_at=now))

    def mark_deleted(self, post_id: UUID, now: datetime) -> None:
        """Hide a post for good; its row stays for the records."""
        change = update(posts).where(*self._this(post_id))
        self._unit.execute(change.values(deleted_at=now, updated_at=now))

    def add_to_count(self, post_id: UUID, **change: int) -> tuple[int, int]:
        """Change ``likes`` or ``comments`` by a number; returns both counters after it."""
        values = {f"{name}_count": posts.c[f"{name}_count"] + n for name, n in change.items()}
        row = self._unit.one_or_none(
            update(posts)
            .where(*self._this(post_id))
            .values(**values)
            .returning(posts.c.likes_count, posts.c.comments_count)
        )
        assert row is not None, "the post was locked before"
        return row.likes_count, row.comments_count

    def share(self, post_id: UUID, **values: Any) -> int | None:
        """Share a post; returns how often it is shared now, None when the person had before."""
        row = upsert(shares).values(tenant_id=self.tenant, post_id=post_id, **values)
        if not self._changed(row.on_conflict_do_nothing()):
            return None
        counted = update(posts).where(*self._this(post_id))
        counted = counted.values(shares_count=posts.c.shares_count + 1)
        return int(self._value(counted.returning(posts.c.shares_count)))

    def may_post_to_class(self, user_id: UUID, class_id: UUID) -> bool:
        """Whether the class exists and the person teaches or attends it."""
        query = select(classes.c.id).where(
            classes.c.tenant_id == self.tenant,
            classes.c.id == class_id,
            classes.c.id.in_(select(func.app.classes_of(self.tenant, user_id))),
        )
        return self._value(query) is not None

    def _this(self, post_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (posts.c.tenant_id == self.tenant, posts.c.id == post_id)

    def _live(self, post_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (*self._this(post_id), posts.c.deleted_at.is_(None))
