"""Events of uploads."""

from __future__ import annotations

from uuid import UUID

from shared.events.event import Event, event
from shared.media.types import MediaKind, Rejection, UploadStatus


@event("media:uploaded", audience=("domain:{owner_id}",))
class MediaUploaded(Event):
    """A file has arrived and is what was announced. For workers only."""

    upload_id: UUID
    kind: MediaKind
    key: str


@event("media:processed", audience=("user:{owner_id}",))
class MediaProcessed(Event):
    """A file may be used, or turned out to be unusable."""

    upload_id: UUID
    status: UploadStatus
    reason: Rejection | None
