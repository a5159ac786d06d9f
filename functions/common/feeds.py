"""Telling that what somebody does makes their chosen feed stale."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from functions.runtime.context import Ctx


def choose_anew(ctx: Ctx, *people: UUID) -> None:
    """Let the feeds of these people be chosen anew when they begin to read again.

    After the commit. Without Redis each first page is chosen anew in any case.
    """
    redis, school_id = ctx.deps.redis, ctx.db.tenant
    if redis is None:
        return

    def tell() -> None:
        from infra.redis.client import RedisUnavailable
        from infra.redis.feeds import FeedCopies

        for person in people:
            try:
                FeedCopies(redis, school_id, person).make_stale()
            except RedisUnavailable:
                # A choice lives for a quarter of an hour; what it shows is looked at again.
                return

    ctx.after_commit.append(tell)
