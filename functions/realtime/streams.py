"""Stream tokens, and the polling twin of the stream."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from functions.realtime.waits import waiting_places
from functions.runtime.context import Ctx
from infra.postgres import realtime
from shared.auth.permissions import Permission
from shared.http.paging import InvalidPageCursor
from shared.http.problem import MalformedRequest, NotFound, RateLimited, Unauthenticated
from shared.http.route import route
from shared.identity.policy import STREAM_LIFE_SECONDS
from shared.realtime.channels import (
    MAX_CHANNELS,
    STREAMED_KINDS,
    Channel,
    InvalidChannel,
    encode_id,
)
from shared.realtime.connections import is_connection_of
from shared.realtime.cursor import Cursor, InvalidCursor
from shared.realtime.envelope import with_seq
from shared.realtime.events import ControlChannels
from shared.realtime.hiding import is_hidden, withheld
from shared.realtime.replay import plan_replay, take_page
from shared.realtime.schemas import (
    ChannelsChange,
    ChannelsRead,
    ConnectionPath,
    PollQuery,
    PollRead,
    StreamTokenRead,
    resyncs,
)

if TYPE_CHECKING:
    from infra.postgres.realtime import LogEntry

POLL_PAUSE_SECONDS = 0.5
GATHER_SECONDS = 1.0
"""A poll that may wait answers no sooner, so that one in a second is enough for any channel."""


class InvalidChannelList(MalformedRequest):
    """A channel name is malformed, or there are more than 64 channels."""

    code = "invalid_channels"
    title = "The list of channels is not valid"
    cure = (
        "Send well-formed names, 64 at the most; the page on streaming lists the kinds of channels."
    )


class ConnectionNotFound(NotFound):
    """The stream is not one of the caller's."""

    title = "Stream not found"


@route(
    "POST",
    "/v1/realtime/token",
    permission=Permission.REALTIME_CONNECT,
    keys=False,
    limits=("stream.token",),
    guests=True,
)
def realtime_token(ctx: Ctx) -> StreamTokenRead:
    """Mint a token for the stream alone, for clients that cannot send headers.

    It opens nothing but the stream, ends with the session, and lives ten minutes.
    """
    from infra.tokens import Claims

    viewer, issued_at = ctx.viewer, int(ctx.now().timestamp())
    expires_at = issued_at + STREAM_LIFE_SECONDS
    claims = Claims(
        user_id=viewer.user_id,
        tenant_id=viewer.tenant_id,
        session_id=viewer.session_id,
        token_version=viewer.token_version,
        role=viewer.role,
        token_id=ctx.new_id(),
        issued_at=issued_at,
        expires_at=expires_at,
        audience="stream",
    )
    return StreamTokenRead(
        token=ctx.deps.token_signer.sign(claims),
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        stream_url=f"{ctx.deps.settings.public_relay_url}/v1/stream",
    )


@route(
    "GET",
    "/v1/realtime/events",
    permission=Permission.REALTIME_CONNECT,
    keys=False,
    limits=("poll",),
    guests=True,
    raises=(InvalidPageCursor, InvalidChannelList),
    hides_caller=True,
)
def realtime_poll(ctx: Ctx, query: PollQuery) -> PollRead:
    """Read what the stream would have sent since a cursor.

    The polling twin of the stream: same channels, same envelopes, same cursor. Without a cursor it
    answers with the present position and no events.

    With ``wait`` it answers as soon as there is something and a second has passed, in which more
    may gather; a full page is answered at once. Two polls of a session may wait at a time.
    """
    try:
        cursor = None if query.after is None else Cursor.parse(query.after)
    except InvalidCursor as error:
        raise InvalidPageCursor from error
    asked = requested(query.channels)

    def read() -> PollRead:
        return _read(ctx, asked, cursor, query.limit)

    answer = read()
    if cursor is None or not query.wait or _must_go(answer):
        return answer
    places = waiting_places(ctx.deps.settings.threads)
    try:
        with places.take(ctx.viewer.session_id):
            return _wait(ctx, read, query.wait, answer)
    except RateLimited:
        if answer.events:
            return answer
        raise


@route(
    "PUT",
    "/v1/realtime/connections/{connectionId}/channels",
    permission=Permission.REALTIME_CONNECT,
    keys=False,
    limits=("write",),
    status=202,
    emits=(ControlChannels,),
    raises=(ConnectionNotFound,),
    hides_caller=True,
)
def realtime_channels_put(ctx: Ctx, path: ConnectionPath, body: ChannelsChange) -> ChannelsRead:
    """Change the channels of one of the caller's open streams without opening it anew.

    The relay that holds the stream authorises again, and the stream says ``server:channels`` when
    it is done. Where that does not come within a few seconds the stream is gone: open another.
    The channels that a stream carries unasked stay.
    """
    viewer = ctx.viewer
    if not is_connection_of(path.connection_id, viewer.tenant_id, viewer.user_id):
        raise ConnectionNotFound
    asked = [name for name in dict.fromkeys(body.add) if name not in body.remove]
    streamed = [name for name in asked if Channel.parse(name).kind in STREAMED_KINDS]
    allowed = ctx.db(realtime.StreamRepository).allowed(viewer.user_id, streamed)
    remove = list(dict.fromkeys(body.remove))
    ctx.emit(
        ControlChannels(
            user_id=viewer.user_id, add=allowed, remove=remove, connection_id=path.connection_id
        ),
        user_id=viewer.user_id,
    )
    return ChannelsRead(
        connection_id=path.connection_id,
        add=allowed,
        remove=remove,
        rejected=[name for name in asked if name not in allowed],
    )


def _wait(ctx: Ctx, read: Callable[[], PollRead], seconds: int, answer: PollRead) -> PollRead:
    """Read again until there is something to say and a second has passed, or the time is over."""
    began = time.monotonic()
    while True:
        waited = time.monotonic() - began
        gathered = answer.events and waited >= GATHER_SECONDS
        if gathered or _must_go(answer) or waited >= seconds:
            return answer
        ctx.pause(min(POLL_PAUSE_SECONDS, seconds - waited))
        answer = read()


def _must_go(answer: PollRead) -> bool:
    """Whether nothing is gained by waiting: the page is full, or something must be read again."""
    return bool(answer.resync) or answer.has_more


def requested(text: str) -> list[Channel]:
    """The channels that a query names; raises InvalidChannelList."""
    try:
        named = [Channel.parse(name.strip()) for name in text.split(",") if name.strip()]
    except InvalidChannel as error:
        raise InvalidChannelList from error
    if len(named) > MAX_CHANNELS:
        raise InvalidChannelList(f"at most {MAX_CHANNELS} channels")
    return list(dict.fromkeys(named))


def shown(entries: Sequence[LogEntry], hidden: frozenset[str]) -> list[dict[str, Any]]:
    """The envelopes; an event of somebody hidden keeps its place and loses its content."""
    envelopes = [json.loads(with_seq(entry.body, entry.seq)) for entry in entries]
    return [
        withheld(envelope) if is_hidden(envelope["type"], envelope["actorId"], hidden) else envelope
        for envelope in envelopes
    ]


def channels_of(ctx: Ctx, asked: list[Channel]) -> list[str]:
    """The names of the caller's own channels, and of those asked for that are open to them."""
    viewer, stream = ctx.viewer, ctx.db(realtime.StreamRepository)
    own = stream.automatic_channels(viewer.user_id, viewer.session_id, viewer.token_version)
    if not own:
        raise Unauthenticated
    extra = [channel.name for channel in asked if channel.kind in STREAMED_KINDS]
    allowed = stream.allowed(viewer.user_id, extra)
    return list(dict.fromkeys([*own, *allowed]))[:MAX_CHANNELS]


def _read(ctx: Ctx, asked: list[Channel], cursor: Cursor | None, limit: int) -> PollRead:
    viewer, stream = ctx.viewer, ctx.db(realtime.StreamRepository)
    names = channels_of(ctx, asked)
    by_id = {Channel.parse(n).id_in(viewer.tenant_id): Channel.parse(n) for n in names}
    epoch, heads = stream.heads(list(by_id))
    plan = plan_replay(cursor, epoch, heads)
    entries = stream.replay(plan.positions, limit + 1) if cursor else []
    page = take_page(plan, heads, entries, limit)
    return PollRead(
        events=shown(page.entries, stream.hidden(viewer.user_id)),
        next_cursor=str(Cursor(epoch, page.positions)),
        has_more=page.has_more,
        ids={channel.name: encode_id(channel_id) for channel_id, channel in by_id.items()},
        channels=names,
        rejected=[channel.name for channel in asked if channel.name not in names],
        resync=resyncs(page.resync, cursor, by_id, heads),
        tenant_id=viewer.tenant_id,
    )
