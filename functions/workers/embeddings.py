"""Vectors of what the whole school may read, as soon as it is written."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from shared.events.event import Event
from shared.learning.courses.events import CoursePublished, CourseUpdated
from shared.search.touching import touched
from shared.social.events import PostCreated, PostDeleted, PostUpdated


def _embed(ctx: Ctx, event: Event, received: Received) -> None:
    touch = touched(received.type, event)
    if touch is None or ctx.deps.settings.embedding_provider is None:
        return
    from functions.common.embedding import embedder_for, renew
    from infra.embeddings.embedder import EmbedderUnavailable

    embedder = embedder_for(ctx.deps, ctx.db)
    if embedder is None:
        return
    try:
        renew(ctx.deps, ctx.db, embedder, touch.collection, [touch.id])
    except EmbedderUnavailable:
        # It has been reported, and the job of the backfill asks again: nothing is gained by the
        # same event coming once more to a service that is away.
        return


@worker(
    on(PostCreated, _embed),
    on(PostUpdated, _embed),
    on(PostDeleted, _embed),
    on(CoursePublished, _embed),
    on(CourseUpdated, _embed),
)
def worker_embeddings() -> None:
    """Ask a model what texts are about that the whole school may read."""
