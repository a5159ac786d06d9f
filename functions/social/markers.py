"""How far somebody has read, the same on all their devices."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import social
from shared.http.problem import Conflict
from shared.http.route import Access, route
from shared.social.doing import MarkerPut, MarkerRead, MarkersRead
from shared.social.events import MarkerUpdated


class MarkerMoved(Conflict):
    """Another device has moved the mark meanwhile: read it, and decide again."""

    code = "marker_moved"
    title = "Another device has read on"
    cure = "Read the mark, and move it only where it would go on."


@route("GET", "/v1/markers", permission=Access.SIGNED_IN, limits=("read",))
def markers_get(ctx: Ctx) -> MarkersRead:
    """Read how far the caller has read."""
    found = ctx.db(social.MarkerRepository).find(ctx.viewer.user_id)
    return MarkersRead(data=[MarkerRead.of(marker) for marker in found])


@route(
    "PUT",
    "/v1/markers",
    permission=Access.SIGNED_IN,
    limits=("write",),
    emits=(MarkerUpdated,),
    raises=(MarkerMoved,),
)
def markers_put(ctx: Ctx, body: MarkerPut) -> MarkerRead:
    """Move a mark from the version that the caller knows."""
    me = ctx.viewer.user_id
    marker = ctx.db(social.MarkerRepository).put(
        me, body.timeline, last=body.last_read_id, version=body.version, now=ctx.now()
    )
    if marker is None:
        raise MarkerMoved
    event = MarkerUpdated(
        timeline=marker.timeline, last_read_id=marker.last_read_id, marker_version=marker.version
    )
    ctx.emit(event, person_id=me)
    return MarkerRead.of(marker)
