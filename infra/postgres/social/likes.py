"""Reactions to posts, and likes of comments: one row for each person and thing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.people.beside import beside, not_blocked, person_columns
from infra.postgres.social.records import Reaction
from infra.postgres.social.tables import likes
from shared.http.paging import Position
from shared.social.types import ReactionType


class LikeRepository(Repository):
    """Queries on likes; the caller has checked that the post may be read."""

    def insert(
        self,
        like_id: UUID,
        *,
        user_id: UUID,
        post_id: UUID,
        now: datetime,
        reaction: ReactionType = ReactionType.LIKE,
    ) -> bool:
        """React to a post; False where the person had before, however."""
        row = {"id": like_id, "user_id": user_id, "post_id": post_id, "created_at": now}
        values = {"tenant_id": self.tenant, "reaction_type": reaction, **row}
        return self._changed(_liking("post_id"), **values)

    def change(self, *, user_id: UUID, post_id: UUID, to: ReactionType) -> ReactionType | None:
        """Exchange a reaction for another; returns the one before, None where it is the same."""
        mine = self._mine(user_id) & (likes.c.post_id == post_id)
        before = (
            select(likes.c.id, likes.c.reaction_type)
            .where(mine, likes.c.reaction_type != to)
            .with_for_update()
            .cte("before")
        )
        changing = update(likes).where(likes.c.tenant_id == self.tenant, likes.c.id == before.c.id)
        found: ReactionType | None = self._value(
            changing.values(reaction_type=to).returning(before.c.reaction_type)
        )
        return found

    def delete(self, *, user_id: UUID, post_id: UUID) -> ReactionType | None:
        """Take a reaction back; returns which it was, None where there was none."""
        gone = delete(likes).where(self._mine(user_id), likes.c.post_id == post_id)
        found: ReactionType | None = self._value(gone.returning(likes.c.reaction_type))
        return found

    def insert_for_comment(
        self, like_id: UUID, *, user_id: UUID, comment_id: UUID, now: datetime
    ) -> bool:
        """Like a comment; False when it was liked before."""
        row = {"id": like_id, "user_id": user_id, "comment_id": comment_id, "created_at": now}
        values = {"tenant_id": self.tenant, "reaction_type": ReactionType.LIKE, **row}
        return self._changed(_liking("comment_id"), **values)

    def delete_for_comment(self, *, user_id: UUID, comment_id: UUID) -> bool:
        """Take the like of a comment back; False when there was none."""
        return self._changed(
            delete(likes).where(self._mine(user_id), likes.c.comment_id == comment_id)
        )

    def find(
        self,
        post_id: UUID,
        viewer_id: UUID,
        *,
        only: ReactionType | None,
        before: Position | None,
        limit: int,
    ) -> list[Reaction]:
        """Who reacted to a post, the latest first; ``limit + 1`` rows."""
        c = likes.c
        columns = columns_of(Reaction, likes, person_columns("user"))
        query = beside(select(*columns), likes, "user_id").where(
            c.tenant_id == self.tenant,
            c.post_id == post_id,
            not_blocked(c.user_id, viewer_id, self.tenant),
        )
        if only is not None:
            query = query.where(c.reaction_type == only)
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(Reaction, page)

    def _mine(self, user_id: UUID) -> ColumnElement[bool]:
        return (likes.c.tenant_id == self.tenant) & (likes.c.user_id == user_id)


# Built once, as readable_posts.py says why.
@cache
def _liking(target: str) -> Insert:
    once = ["tenant_id", "user_id", target]
    return insert(likes).on_conflict_do_nothing(index_elements=once)
