"""Likes of posts."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Insert, insert

from infra.postgres.core.repository import Repository
from infra.postgres.social.tables import likes


class LikeRepository(Repository):
    """Queries on likes; the caller has checked that the post may be read."""

    def insert(self, like_id: UUID, *, user_id: UUID, post_id: UUID, now: datetime) -> bool:
        """Like a post; False when it was liked before."""
        row = {"id": like_id, "user_id": user_id, "post_id": post_id, "created_at": now}
        return self._changed(_liking(), tenant_id=self.tenant, **row)

    def delete(self, *, user_id: UUID, post_id: UUID) -> bool:
        """Take a like back; False when there was none."""
        mine = (likes.c.tenant_id == self.tenant, likes.c.user_id == user_id)
        return self._changed(delete(likes).where(*mine, likes.c.post_id == post_id))


# Built once, as readable_posts.py says why.
@cache
def _liking() -> Insert:
    once = ["tenant_id", "user_id", "post_id"]
    return insert(likes).on_conflict_do_nothing(index_elements=once)
