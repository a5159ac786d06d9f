"""Requests and responses about uploads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from shared.http.schema import Line, RequestModel, ResponseModel, Token, example
from shared.media.formats import MAX_BYTES, FileFormat, announced
from shared.media.policy import MAX_ATTACHMENTS
from shared.media.types import MediaKind, Referrer, Rejection, UploadStatus

FileName = Annotated[Line, Field(min_length=1, max_length=200)]
AltText = Annotated[Line, Field(min_length=1, max_length=500)]


def _taken(media_type: str) -> str:
    if announced(media_type) is None:
        raise ValueError("files of this type are not taken")
    return media_type


class UploadPath(RequestModel):
    """The upload in the path."""

    id: UUID


class UploadCreate(
    RequestModel,
    json_schema_extra=example(
        name="class.jpg",
        contentType="image/jpeg",
        sizeBytes=48_213,
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        purpose="POST",
    ),
):
    """A file that is about to be sent: its name, and what its bytes will be."""

    name: FileName
    content_type: Annotated[
        Token,
        Field(max_length=100, examples=[form.value for form in FileFormat]),
        AfterValidator(_taken),
    ]
    size_bytes: Annotated[int, Field(ge=1, le=max(MAX_BYTES.values()))]
    sha256: Annotated[Token, Field(pattern=r"^[0-9a-f]{64}$")]
    purpose: Referrer


class UploadRead(ResponseModel):
    """An upload as its owner, or who may see what refers to it, sees it.

    ``url`` opens it until ``expiresAt``, once it is READY; ``thumbUrl`` is a small picture of it.
    """

    id: UUID
    name: str
    content_type: str
    kind: MediaKind
    size_bytes: int
    status: UploadStatus
    reason: Rejection | None
    purpose: Referrer
    width: int | None
    height: int | None
    url: str | None
    thumb_url: str | None
    expires_at: datetime | None
    created_at: datetime


class UploadTicket(ResponseModel):
    """Where to send the bytes: with ``method`` to ``url``, with exactly these ``headers``."""

    upload: UploadRead
    method: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Attachment(
    RequestModel, json_schema_extra=example(uploadId="01890a5d-ac96-774b-bcce-b302099a8057")
):
    """An upload of the caller's beside a text; ``alt`` says in words what a picture shows."""

    upload_id: UUID
    alt: AltText | None = None


def _each_once(attachments: list[Attachment]) -> list[Attachment]:
    if len({a.upload_id for a in attachments}) != len(attachments):
        raise ValueError("each upload is attached once")
    return attachments


Attachments = Annotated[
    list[Attachment], Field(max_length=MAX_ATTACHMENTS), AfterValidator(_each_once)
]


class AttachmentRead(ResponseModel):
    """A file beside a text. The addresses open it until ``expiresAt``; then ask for it anew."""

    upload_id: UUID
    name: str
    content_type: str
    kind: MediaKind
    size_bytes: int
    width: int | None
    height: int | None
    alt: str | None
    url: str
    thumb_url: str | None
    expires_at: datetime
