"""Requests and responses of analytics."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.analytics.policy import BATCH, LONGEST_MS
from shared.analytics.types import ViewSource
from shared.http.schema import Instant, RequestModel, ResponseModel, example

_Duration = Annotated[int, Field(ge=0, le=LONGEST_MS)]


class ViewSend(RequestModel, json_schema_extra=example(source="direct")):
    """Where the post was seen, and for how long."""

    source: ViewSource = ViewSource.DIRECT
    duration_ms: _Duration | None = None


class ViewOfPost(RequestModel):
    """A post that was seen, where, and when."""

    post_id: UUID
    source: ViewSource = ViewSource.FEED
    duration_ms: _Duration | None = None
    at: Annotated[
        Instant,
        Field(
            description="When it was seen, by the clock of the device. What cannot be is counted "
            "at the nearest moment that can: nothing is refused for a wrong clock."
        ),
    ]


class ViewBatch(
    RequestModel,
    json_schema_extra=example(
        views=[
            {
                "postId": "0190b2c4-7c1e-7a10-9d2b-4f5a6b7c8d9e",
                "source": "feed",
                "durationMs": 2400,
                "at": "2026-03-02T08:30:00Z",
            }
        ]
    ),
):
    """What a client has seen since it last said so."""

    views: Annotated[list[ViewOfPost], Field(min_length=1, max_length=BATCH)]


class ViewsTaken(ResponseModel):
    """How many views were taken, and of how many nothing is counted.

    Nobody counts as a viewer of their own posts, nor of posts that they may not read. The same
    post counts once for a person in an hour.
    """

    taken: int
    ignored: int
