"""Building anew, for a school, what the search and chosen feeds are derived from."""

from __future__ import annotations

from functions.common.flags import is_on
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.http.problem import Conflict
from shared.http.route import Audit, route
from shared.platform.flags import Flag
from shared.search.events import RebuildDue
from shared.search.rebuild_schemas import EmbeddingsBackfill, RebuildStarted
from shared.search.types import Rebuild

_AS_FAST_AS_IT_GOES = 0


class NoEmbedder(Conflict):
    """Nobody makes vectors for this school."""

    code = "no_embedder"
    title = "No model makes vectors for this school"
    cure = (
        "Ask an operator to set up a model (`EMBEDDING_PROVIDER`), and who runs the school to "
        "switch it on."
    )


@route(
    "POST",
    "/v1/admin/search/reindex",
    permission=Permission.TENANT_MANAGE,
    limits=("admin",),
    status=202,
    emits=(RebuildDue,),
    audit=Audit("search.reindexed", "tenant"),
)
def admin_search_reindex(ctx: Ctx) -> RebuildStarted:
    """Build the search index of the school anew from its rows, while it goes on being searched.

    May be repeated: what is as it should be is written again. ``job:progress`` tells how far it is.
    """
    return _start(ctx, Rebuild.SEARCH, _AS_FAST_AS_IT_GOES)


@route(
    "POST",
    "/v1/admin/embeddings/backfill",
    permission=Permission.TENANT_MANAGE,
    limits=("admin",),
    status=202,
    emits=(RebuildDue,),
    raises=(NoEmbedder,),
    audit=Audit("embeddings.backfilled", "tenant"),
)
def admin_embeddings_backfill(ctx: Ctx, body: EmbeddingsBackfill) -> RebuildStarted:
    """Make vectors of the texts of the school that have none yet, at a rate.

    What is cut off is gone on with by the next one, or by the job of every ten minutes.
    ``job:progress`` tells how far it is. Refused where no model makes vectors for the school.
    """
    provider = ctx.deps.settings.embedding_provider
    if provider is None or (provider != "local" and not is_on(ctx, Flag.EMBEDDINGS_EXTERNAL)):
        raise NoEmbedder
    return _start(ctx, Rebuild.EMBEDDINGS, body.rate)


def _start(ctx: Ctx, kind: Rebuild, rate: int) -> RebuildStarted:
    job_id, me = ctx.new_id(), ctx.viewer.user_id
    due = RebuildDue(job_id=job_id, person_id=me, kind=kind, rate=rate)
    ctx.emit(due, person_id=me)
    return RebuildStarted(job_id=job_id, kind=kind)
