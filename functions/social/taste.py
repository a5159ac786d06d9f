"""What posts are about, where the school has vectors of them and wants them to count."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.flags import is_on
from functions.runtime.context import Ctx
from infra.postgres import search, social
from shared.platform.flags import Flag
from shared.search.types import Collection

if TYPE_CHECKING:
    from infra.postgres.social import Taste


def taste_of(ctx: Ctx) -> Taste | None:
    """What the caller lately did something with is about, if anything says so."""
    found = ctx.db(social.CandidateRepository).taste(ctx.viewer.user_id)
    # The flag is asked for last: mostly there is nothing that it could switch off.
    return found if found is not None and is_on(ctx, Flag.FEED_SEMANTIC) else None


def about_the_same(ctx: Ctx, post_id: UUID, limit: int) -> list[UUID]:
    """Posts for the whole school about what this one is about, the nearest first."""
    vectors = ctx.db(search.VectorRepository)
    model = vectors.in_use()
    if model is None:
        return []
    vector = vectors.vector_of(Collection.POSTS, post_id, model)
    if vector is None or not is_on(ctx, Flag.FEED_SEMANTIC):
        return []
    found = vectors.nearest(Collection.POSTS, vector, model, limit + 1)
    return [one for one, near in found if near > 0 and one != post_id]
