"""Events of analytics."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.analytics.types import ViewSource
from shared.events.event import Event, event


class SeenPost(BaseModel):
    """A post that somebody saw."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True, frozen=True
    )

    post_id: UUID
    source: ViewSource
    duration_ms: int | None
    at: datetime


@event("view:recorded", audience=("domain:{viewer_id}",))
class ViewRecorded(Event):
    """Somebody saw posts: for the worker that counts views, and for no stream."""

    viewer_id: UUID
    views: list[SeenPost]
