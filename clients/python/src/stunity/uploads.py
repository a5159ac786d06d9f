"""Files: announced, sent to where the server says, and taken over.

The bytes go to the store itself, with the address and the headers of a ticket; no token of the
person goes there.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import httpx

from stunity.problems import ConnectionFailed, problem_of

if TYPE_CHECKING:
    from stunity.api.models.media import UploadCreate, UploadRead, UploadTicket
    from stunity.client import AsyncStunity, Stunity

Purpose = Literal[
    "POST", "COMMENT", "MESSAGE", "AVATAR", "COVER", "QUIZ", "LESSON", "SUBMISSION", "IMPORT"
]
"""What a file is for; whoever may see that may see the file."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_TYPES: Final = {
    ".csv": "text/csv",
    ".tsv": "text/plain",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
}
_PIECE: Final = 256 * 1024
_PATIENCE: Final = httpx.Timeout(30.0, write=120.0)


def upload(
    client: Stunity, path: Path, *, purpose: Purpose, content_type: str | None = None
) -> UploadRead:
    """Upload a file; what its bytes are decides the server, not its name.

    Where the connection breaks in the middle, do it again: the same file gets the same upload. A
    picture is PROCESSING for a moment; everything else is READY at once, or REJECTED.

    Raises :class:`ConnectionFailed` where the store does not answer, and ValueError where neither
    ``content_type`` nor the name of the file tells its type.
    """
    ticket = client.api.media.uploads_create(_announcement(path, purpose, content_type))
    try:
        with path.open("rb") as file:
            response = client.http.request(
                ticket.method,
                ticket.url,
                content=file,
                headers=_headers(ticket),
                auth=None,
                timeout=_PATIENCE,
            )
    except httpx.TransportError as error:
        raise ConnectionFailed(str(error) or type(error).__name__) from error
    _accepted(response)
    return client.api.media.uploads_complete(ticket.upload.id)


async def upload_async(
    client: AsyncStunity, path: Path, *, purpose: Purpose, content_type: str | None = None
) -> UploadRead:
    """The same for asyncio."""
    ticket = await client.api.media.uploads_create(_announcement(path, purpose, content_type))
    try:
        response = await client.http.request(
            ticket.method,
            ticket.url,
            content=_pieces(path),
            headers=_headers(ticket),
            auth=None,
            timeout=_PATIENCE,
        )
    except httpx.TransportError as error:
        raise ConnectionFailed(str(error) or type(error).__name__) from error
    _accepted(response)
    return await client.api.media.uploads_complete(ticket.upload.id)


def _announcement(path: Path, purpose: Purpose, content_type: str | None) -> UploadCreate:
    from stunity.api.models.media import UploadCreate

    found = content_type or _TYPES.get(path.suffix.lower())
    if found is None:
        raise ValueError(f"{path.name}: name its media type")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return UploadCreate(
        name=path.name,
        content_type=found,
        size_bytes=path.stat().st_size,
        sha256=digest,
        purpose=purpose,
    )


def _headers(ticket: UploadTicket) -> httpx.Headers:
    """What is signed, and the length, without which the bytes would be sent in chunks."""
    headers = httpx.Headers(ticket.headers)
    headers["Content-Length"] = str(ticket.upload.size_bytes)
    return headers


def _accepted(response: httpx.Response) -> None:
    if response.is_error:
        raise problem_of(response)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
