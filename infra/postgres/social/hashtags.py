"""Hashtags of posts, who follows them, and how far people have read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.social.records import Marker
from infra.postgres.social.tables import hashtag_follows, markers, post_hashtags
from shared.social.types import Timeline


class HashtagRepository(Repository):
    """Queries on hashtags, in their canonical form."""

    def write(
        self, post_id: UUID, author_id: UUID, tags: Iterable[str], published_at: datetime
    ) -> None:
        """Make these the hashtags of a published post."""
        self.forget(post_id)
        rows = [
            {
                "tenant_id": self.tenant,
                "tag": tag,
                "post_id": post_id,
                "author_id": author_id,
                "created_at": published_at,
            }
            for tag in tags
        ]
        if rows:
            self._unit.execute(insert(post_hashtags).values(rows))

    def forget(self, post_id: UUID) -> None:
        """Find a post by no hashtag any more."""
        h = post_hashtags.c
        mine = (h.tenant_id == self.tenant, h.post_id == post_id)
        self._unit.execute(delete(post_hashtags).where(*mine))

    def is_followed(self, tag: str, by: UUID) -> bool:
        """Whether somebody follows a hashtag."""
        f = hashtag_follows.c
        mine = (f.tenant_id == self.tenant, f.user_id == by, f.tag == tag)
        return bool(self._value(select(exists().where(*mine))))

    def follow(self, tag: str, user_id: UUID, now: datetime) -> None:
        """See posts with a hashtag among those of people one follows."""
        following = insert(hashtag_follows).values(
            tenant_id=self.tenant, user_id=user_id, tag=tag, created_at=now
        )
        self._unit.execute(following.on_conflict_do_nothing())

    def unfollow(self, tag: str, user_id: UUID) -> None:
        """See them no longer."""
        f = hashtag_follows.c
        mine = (f.tenant_id == self.tenant, f.user_id == user_id, f.tag == tag)
        self._unit.execute(delete(hashtag_follows).where(*mine))


class MarkerRepository(Repository):
    """Queries on how far one person has read."""

    def find(self, user_id: UUID) -> list[Marker]:
        """All marks of a person."""
        query = select(*columns_of(Marker, markers)).where(
            markers.c.tenant_id == self.tenant, markers.c.user_id == user_id
        )
        return self._records(Marker, query.order_by(markers.c.timeline))

    def put(
        self, user_id: UUID, timeline: Timeline, *, last: UUID, version: int, now: datetime
    ) -> Marker | None:
        """Move a mark that is at this version, 0 where there is none; None where it is not."""
        row = {"last_read_id": last, "version": version + 1, "updated_at": now}
        m = markers.c
        mine = (m.tenant_id == self.tenant, m.user_id == user_id, m.timeline == timeline)
        if version == 0:
            placing = insert(markers).values(
                tenant_id=self.tenant, user_id=user_id, timeline=timeline, **row
            )
            once = placing.on_conflict_do_nothing()
            return self._record(Marker, once.returning(*columns_of(Marker, markers)))
        moving = update(markers).where(*mine, m.version == version).values(**row)
        return self._record(Marker, moving.returning(*columns_of(Marker, markers)))
