"""Catching up after an absence: what of the things that a device keeps is not true any more."""

from __future__ import annotations

from functions.realtime.streams import InvalidChannelList, channels_of, requested, shown
from functions.runtime.context import Ctx
from infra.postgres import realtime
from shared.auth.permissions import Permission
from shared.http.paging import InvalidPageCursor
from shared.http.route import route
from shared.realtime.channels import Channel
from shared.realtime.cursor import Cursor, InvalidCursor
from shared.realtime.replay import plan_replay, take_page
from shared.realtime.schemas import SyncChanges, SyncQuery, SyncRead, begun, resyncs
from shared.realtime.sync import changes_of


@route(
    "GET",
    "/v1/sync",
    permission=Permission.REALTIME_CONNECT,
    keys=False,
    limits=("read",),
    raises=(InvalidPageCursor, InvalidChannelList),
    hides_caller=True,
)
def sync_delta(ctx: Ctx, query: SyncQuery) -> SyncRead:
    """Name what has changed since a cursor, so that a device reads that again and nothing else.

    For whoever keeps pages beyond a visit. Take the cursor before anything that is kept is read;
    ask with it at the next visit, and with ``nextCursor`` while ``hasMore``. The positions are
    those of the event log, so nothing is lost or told twice, whatever the clocks say. A stream that
    is opened with the last ``nextCursor`` goes on from there.

    ``startAnew`` says that the log does not reach back so far, or that a channel is closed to the
    caller by now: forget what was kept. ``resync`` names channels whose state has to be read: all
    of these, and channels that are new to the caller.
    """
    try:
        cursor = None if query.after is None else Cursor.parse(query.after)
    except InvalidCursor as error:
        raise InvalidPageCursor from error
    viewer, stream = ctx.viewer, ctx.db(realtime.StreamRepository)
    names = channels_of(ctx, requested(query.channels))
    by_id = {Channel.parse(n).id_in(viewer.tenant_id): Channel.parse(n) for n in names}
    epoch, heads = stream.heads(list(by_id))
    present = str(Cursor(epoch, heads))
    if cursor is None or not cursor.positions.keys() <= heads.keys():
        return SyncRead.anew(present, names, [])
    plan = plan_replay(cursor, epoch, heads)
    entries = [] if plan.resync else stream.replay(plan.positions, query.limit + 1)
    page = take_page(plan, heads, entries, query.limit)
    if page.resync:
        return SyncRead.anew(present, names, resyncs(page.resync, cursor, by_id, heads))
    found = changes_of(shown(page.entries, stream.hidden(viewer.user_id)))
    return SyncRead(
        start_anew=False,
        collections={name: SyncChanges.of_changes(changes) for name, changes in found.items()},
        next_cursor=str(Cursor(epoch, page.positions)),
        has_more=page.has_more,
        channels=names,
        resync=[begun(by_id[one]) for one in heads if one not in cursor.positions],
    )
