"""Requests and responses of stream tokens and the polling twin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.http.schema import SAFE_LINE, RequestModel, ResponseModel, Token, example
from shared.realtime.channels import MAX_CHANNELS, Channel
from shared.realtime.cursor import MAX_CURSOR_BYTES, Cursor
from shared.realtime.replay import ResyncReason, missed_from, refetch
from shared.realtime.sync import Changes


class StreamTokenRead(ResponseModel):
    """A token for the stream alone, for clients that cannot send headers."""

    token: str
    expires_at: datetime
    stream_url: str


class PollQuery(RequestModel):
    """``after`` is the cursor of the stream; ``channels`` as in the stream, comma separated.

    ``wait`` holds the answer for that many seconds while there is nothing to send.
    """

    after: Annotated[Token, Field(max_length=MAX_CURSOR_BYTES)] | None = None
    channels: Annotated[Token, Field(max_length=8192)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 200
    wait: Annotated[int, Field(ge=0, le=20)] = 0


class Resync(ResponseModel):
    """A channel whose missed events are gone; read the named resources again."""

    channel: str
    reason: str
    missed_from: int | None
    missed_to: int | None
    refetch: list[str]


def resyncs(
    reasons: Mapping[int, ResyncReason],
    cursor: Cursor | None,
    channels: Mapping[int, Channel],
    heads: Mapping[int, int],
) -> list[Resync]:
    """What a page says of the channels that jump to their head, all by channel id."""
    return [
        Resync(
            channel=channels[channel_id].name,
            reason=reason,
            missed_from=missed_from(cursor, channel_id, reason),
            missed_to=heads[channel_id],
            refetch=refetch(channels[channel_id]),
        )
        for channel_id, reason in reasons.items()
    ]


class PollRead(ResponseModel):
    """What the stream would have sent, in order within each channel.

    ``ids`` names the channels as cursors spell them.
    """

    events: list[dict[str, Any]]
    next_cursor: str
    has_more: bool
    ids: dict[str, str]
    channels: list[str]
    rejected: list[str]
    resync: list[Resync]
    tenant_id: UUID


class SyncQuery(RequestModel):
    """``after`` is a cursor of this route; without one it answers with the present position.

    ``channels`` are those beyond the automatic ones, the same at each visit.
    """

    after: Annotated[Token, Field(max_length=MAX_CURSOR_BYTES)] | None = None
    channels: Annotated[Token, Field(max_length=8192)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 500


class SyncChanges(ResponseModel):
    """Ids of a collection; ``everything``: more has changed than events name."""

    changed: list[str]
    deleted: list[str]
    everything: bool

    @classmethod
    def of_changes(cls, changes: Changes) -> SyncChanges:
        """What the log says of a collection."""
        return cls(
            changed=list(changes.changed),
            deleted=list(changes.deleted),
            everything=changes.everything,
        )


class SyncRead(ResponseModel):
    """What has changed, by collection: ``posts``, ``comments``, ``notifications`` and so on."""

    start_anew: bool
    collections: dict[str, SyncChanges]
    next_cursor: str
    has_more: bool
    channels: list[str]
    resync: list[Resync]

    @classmethod
    def anew(cls, present: str, channels: list[str], resync: list[Resync]) -> SyncRead:
        """The answer that nothing of what was kept holds; ``present`` is where all begins."""
        return cls(
            start_anew=True,
            collections={},
            next_cursor=present,
            has_more=False,
            channels=channels,
            resync=resync,
        )


def begun(channel: Channel) -> Resync:
    """What is said of a channel that is new to its reader."""
    return Resync(
        channel=channel.name,
        reason="joined",
        missed_from=None,
        missed_to=None,
        refetch=refetch(channel),
    )


class ConnectionPath(RequestModel):
    """An open stream, by the ``connectionId`` of its ``connected`` event."""

    connection_id: UUID


ChannelName = Annotated[
    str, Field(max_length=81, pattern=r"^[a-z]{1,16}:[0-9a-z-]{1,64}$"), SAFE_LINE
]
ChannelNames = Annotated[list[ChannelName], Field(max_length=MAX_CHANNELS)]


class ChannelsChange(RequestModel, json_schema_extra=example(add=[], remove=[])):
    """Channels that a stream is to carry from now on, and others that it need not carry."""

    add: ChannelNames = Field(default_factory=list)
    remove: ChannelNames = Field(default_factory=list)


class ChannelsRead(ResponseModel):
    """What was passed on to the stream, which confirms it with ``server:channels``."""

    connection_id: UUID
    add: list[str]
    remove: list[str]
    rejected: list[str]
