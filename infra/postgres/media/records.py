"""What queries on uploads select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.media.formats import FileFormat
from shared.media.types import MediaKind, Referrer, Rejection, UploadStatus


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and where it stands."""

    id: UUID
    owner_id: UUID
    purpose: Referrer
    name: str
    content_type: FileFormat
    size_bytes: int
    sha256: str
    status: UploadStatus
    reason: Rejection | None
    key: str | None
    thumb_key: str | None
    width: int | None
    height: int | None
    created_at: datetime

    @property
    def kind(self) -> MediaKind:
        """What can be done with it."""
        return self.content_type.kind


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is ready, beside what refers to it."""

    target_id: UUID
    upload_id: UUID
    owner_id: UUID
    name: str
    content_type: FileFormat
    size_bytes: int
    key: str
    thumb_key: str | None
    width: int | None
    height: int | None
    alt: str | None

    @property
    def kind(self) -> MediaKind:
        """What can be done with it."""
        return self.content_type.kind


@dataclass(frozen=True, slots=True)
class Reference:
    """What refers to an upload."""

    kind: Referrer
    target_id: UUID


@dataclass(frozen=True, slots=True)
class Usage:
    """How many bytes are kept."""

    person: int
    school: int
