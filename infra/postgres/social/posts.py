"""Posts and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    Update,
    Uuid,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of, newest_first, parameters_for
from infra.postgres.people.beside import beside, person_columns
from infra.postgres.social.readable_posts import (
    bookmarked_posts,
    drafts,
    followed_ever,
    followed_recently,
    one_draft,
    one_readable_post,
    one_written_post,
    posts_left_behind,
    posts_with_tag,
    readable_feed,
    readable_posts_in_club,
    readable_posts_of,
    with_author,
)
from infra.postgres.social.records import Bookmark, Linked, Post, PostCounts, PostScope, Revision
from infra.postgres.social.tables import post_revisions, posts
from shared.http.paging import Position
from shared.social.types import PostStatus, ReactionType


class PostRepository(Repository):
    """Queries on posts, always through the eyes of a viewer."""

    def insert(self, **values: Any) -> Post | None:
        """Add a post, as its author sees it; None where its ``client_id`` was used before."""
        row = {"tenant_id": self.tenant, **values}
        return self._record(Post, _adding(*row), viewer_id=values["author_id"], **row)

    def get_created(self, author_id: UUID, client_id: UUID) -> Post | None:
        """What the author created under this id, where it is still there."""
        made = select(posts).where(
            posts.c.tenant_id == self.tenant,
            posts.c.author_id == author_id,
            posts.c.client_id == client_id,
            posts.c.deleted_at.is_(None),
        )
        viewer = {"tenant_id": self.tenant, "viewer_id": author_id}
        return self._record(Post, with_author(made.subquery("made")), **viewer)

    def find_feed(
        self,
        viewer_id: UUID,
        *,
        following: bool = False,
        whole_school: bool = False,
        before: Position | None,
        limit: int,
    ) -> list[Post]:
        """Newest first, ``limit + 1`` rows, so that the caller knows whether there are more.

        Of followed people and hashtags, or what is for the whole school, or all.
        """
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "row_limit": limit + 1}
        if before is not None:
            values |= {"before_at": before.at, "before_id": before.id}
        continued = before is not None
        if not following:
            feed = readable_feed(continued=continued, whole_school=whole_school)
            return self._records(Post, feed, **values)
        found = self._records(Post, followed_recently(continued=continued), **values)
        if len(found) <= limit:
            found = self._records(Post, followed_ever(continued=continued), **values)
        return found

    def find_of(
        self, viewer_id: UUID, author_id: UUID, *, before: Position | None, limit: int
    ) -> list[Post]:
        """What a person wrote and the viewer may read, newest first, ``limit + 1`` rows."""
        values: dict[str, Any] = {"tenant_id": self.tenant, "viewer_id": viewer_id}
        values |= {"author_id": author_id, "row_limit": limit + 1}
        if before is not None:
            values |= {"before_at": before.at, "before_id": before.id}
        query = readable_posts_of(continued=before is not None)
        return self._records(Post, query, **values)

    def find_in_club(
        self, viewer_id: UUID, club_id: UUID, *, before: Position | None, limit: int
    ) -> list[Post]:
        """What was written in a club, as far as the viewer may read it, like :meth:`find_feed`."""
        values = self._page(viewer_id, before, limit)
        statement = readable_posts_in_club(continued=before is not None)
        return self._records(Post, statement, club_id=club_id, **values)

    def get_visible(self, viewer_id: UUID, post_id: UUID) -> Post | None:
        """The post if the viewer may read it and what is said of it."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "post_id": post_id}
        return self._record(Post, one_readable_post(), **values)

    def get_written(self, author_id: UUID, post_id: UUID) -> Post | None:
        """The author's own post, also where they have left those for whom it is."""
        values = {"tenant_id": self.tenant, "viewer_id": author_id, "post_id": post_id}
        return self._record(Post, one_written_post(), **values)

    def find_left_behind(self, author_id: UUID, post_ids: Sequence[UUID]) -> set[UUID]:
        """Those of the posts that the person wrote for a class or club they have left."""
        values = {"tenant_id": self.tenant, "viewer_id": author_id, "ids": list(post_ids)}
        return {row.id for row in self._unit.all(posts_left_behind(), values)}

    def get_draft(self, author_id: UUID, post_id: UUID) -> Post | None:
        """The author's own post that is not published yet."""
        values = {"tenant_id": self.tenant, "viewer_id": author_id, "post_id": post_id}
        return self._record(Post, one_draft(), **values)

    def find_drafts(self, author_id: UUID, *, before: Position | None, limit: int) -> list[Post]:
        """What the author has not published yet, like :meth:`find_feed`."""
        values = self._page(author_id, before, limit)
        return self._records(Post, drafts(continued=before is not None), **values)

    def find_with_tag(
        self, viewer_id: UUID, tag: str, *, before: Position | None, limit: int
    ) -> list[Post]:
        """Posts with a hashtag, in its canonical form, like :meth:`find_feed`."""
        values = self._page(viewer_id, before, limit)
        statement = posts_with_tag(continued=before is not None)
        return self._records(Post, statement, tag=tag, **values)

    def find_bookmarked(
        self, viewer_id: UUID, *, before: Position | None, limit: int
    ) -> list[Bookmark]:
        """What the viewer keeps, the latest kept first; ``limit + 1`` rows."""
        values = self._page(viewer_id, before, limit)
        return self._records(Bookmark, bookmarked_posts(continued=before is not None), **values)

    def find_due(self, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Author and id of posts whose time has come, locked.

        Those that somebody publishes at this moment are left out.
        """
        query = (
            select(posts.c.author_id, posts.c.id)
            .where(
                posts.c.tenant_id == self.tenant,
                posts.c.status == PostStatus.SCHEDULED,
                posts.c.publish_at <= now,
                posts.c.deleted_at.is_(None),
            )
            .order_by(posts.c.publish_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.author_id, row.id) for row in self._unit.all(query, {})]

    def change(self, post_id: UUID, **values: Any) -> None:
        """Write columns of a post that is locked."""
        self._unit.execute(update(posts).where(*self._this(post_id)).values(**values))

    def find_revisions(
        self, post_id: UUID, *, before: Position | None, limit: int
    ) -> list[Revision]:
        """The texts that a post had, the latest first; ``limit + 1`` rows."""
        r = post_revisions.c
        columns = columns_of(Revision, post_revisions, person_columns("editor"))
        query = beside(select(*columns), post_revisions, "editor_id").where(
            r.tenant_id == self.tenant, r.post_id == post_id
        )
        page = newest_first(query, r.created_at, r.id, before=before, limit=limit)
        return self._records(Revision, page)

    def get_scope(self, post_id: UUID) -> PostScope | None:
        """Whose a live post is, and for whom."""
        query = select(*columns_of(PostScope, posts)).where(*self._live(post_id))
        return self._record(PostScope, query)

    def get_linked(self, post_id: UUID) -> Linked | None:
        """The texts of a live post."""
        return self._record(Linked, select(*columns_of(Linked, posts)).where(*self._live(post_id)))

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

    def count(
        self,
        post_id: UUID,
        *,
        likes: int = 0,
        comments: int = 0,
        shares: int = 0,
        bookmarks: int = 0,
        gained: ReactionType | None = None,
        lost: ReactionType | None = None,
    ) -> PostCounts:
        """Add to the counts; returns what they are then."""
        added: dict[str, Any] = {"add_likes": likes, "add_comments": comments, "add_shares": shares}
        added |= {"add_bookmarks": bookmarks, "gained": gained, "lost": lost}
        of_post = {"of_tenant": self.tenant, "of_post": post_id}
        counts = self._record(PostCounts, _counting(), **of_post, **added)
        assert counts is not None, "posts are not deleted"
        return counts

    def _page(self, viewer_id: UUID, before: Position | None, limit: int) -> dict[str, Any]:
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "row_limit": limit + 1}
        place = {} if before is None else {"before_at": before.at, "before_id": before.id}
        return values | place

    def _this(self, post_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (posts.c.tenant_id == self.tenant, posts.c.id == post_id)

    def _live(self, post_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (*self._this(post_id), posts.c.deleted_at.is_(None))


# Built once, as readable_posts.py says why.
@cache
def _adding(*names: str) -> Select[Any]:
    adding = insert(posts).values(parameters_for(posts, *names))
    once = adding.on_conflict_do_nothing(index_elements=["tenant_id", "author_id", "client_id"])
    return with_author(once.returning(posts).cte("added"))


@cache
def _counting() -> Update:
    post = (
        posts.c.tenant_id == bindparam("of_tenant", type_=Uuid()),
        posts.c.id == bindparam("of_post", type_=Uuid()),
    )
    counts = {
        f"{name}_count": posts.c[f"{name}_count"] + bindparam(f"add_{name}", type_=Integer())
        for name in ("likes", "comments", "shares", "bookmarks")
    }
    reactions = func.app.counted(
        posts.c.reaction_counts, bindparam("gained", type_=Text()), bindparam("lost", type_=Text())
    )
    counting = update(posts).where(*post).values(**counts, reaction_counts=reactions)
    return counting.returning(*columns_of(PostCounts, posts))
