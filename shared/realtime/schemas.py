"""Requests and responses of stream tokens and the polling twin."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel
from shared.realtime.cursor import MAX_CURSOR_BYTES


class StreamTokenRead(ResponseModel):
    """A token for the stream alone, for clients that cannot send headers."""

    token: str
    expires_at: datetime
    stream_url: str


class PollQuery(RequestModel):
    """``after`` is the cursor of the stream; ``channels`` as in the stream, comma separated.

    ``wait`` holds the answer for that many seconds while there is nothing to send.
    """

    after: Annotated[str | None, Field(max_length=MAX_CURSOR_BYTES)] = None
    channels: Annotated[str, Field(max_length=8192)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 200
    wait: Annotated[int, Field(ge=0, le=20)] = 0


class Resync(ResponseModel):
    """A channel whose missed events are gone; read the named resources again."""

    channel: str
    reason: str
    missed_from: int | None
    missed_to: int | None
    refetch: list[str]


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
